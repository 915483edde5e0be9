import {
  canonicalBytes,
  chainHash,
  type CounterMatch,
  type Delegation,
  type DelegationRoot,
  delegationId,
  DELEGATION_TYPE,
  encodeBase64url,
  encodeUtf8,
  exportJwk,
  type FindingCode,
  importVerificationKey,
  leafHash,
  type LicenceState,
  MerkleTree,
  recordKey,
  type Signer,
  type VerdictWord,
} from '@huren/chaincode/domain';
import {
  arrange,
  holderKey,
  ISSUER,
  LOCAL_MATTER,
  MATTER,
  provider,
  type Scenario,
  signerOf,
  TYPE,
  type World,
} from './world';

/** 证照管理员 and 办事人 of the demo company; a key that belongs to nobody in the chain. */
export const manager = signerOf(41);
export const handler = signerOf(42, 'EdDSA');
export const stranger = signerOf(43);

export const secretOf = (seed: number): string => encodeBase64url(new Uint8Array(32).fill(seed));
const jwkOf = ({ suite, publicKey }: Signer) => exportJwk(importVerificationKey(suite, publicKey));
/** The batch in which all is well: the licence is its fourth leaf. */
const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sha-256', bytes);
const others = Array.from({ length: 6 }, (_, n) => leafHash(Uint8Array.of(n), hash));
const own = arrange().credential;
const tree = MerkleTree.of(
  [...others.slice(0, 3), own.leafHash(provider, 'sha-256'), ...others.slice(3)],
  hash,
);
const rootAt = (index: number): DelegationRoot => ({
  leaf: index === 3 ? own.leafText(provider, 'sha-256') : encodeBase64url(others[index]!),
  batch: own.anchor!.batch,
  index,
  proof: tree.inclusionProof(index).map(encodeBase64url),
});
const LEAF = rootAt(3).leaf;
/** Another licence of the same holder. */
const OTHER = rootAt(0);

/** What the representative gives the manager; a row says only how it differs. */
export const given = (change: Partial<Delegation> = {}): Delegation => ({
  v: 1,
  id: delegationId(provider, secretOf(1)),
  root: rootAt(3),
  role: 'manager',
  agentKey: jwkOf(manager),
  agentName: '演示管理员',
  types: [TYPE],
  matters: [MATTER, '000131005000'],
  from: '2026-05-20',
  until: '2026-06-18',
  onward: true,
  ...change,
});

/** What the manager passes on to the handler. */
export const passed = (change: Partial<Delegation> = {}): Delegation => {
  const { root: _root, ...rest } = given();
  return {
    ...rest,
    id: delegationId(provider, secretOf(2)),
    parent: given().id,
    role: 'handler',
    agentKey: jwkOf(handler),
    matters: [MATTER],
    from: '2026-06-01',
    until: '2026-06-01',
    onward: false,
    ...change,
  };
};

/** The compact JWS of anything, as a phone would sign it. */
export function signed(payload: object, signer: Signer, typ: string = DELEGATION_TYPE): string {
  const header = canonicalBytes({ alg: signer.suite, kid: signer.keyId, typ });
  const input = `${encodeBase64url(header)}.${encodeBase64url(canonicalBytes(payload as never))}`;
  return `${input}.${encodeBase64url(signer.sign(encodeUtf8(input)))}`;
}

/** Presented by an agent with these delegations. */
export function byAgent(delegations: readonly string[], signer: Signer, more: Scenario = {}): Scenario {
  return {
    ...more,
    binding: { signer, delegationHash: chainHash(provider, delegations), ...more.binding },
    file: (file) => ({ ...file, delegations: [...delegations] }),
  };
}

const byManager = (change: Partial<Delegation> = {}, more: Scenario = {}): Scenario =>
  byAgent([signed(given(change), holderKey)], manager, more);
const byHandler = (
  first: Partial<Delegation> = {},
  second: Partial<Delegation> = {},
  more: Scenario = {},
): Scenario => byAgent([signed(given(first), holderKey), signed(passed(second), manager)], handler, more);

/** As a clerk compares the holder with the licence. */
const AS_HOLDER: CounterMatch = { method: 'id-card', name: 'exact', by: secretOf(9) };
/** A clerk's comparison of the agent with the name in the delegation, and what the policy asks for. */
const compared = (
  match: Partial<CounterMatch> = {},
  policy: Scenario['policy'] = { identityLevel: 3 },
): Scenario => ({
  question: { counterMatch: { method: 'id-card', name: 'exact', of: 'agent', by: secretOf(9), ...match } },
  policy,
});
const unnamed = (): Partial<Delegation> => {
  const { agentName: _name, ...rest } = given();
  return rest;
};

const revoked =
  (seed: number) =>
  (world: World): void => {
    const id = delegationId(provider, secretOf(seed));
    world.put(recordKey.delegation(id), { id, state: 'revoked' });
  };
const stateOf =
  (state: LicenceState, leaf: string, effectiveFrom = '2026-05-25') =>
  (world: World): void => {
    const change = { state, by: ISSUER, decision: '演示', decidedOn: effectiveFrom, effectiveFrom };
    const changes = [{ ...change, retroactive: false }];
    world.put(recordKey.status(ISSUER, leaf), {
      authority: ISSUER,
      leafHash: leaf,
      root: OTHER.leaf,
      changes,
    });
  };

type Row = readonly [rule: string, code: FindingCode, verdict: VerdictWord, scenario: Scenario];

const guardian = (until?: string): Scenario => ({
  licence: { representation: { relation: 'guardian', ...(until !== undefined && { until }) } },
});

export const AGENT_ROWS: readonly Row[] = [
  ['passes a guardian whom the issuer recorded', 'HOLDER_REPRESENTED', 'accept', guardian()],
  ['passes a guardian to the last day', 'HOLDER_REPRESENTED', 'accept', guardian('2026-06-01')],
  ['refuses a guardian after it', 'REPRESENTATION_ENDED', 'refuse', guardian('2026-05-31')],
  [
    'refuses another key than the guardian’s',
    'KEY_BINDING_INVALID',
    'refuse',
    { ...guardian(), binding: { signer: stranger } },
  ],
  [
    'refuses whom a guardian let act, once the guardian may not',
    'REPRESENTATION_ENDED',
    'refuse',
    byManager({}, guardian('2026-05-31')),
  ],
  ['passes an agent of the holder', 'AGENT_PROVED', 'accept', byManager()],
  ['passes whom the agent let act in turn', 'AGENT_PROVED', 'accept', byHandler()],
  ['passes an agent for any matter', 'AGENT_PROVED', 'accept', byManager({ matters: '*' })],
  [
    'passes an agent on the first and the last day',
    'AGENT_PROVED',
    'accept',
    byManager({ from: '2026-06-01', until: '2026-06-01' }),
  ],
  [
    'passes an agent whose licence hangs on another one that is in force',
    'AGENT_PROVED',
    'accept',
    byManager({ root: OTHER }),
  ],
  [
    'passes an agent whom a clerk compared with the name in the delegation, at the level of the way',
    'AGENT_MATCHED_AT_COUNTER',
    'accept',
    byManager({}, compared()),
  ],
  [
    'compares whom the agent let act with the name in their own delegation',
    'AGENT_MATCHED_AT_COUNTER',
    'accept',
    byHandler({}, {}, compared({ method: 'card-reader' }, { identityLevel: 4 })),
  ],
  [
    'asks for more than the way of comparing an agent is worth',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    byManager({}, compared({ method: 'other' })),
  ],
  [
    'asks for more than an agent whom nobody compared has',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    byManager({}, { policy: { identityLevel: 1 } }),
  ],
  [
    'gives no level where the delegation names nobody',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    byAgent([signed(unnamed(), holderKey)], manager, compared()),
  ],
  [
    'gives an agent no level for a comparison with the licence',
    'IDENTITY_LEVEL_TOO_LOW',
    'review',
    byManager({}, { question: { counterMatch: AS_HOLDER }, policy: { identityLevel: 1 } }),
  ],
  [
    'reviews an agent whose name is written differently',
    'AGENT_NAME_NEAR',
    'review',
    byManager({}, compared({ name: 'near' })),
  ],
  [
    'refuses an agent whose card has another name',
    'AGENT_DIFFERS',
    'refuse',
    byManager({}, compared({ name: 'differs' })),
  ],
  [
    'takes no comparison for the delegation: another key than the agent’s',
    'KEY_BINDING_INVALID',
    'refuse',
    byAgent([signed(given(), holderKey)], stranger, compared()),
  ],
  [
    'takes no comparison for the delegation: it was revoked',
    'AGENT_REVOKED',
    'refuse',
    byManager({}, { ...compared(), after: revoked(1) }),
  ],
  [
    'takes no comparison for the delegation: nothing was presented',
    'NOT_PRESENTED',
    'review',
    byManager({}, { ...compared(), presentation: null }),
  ],
  [
    'takes no comparison of an agent for one of the holder',
    'NOT_PRESENTED',
    'review',
    { ...compared(), presentation: null },
  ],
  [
    'refuses delegations of another holder',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byAgent([signed(given(), stranger)], manager),
  ],
  [
    'refuses a delegation that the agent wrote',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byAgent([signed(given(), manager)], manager),
  ],
  [
    'refuses a second link of whom the first does not name',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byAgent([signed(given(), holderKey), signed(passed(), stranger)], handler),
  ],
  [
    'refuses a second link alone',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byAgent([signed(passed(), holderKey)], handler),
  ],
  [
    'refuses what a manager passes on without leave',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({ onward: false }),
  ],
  [
    'refuses what a handler passes on',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({ role: 'handler', onward: false }),
  ],
  [
    'refuses a link under another delegation',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({}, { parent: delegationId(provider, secretOf(5)) }),
  ],
  [
    'refuses a link for more matters',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({}, { matters: [MATTER, '000131006000'] }),
  ],
  [
    'refuses a link for any matter under some',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({}, { matters: '*' }),
  ],
  [
    'refuses a link for more licence types',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({}, { types: [TYPE, '11100000MB03271699001'] }),
  ],
  ['refuses a link that ends later', 'AGENT_CHAIN_BROKEN', 'refuse', byHandler({}, { until: '2026-06-19' })],
  [
    'refuses a link that begins earlier',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({}, { from: '2026-05-19' }),
  ],
  [
    'refuses a manager under a manager',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byHandler({}, { role: 'manager', onward: true }),
  ],
  [
    'refuses delegations that the agent did not sign for',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    byManager({}, { binding: { delegationHash: chainHash(provider, ['another']) } }),
  ],
  [
    'refuses a holder’s own answer with delegations that are gone',
    'AGENT_CHAIN_BROKEN',
    'refuse',
    { binding: { delegationHash: chainHash(provider, [signed(given(), holderKey)]) } },
  ],
  ['refuses an agent without delegations', 'KEY_BINDING_INVALID', 'refuse', { binding: { signer: manager } }],
  [
    'refuses another key than the agent’s',
    'KEY_BINDING_INVALID',
    'refuse',
    byAgent([signed(given(), holderKey)], stranger),
  ],
  [
    'refuses the manager’s key where the handler is to present',
    'KEY_BINDING_INVALID',
    'refuse',
    byAgent([signed(given(), holderKey), signed(passed(), manager)], manager),
  ],
  [
    'refuses an agent’s answer for another office',
    'AUDIENCE_DIFFERS',
    'refuse',
    byManager({}, { binding: { aud: `urn:huren:authority:${ISSUER}:matter:${MATTER}` } }),
  ],
  ['refuses a delegation that was revoked', 'AGENT_REVOKED', 'refuse', byManager({}, { after: revoked(1) })],
  [
    'refuses the handler when the manager’s delegation was revoked',
    'AGENT_REVOKED',
    'refuse',
    byHandler({}, {}, { after: revoked(1) }),
  ],
  [
    'refuses a handler whose own was revoked',
    'AGENT_REVOKED',
    'refuse',
    byHandler({}, {}, { after: revoked(2) }),
  ],
  [
    'passes an agent when somebody else’s was revoked',
    'AGENT_PROVED',
    'accept',
    byManager({}, { after: revoked(3) }),
  ],
  ['refuses a delegation that is over', 'AGENT_ENDED', 'refuse', byManager({ until: '2026-05-31' })],
  ['refuses a delegation that has not begun', 'AGENT_ENDED', 'refuse', byManager({ from: '2026-06-02' })],
  [
    'refuses a licence type that was not delegated',
    'AGENT_OUT_OF_SCOPE',
    'refuse',
    byManager({ types: ['11100000MB03271699001'] }),
  ],
  [
    'refuses a matter that was not delegated',
    'AGENT_OUT_OF_SCOPE',
    'refuse',
    byManager({ matters: [LOCAL_MATTER] }),
  ],
  [
    'refuses what the manager could, and the handler was not given',
    'AGENT_OUT_OF_SCOPE',
    'refuse',
    byHandler({}, { matters: ['000131005000'] }),
  ],
  [
    'refuses a delegation that hangs on a leaf nobody anchored',
    'AGENT_VOID',
    'refuse',
    byManager({ root: { ...OTHER, leaf: encodeBase64url(new Uint8Array(32).fill(9)) } }),
  ],
  [
    'refuses one whose leaf stands elsewhere',
    'AGENT_VOID',
    'refuse',
    byManager({ root: { ...OTHER, index: 1 } }),
  ],
  [
    'refuses a delegation that hangs on a batch of which the ledger knows nothing',
    'AGENT_VOID',
    'refuse',
    byManager({ root: { ...OTHER, batch: `${ISSUER}/${secretOf(7)}` } }),
  ],
  ...(['superseded', 'suspended', 'revoked'] as const).map((state): Row => [
    `refuses an agent once the licence behind it is ${state}`,
    'AGENT_VOID',
    'refuse',
    byManager({ root: OTHER }, { after: stateOf(state, OTHER.leaf) }),
  ]),
  [
    'refuses an agent when the presented licence itself was replaced',
    'AGENT_VOID',
    'refuse',
    byManager({}, { after: stateOf('superseded', LEAF) }),
  ],
  [
    'passes an agent until the day on which the licence behind it ends',
    'AGENT_PROVED',
    'accept',
    byManager({ root: OTHER }, { after: stateOf('superseded', OTHER.leaf, '2026-06-02') }),
  ],
  [
    'cannot tell where nobody looked the delegation up',
    'AGENT_STATUS_UNKNOWN',
    'cannot-tell',
    byManager({}, { facts: ({ agency: _agency, ...facts }) => facts }),
  ],
  [
    'cannot tell from facts about another chain',
    'AGENT_STATUS_UNKNOWN',
    'cannot-tell',
    byManager({}, { facts: (facts) => ({ ...facts, agency: { ...facts.agency!, ends: {} } }) }),
  ],
  [
    'cannot tell from facts about another licence',
    'AGENT_STATUS_UNKNOWN',
    'cannot-tell',
    byManager(
      {},
      { facts: (facts) => ({ ...facts, agency: { ...facts.agency!, rootOf: `${ISSUER}/${OTHER.leaf}` } }) },
    ),
  ],
  [
    'reviews an agent’s answer that came late',
    'PRESENTATION_NOT_CURRENT',
    'review',
    byManager({}, { binding: { iat: Date.UTC(2026, 5, 1, 2) / 1000 - 61 } }),
  ],
];
