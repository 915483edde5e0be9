import { completeUscc, groupDigest, type JsonObject, motionId, termsDigest } from '@huren/chaincode/domain';
import {
  APPROVER,
  b64,
  BAICHENG,
  BAICHENG_MATTER,
  batchOf,
  CUSTODIAN,
  decisionOf,
  definitionOf,
  DemoNetwork,
  FORMER,
  grantOf,
  groupTermsOf,
  ISSUER,
  ISSUER_KEY,
  JILIN_APPROVER,
  memberOf,
  matterOf,
  narrowingOf,
  OTHER_APPROVER,
  PLAIN,
  QIQIHAR,
  QIQIHAR_MATTER,
  endOf,
  receiptHeadOf,
  receiptKeyOf,
  sealOf,
  signer,
  SUCCESSOR,
  termsOf,
} from './demo-network';
import * as cases from './case-calls';
import * as change from './network-change-calls';

export type Prepare = (net: DemoNetwork) => Promise<unknown>;

/** One call that the populated network takes: who makes it, with what, and what has to be there first. */
export interface ValidCall {
  readonly actor: string;
  readonly argument: unknown;
  readonly prepare?: Prepare;
}

/** Not registered yet. */
export const NEWCOMER = completeUscc('11230200000000020');
export const freshKey = signer('ES256', 40);
/** Id of the motion to admit Heihe that `proposed` opens. */
export const admission = motionId('admit-member', memberOf('231100') as JsonObject, QIQIHAR, 'n');
const compromised = { keyId: ISSUER_KEY.keyId, from: { block: 5, tx: 0 } };
export const mapping = { from: QIQIHAR_MATTER, to: BAICHENG_MATTER };
export const mappingProposal = { ...mapping, with: [JILIN_APPROVER] };

/** Every function but `found` and `confirm`, which run before the network is open. */
export const validCalls: Readonly<Record<string, (net: DemoNetwork) => ValidCall>> = {
  'member:propose': () => ({
    actor: QIQIHAR,
    argument: { kind: 'admit-member', body: memberOf('231100'), nonce: 'n' },
  }),
  'member:vote': () => ({
    actor: BAICHENG,
    argument: { motion: admission, approve: true },
    prepare: (net) => proposed(net, 'admit-member', memberOf('231100')),
  }),
  'member:withdraw': () => ({ actor: QIQIHAR, argument: {} }),
  'member:registerReceiptKey': () => ({ actor: QIQIHAR, argument: receiptKeyOf(freshKey, QIQIHAR) }),
  'member:endReceiptKey': () => ({ actor: QIQIHAR, argument: endOf(receiptHeadOf(4, { after: 3 })) }),
  'member:anchorReceipts': () => ({
    actor: QIQIHAR,
    argument: receiptHeadOf(4, { after: 3 }),
  }),
  'member:setGateway': () => ({ actor: QIQIHAR, argument: { url: 'https://gateway.qiqihar.example' } }),
  'authority:register': (net) => ({
    actor: QIQIHAR,
    argument: { ...net.department(ISSUER, APPROVER, ['spare']), code: NEWCOMER },
  }),
  'authority:addKey': (net) => ({
    actor: QIQIHAR,
    argument: { code: ISSUER, certificate: net.certificate('spare') },
  }),
  'authority:endKey': (net) => ({ actor: QIQIHAR, argument: { code: ISSUER, kid: kidOf(net, ISSUER) } }),
  'authority:approve': () => ({
    actor: APPROVER,
    argument: { authority: ISSUER, roles: ['issuing'], competence: [grantOf([PLAIN])] },
  }),
  'authority:narrow': () => ({ actor: APPROVER, argument: narrowingOf() }),
  'authority:abolish': () => ({ actor: APPROVER, argument: { authority: ISSUER } }),
  'authority:changeSuperior': () => ({
    actor: APPROVER,
    argument: { authority: ISSUER, superior: OTHER_APPROVER },
  }),
  'authority:suspend': () => ({ actor: APPROVER, argument: { authority: ISSUER } }),
  'authority:reinstate': () => ({
    actor: APPROVER,
    argument: { authority: CUSTODIAN },
    prepare: (net) => net.act(APPROVER, 'authority:suspend', { authority: CUSTODIAN }),
  }),
  'authority:succeed': () => ({
    actor: APPROVER,
    argument: { authority: SUCCESSOR, predecessor: FORMER, types: '*', from: '2026-01-01' },
  }),
  'authority:mandate': () => ({
    actor: ISSUER,
    argument: {
      custodian: CUSTODIAN,
      acts: ['seal', 'anchor', 'status'],
      types: [PLAIN],
      from: '2026-03-02',
    },
  }),
  'authority:endMandate': () => ({ actor: ISSUER, argument: { custodian: CUSTODIAN }, prepare: mandated }),
  'seal:register': () => ({ actor: ISSUER, argument: sealOf(freshKey, ISSUER) }),
  'seal:rotate': () => ({
    actor: ISSUER,
    argument: { keyId: ISSUER_KEY.keyId, next: sealOf(freshKey, ISSUER) },
  }),
  'seal:freeze': () => ({ actor: ISSUER, argument: { keyId: ISSUER_KEY.keyId } }),
  'seal:unfreeze': () => ({
    actor: ISSUER,
    argument: { keyId: ISSUER_KEY.keyId },
    prepare: (net) => net.act(ISSUER, 'seal:freeze', { keyId: ISSUER_KEY.keyId }),
  }),
  'seal:retire': () => ({ actor: ISSUER, argument: { keyId: ISSUER_KEY.keyId } }),
  'seal:reportCompromise': () => ({ actor: ISSUER, argument: compromised }),
  'seal:confirmCompromise': () => ({
    actor: APPROVER,
    argument: compromised,
    prepare: (net) => net.act(QIQIHAR, 'seal:reportCompromise', compromised),
  }),
  'licence-type:define': () => ({ actor: APPROVER, argument: definitionOf(`${APPROVER}009`) }),
  'licence-type:deprecate': () => ({ actor: APPROVER, argument: { code: PLAIN } }),
  'licence:anchor': () => ({ actor: ISSUER, argument: batchOf() }),
  'licence:setStatus': () => ({ actor: ISSUER, argument: decisionOf() }),
  'matter:define': () => ({ actor: APPROVER, argument: matterOf('230100003000') }),
  'matter:defineMany': () => ({ actor: APPROVER, argument: { rows: [matterOf('230100003000')] } }),
  'matter:end': () => ({ actor: APPROVER, argument: { code: QIQIHAR_MATTER } }),
  'matter:map': () => ({ actor: APPROVER, argument: mappingProposal }),
  'matter:acceptMapping': () => ({
    actor: JILIN_APPROVER,
    argument: { ...mapping, version: 1 },
    prepare: mapped,
  }),
  'matter:endMapping': () => ({ actor: JILIN_APPROVER, argument: mapping, prepare: mapped }),
  'matter:reference': () => ({
    actor: ISSUER,
    argument: { rows: [{ localCode: 'A/1', name: '演示', region: '310000', source: 'demo list' }] },
  }),
  'agreement:propose': () => ({
    actor: QIQIHAR,
    argument: { id: 'second', parties: [QIQIHAR, BAICHENG], terms: termsOf() },
  }),
  'agreement:accept': () => ({
    actor: BAICHENG,
    argument: { id: 'demo', version: 2, termsDigest: secondDigest },
    prepare: amended,
  }),
  'agreement:amend': () => ({
    actor: QIQIHAR,
    argument: { id: 'demo', version: 1, terms: termsOf({ title: '第二版' }) },
  }),
  'network-change:open': (net) => ({ actor: QIQIHAR, argument: change.admission(net) }),
  'network-change:approve': (net) => ({
    actor: BAICHENG,
    argument: change.approval(net, BAICHENG),
    prepare: change.opened,
  }),
  'network-change:rebase': (net) => ({
    actor: BAICHENG,
    argument: change.rebasing(net, BAICHENG),
    prepare: change.opened,
  }),
  'network-change:cancel': (net) => ({
    actor: QIQIHAR,
    argument: { change: change.admissionId(net) },
    prepare: change.opened,
  }),
  'network-change:complete': (net) => ({
    actor: QIQIHAR,
    argument: { change: change.removalId(net), sequence: 5 },
    prepare: change.removalApproved,
  }),
  'group:propose': () => ({
    actor: QIQIHAR,
    argument: { id: 'second', parties: [QIQIHAR, BAICHENG], terms: groupTermsOf() },
  }),
  'group:accept': () => ({ actor: BAICHENG, argument: acceptance(1), prepare: grouped }),
  'group:amend': () => ({
    actor: QIQIHAR,
    argument: {
      id: 'nen',
      version: 1,
      parties: [QIQIHAR, BAICHENG],
      terms: groupTermsOf({ witnessed: true }),
    },
    prepare: groupInForce,
  }),
  'group:leave': () => ({ actor: BAICHENG, argument: { id: 'nen' }, prepare: groupInForce }),
  'case:open': () => ({ actor: ISSUER, argument: cases.opening() }),
  'case:advance': () => ({
    actor: ISSUER,
    argument: { id: cases.CASE, step: 'handling' },
    prepare: cases.opened,
  }),
  'case:nameParty': () => ({
    actor: ISSUER,
    argument: cases.partyOf(cases.EXPERT),
    prepare: cases.opened,
  }),
  'case:withdrawParty': () => ({
    actor: ISSUER,
    argument: { id: cases.CASE, keyId: cases.EXPERT.keyId },
    prepare: cases.named,
  }),
  'case:add': () => ({ actor: ISSUER, argument: cases.entryOf(cases.EXPERT), prepare: cases.named }),
  'dispute:open': () => ({ actor: ISSUER, argument: disputeOf() }),
  'dispute:answer': () => ({
    actor: ISSUER,
    argument: { ...disputeName, outcome: 'rejected', decision: '演示复核 1 号' },
    prepare: disputed,
  }),
  'dispute:withdraw': () => ({ actor: ISSUER, argument: disputeName, prepare: disputed }),
  'dispute:lapse': () => ({
    actor: ISSUER,
    argument: disputeName,
    prepare: async (net) => {
      await disputed(net);
      net.ledger.nowMs += 16 * 86_400_000;
    },
  }),
  'delegation:revoke': () => ({ actor: ISSUER, argument: { secret: b64(9) } }),
  'agreement:withdraw': () => ({ actor: BAICHENG, argument: { id: 'demo', lastDay: '2026-04-01' } }),
};

const groupParties = [QIQIHAR, BAICHENG];

/** What an acceptance names: the rules with these changes. */
export const acceptance = (
  version: number,
  changes: object = {},
  among: readonly string[] = groupParties,
) => ({
  id: 'nen',
  version,
  digest: groupDigest({ parties: among, terms: groupTermsOf(changes) as never }),
});

/** A group that Qiqihar proposed to Baicheng. */
export const grouped: Prepare = (net) =>
  net.act(QIQIHAR, 'group:propose', { id: 'nen', parties: groupParties, terms: groupTermsOf() });

export const groupInForce: Prepare = async (net) => {
  await grouped(net);
  await net.act(BAICHENG, 'group:accept', acceptance(1));
};

export const FUNCTIONS = Object.keys(validCalls);

export function kidOf(net: DemoNetwork, authority: string): string {
  const { keys } = net.ledger.value(`authority/${authority}`) as { keys: { kid: string }[] };
  return keys[0]!.kid;
}

export const mandated: Prepare = (net) =>
  net.act(ISSUER, 'authority:mandate', {
    custodian: CUSTODIAN,
    acts: ['seal', 'anchor', 'status'],
    types: [PLAIN],
    from: '2026-03-02',
  });

/** A dispute about a licence of the batch on the ledger; whoever calls may raise it. */
export function disputeOf(changes: object = {}, leaf = 0): Record<string, unknown> {
  const { authority, root, leafHash, index, proof } = decisionOf({}, leaf);
  return { authority, root, leafHash, index, proof, ground: 'content', for: 'self', ...changes };
}
export const disputeName = {
  authority: ISSUER,
  leafHash: String(decisionOf()['leafHash']),
  number: 1,
};
/** Raised by the issuer for a holder that turned to it. */
export const disputed: Prepare = (net) => net.act(ISSUER, 'dispute:open', disputeOf({ for: 'holder' }));

export const mapped: Prepare = (net) => net.act(APPROVER, 'matter:map', mappingProposal);

const secondTerms = termsOf({ title: '第二版' });
const secondDigest = termsDigest(secondTerms as never);

export const amended: Prepare = (net) =>
  net.act(QIQIHAR, 'agreement:amend', { id: 'demo', version: 1, terms: secondTerms });

/** Opens a motion and answers its id. */
export async function proposed(net: DemoNetwork, kind: string, body: unknown, nonce = 'n'): Promise<string> {
  return String((await net.act(QIQIHAR, 'member:propose', { kind, body, nonce }))['motion']);
}
