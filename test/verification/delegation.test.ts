import fc from 'fast-check';
import {
  agentOf,
  canonicalJson,
  chainHash,
  type Delegation,
  DELEGATION_LIMITS,
  delegationId,
  exportJwk,
  factsSource,
  gatherFacts,
  importVerificationKey,
  isInScope,
  MalformedError,
  parseCredential,
  parseDelegation,
  parseDelegationChain,
  parseFacts,
  readJson,
  receiptRequest,
  recordKey,
  requestDigest,
  signDelegation,
  verifyCredential,
  mayMatchInstead,
} from '@huren/chaincode/domain';
import { byAgent, given, handler, manager, passed, secretOf, signed } from './agent-rows';
import { arrange, findingOf, holderKey, judge, MATTER, provider, TYPE } from './world';

const fullTypes = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `11100000MB0143028R${String(n + 100)}`);

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return 'read';
}

describe('a delegation', () => {
  it('is read back as it was signed', async () => {
    const jwk = exportJwk(importVerificationKey(holderKey.suite, holderKey.publicKey));
    const jws = await signDelegation(given(), jwk, (bytes) => Promise.resolve(holderKey.sign(bytes)));
    expect(parseDelegation(jws).payload).toEqual(given());
    expect(jws).toBe(signed(given(), holderKey));
  });

  it.each<[string, string, Partial<Record<keyof Delegation, unknown>>]>([
    ['a later version', 'unknown-value', { v: 2 }],
    ['an unknown member', 'unknown-field', { scope: 'all' } as never],
    ['an end before the beginning', 'ends-before-it-begins', { until: '2026-05-19' }],
    ['more than a year', 'too-long', { until: '2027-05-21' }],
    ['a handler that may pass on', 'not-a-manager', { role: 'handler' }],
    ['a role of its own', 'unknown-value', { role: 'director' }],
    ['no licence type', 'too-few-items', { types: [] }],
    ['a type twice', 'repeated-item', { types: [TYPE, TYPE] }],
    ['too many types', 'too-many-items', { types: fullTypes(DELEGATION_LIMITS.types + 1) }],
    ['a matter that is none', 'bad-basic-code', { matters: ['all'] }],
    ['an implementation code', 'too-long', { matters: [`${'1'.repeat(18)}3${MATTER}`] }],
    ['a private key', 'bad-jwk', { agentKey: { ...given().agentKey, d: 'AA' } }],
    ['a key of another curve', 'bad-jwk', { agentKey: { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' } }],
    ['nothing that it hangs on', 'root-or-parent', { root: undefined }],
    ['two things that it hangs on', 'root-or-parent', { parent: given().id }],
    ['a batch of nobody', 'bad-batch', { root: { ...given().root, batch: 'x' } }],
    ['an id that is no digest', 'bad-length', { id: 'AAAA' }],
  ])('is not read with %s', (_reason, code, change) => {
    const { root, ...rest } = { ...given(), ...(change as Partial<Delegation>) };
    const jws = signed({ ...rest, ...(root && { root }) }, holderKey);
    expect(codeOf(() => parseDelegation(jws))).toBe(code);
  });

  it('lasts a year at most, to the day', () => {
    expect(codeOf(() => parseDelegation(signed(given({ until: '2027-05-20' }), holderKey)))).toBe('read');
  });

  it('is not read out of a statement of another type', () => {
    expect(codeOf(() => parseDelegation(signed(given(), holderKey, 'huren-claim+jwt')))).toBe('wrong-type');
  });

  it('never comes in more links than two', () => {
    const { sdJwt } = arrange().credential;
    const links = [1, 2, 3].map(() => signed(given(), holderKey));
    expect(codeOf(() => parseCredential({ sdJwt: sdJwt.text, delegations: links }))).toBe('too-many-items');
    expect(codeOf(() => parseCredential({ sdJwt: sdJwt.text, delegations: [] }))).toBe('too-few-items');
  });

  it('has the name that its secret opens, and no other', () => {
    expect(delegationId(provider, secretOf(1))).toBe(given().id);
    expect(delegationId(provider, secretOf(2))).not.toBe(given().id);
    expect(() => delegationId(provider, 'short')).toThrow(MalformedError);
  });
});

describe('a chain', () => {
  const holder = importVerificationKey(holderKey.suite, holderKey.publicKey);
  const pool = ['000131004000', '000131005000', '000131006000'];
  const days = fc.integer({ min: 1, max: 28 }).map((n) => `2026-06-${String(n).padStart(2, '0')}`);
  const limits = fc.record({
    types: fc.subarray(fullTypes(3), { minLength: 1 }),
    matters: fc.oneof(fc.constant('*' as const), fc.subarray(pool, { minLength: 1 })),
    span: fc.tuple(days, days).map(([one, other]) => (one < other ? [one, other] : [other, one])),
  });

  it('never lets the second agent do what the first may not', () => {
    fc.assert(
      fc.property(
        limits,
        limits,
        fc.constantFrom(...fullTypes(3)),
        fc.constantFrom(...pool),
        (one, two, type, basic) => {
          const of = ({ types, matters, span: [from, until] }: typeof one): Partial<Delegation> => ({
            types,
            matters,
            from: from!,
            until: until!,
          });
          const first = signed(given(of(one)), holderKey);
          const chain = parseDelegationChain([first, signed(passed(of(two)), manager)]);
          const agent = agentOf(chain, holder, provider);
          if ('fault' in agent) {
            expect(agent.fault).toBe('wider');
            return;
          }
          expect(agent.key.id).toBe(handler.keyId);
          expect(two.span[1]! <= one.span[1]!).toBe(true);
          if (isInScope(chain, { type, basic })) {
            expect(isInScope(parseDelegationChain([first]), { type, basic })).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is bound whole and in its order', () => {
    const [one, two] = [signed(given(), holderKey), signed(passed(), manager)];
    const hashes = [[one, two], [two, one], [one], [two]].map((texts) => chainHash(provider, texts));
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('a verdict about an agent', () => {
  const links = [signed(given(), holderKey), signed(passed(), manager)];
  const scenario = byAgent(links, handler);

  it('names roles, end and ids, and nobody', () => {
    const found = findingOf(judge(scenario), 'holder');
    expect(found.evidence).toEqual({
      ground: 'delegation',
      roles: ['manager', 'handler'],
      until: '2026-06-01',
      delegations: [given().id, passed().id],
      identityLevel: 0,
    });
    expect(JSON.stringify(judge(scenario))).not.toContain('演示管理员');
  });

  it('gives the agent no level of the holder’s', () => {
    expect(judge(scenario).identityLevel).toBe(0);
    expect(judge({}).identityLevel).toBe(3);
    const level = {
      matter: {
        materials: [
          {
            types: [TYPE],
            fields: ['certificate_number', 'certificate_holder_name'],
            legalForm: 'any' as const,
            identityLevel: 3,
          },
        ],
      },
    };
    expect(judge({ ...scenario, ...level }).verdict).toBe('review');
    expect(judge(level).verdict).toBe('accept');
  });

  it('lets no comparison of the person stand for an agent, shown or not', () => {
    const counterMatch = { method: 'id-card', name: 'exact', by: secretOf(3) } as const;
    const presented = judge(byAgent(links, handler, { question: { counterMatch } }));
    expect([findingOf(presented, 'holder').code, presented.identityLevel]).toEqual(['AGENT_PROVED', 0]);
    const { inquiry } = arrange(byAgent(links, handler, { question: { counterMatch } }));
    const { nonce: _nonce, ...question } = inquiry.question;
    const again = verifyCredential({ ...inquiry, question });
    expect(findingOf(again, 'holder').code).toBe('NOT_PRESENTED');
  });

  it.each([
    ['AGENT_REVOKED', false],
    ['AGENT_OUT_OF_SCOPE', false],
    ['AGENT_CHAIN_BROKEN', false],
    ['REPRESENTATION_ENDED', false],
    ['KEY_BINDING_INVALID', false],
    ['NOT_PRESENTED', true],
    ['HOLDER_KEY_ABSENT', true],
  ])('tells counters whether a comparison may stand in the place of %s: %s', (code, may) => {
    expect(mayMatchInstead(code)).toBe(may);
  });

  it('is the same from facts that went over the wire, and from those alone', () => {
    const { inquiry } = arrange({
      ...scenario,
      after: (world) => world.put(recordKey.delegation(given().id), { id: given().id, state: 'revoked' }),
    });
    const read = parseFacts(readJson(canonicalJson(inquiry.facts as never)));
    expect(read).toEqual(inquiry.facts);
    const again = gatherFacts(inquiry.credential, inquiry.question, factsSource(read), provider);
    expect(again.agency).toEqual(inquiry.facts.agency);
    const judged = verifyCredential({ ...inquiry, facts: again });
    expect(findingOf(judged, 'holder').code).toBe('AGENT_REVOKED');
  });

  it('stands as it was at a height before the revocation', () => {
    const { inquiry, world } = arrange({
      ...scenario,
      after: (at) => at.put(recordKey.delegation(given().id), { id: given().id, state: 'revoked' }),
    });
    const [end] = world.records[recordKey.delegation(given().id)]!;
    const knownAt = (height: number) =>
      findingOf(
        verifyCredential({ ...inquiry, question: { ...inquiry.question, knownAt: height } }),
        'holder',
      ).code;
    expect(knownAt(end!.position.block)).toBe('AGENT_PROVED');
    expect(knownAt(end!.position.block + 1)).toBe('AGENT_REVOKED');
  });

  it('is tied to the chain in the receipt’s request', () => {
    const { inquiry } = arrange(scenario);
    const request = receiptRequest(inquiry);
    expect(request.delegations).toBe(chainHash(provider, links));
    const { delegations: _chain, ...bare } = request;
    expect(requestDigest(request, provider)).not.toBe(requestDigest(bare, provider));
    expect(receiptRequest(arrange().inquiry)).not.toHaveProperty('delegations');
  });
});
