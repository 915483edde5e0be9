import { coSealStatement } from '../../../chaincode/src/domain/licence/anchoring';
import {
  APPROVER,
  b64,
  BAICHENG,
  batchOf,
  DemoNetwork,
  FORMER,
  grantOf,
  HULUNBUIR,
  ISSUER,
  ISSUER_KEY,
  memberOf,
  MINISTRY,
  OUTSIDE,
  PLAIN,
  ROLE_KEY,
  sign,
  SUCCESSOR,
  TWO_SEALS,
} from '../demo-network';
import { freshKey, type Prepare, proposed } from '../valid-calls';
import { encodeBase64url, type RejectionCode } from '@huren/chaincode/domain';

/** What is refused, with which code, why; who asks for it with what (or how to make that), and what happened before. */
export type Row = readonly [
  code: RejectionCode,
  why: string,
  actor: string,
  argument: object,
  prepare?: Prepare,
];

export const motion = (kind: string, body: unknown, nonce = 'n') => ({ kind, body, nonce });
export const keyId = ISSUER_KEY.keyId;
export const nobody = b64(99);
export const compromise = { keyId, from: { block: 1, tx: 0 } };
export const witness = (authority: string) => ({ authority, competence: [grantOf([OUTSIDE], BAICHENG)] });
export const approval = (changes: object = {}) => ({
  authority: ISSUER,
  roles: ['issuing'],
  competence: [grantOf([PLAIN])],
  ...changes,
});
export const succession = (changes: object = {}) => ({
  authority: SUCCESSOR,
  predecessor: FORMER,
  types: '*',
  from: '2026-01-01',
  ...changes,
});
export const mandateTo = (custodian: string) => ({
  custodian,
  acts: ['seal'],
  types: [PLAIN],
  from: '2026-03-02',
});
export const basis = {
  id: 'law-1',
  kind: 'law',
  title: '演示条例',
  article: '第一条',
  source: { publication: 'demo', digest: b64(5) },
  types: [PLAIN],
  matters: '*',
  receivingRegions: [BAICHENG],
  from: '2026-01-01',
};

/** Replaces part of a record, to reach a limit without the transactions before it. */
export const patch =
  (key: string, changes: (record: Record<string, unknown>) => object): Prepare =>
  (net) => {
    const record = net.ledger.value(key) as Record<string, unknown>;
    net.ledger.place(key, { ...record, ...changes(record) });
    return Promise.resolve();
  };
export const fullOf = (field: string, count: number) => (record: Record<string, unknown>) => ({
  [field]: Array.from({ length: count }, () => (record[field] as unknown[])[0] ?? {}),
});
export const inTurn =
  (...steps: readonly Prepare[]): Prepare =>
  async (net) => {
    for (const step of steps) await step(net);
  };
export const act =
  (actor: string, fn: string, argument: unknown): Prepare =>
  (net) =>
    net.act(actor, fn, argument);

/** Days go by. */
export const later =
  (days: number): Prepare =>
  (net) => {
    net.ledger.nowMs += days * 86_400_000;
    return Promise.resolve();
  };

export const twoSeals = (changes: object = {}, key = ROLE_KEY, role = '副章') => {
  const batch = batchOf({ type: TWO_SEALS, ...changes }) as {
    authority: string;
    type: string;
    root: string;
    size: number;
  };
  const signature = sign(key, coSealStatement(batch, role));
  return { ...batch, coSeals: [{ keyId: key.keyId, role, signature }] };
};
export const relayed = { platform: 'demo', answeredAt: '2026-03-01T00:00:00.000Z', digest: b64(6) };

export function freshApprover(net: DemoNetwork): Record<string, unknown> {
  const key = { kid: nobody, publicKey: encodeBase64url(freshKey.publicKey) };
  return { ...net.approver(APPROVER, [PLAIN]), code: MINISTRY, keys: [key] };
}

/** A motion that lost; leaves the caller of the row a voter of it. */
export async function rejectedMotion(net: DemoNetwork): Promise<string> {
  await net.carry('admit-member', memberOf('231100'));
  const id = await proposed(net, 'suspend-member', { member: BAICHENG });
  await net.act('231100', 'member:vote', { motion: id, approve: false });
  await net.act(HULUNBUIR, 'member:vote', { motion: id, approve: false });
  return id;
}
