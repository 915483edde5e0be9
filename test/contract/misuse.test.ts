/** Rights that somebody might take for itself through acts that are each allowed: what holds then. */
import { encodeBase64url, identityKeyOf } from '@huren/chaincode/domain';
import { WorldState } from '../../chaincode/src/state/world-state';
import {
  Actors,
  APPROVER,
  BAICHENG,
  CUSTODIAN,
  decisionOf,
  DemoNetwork,
  grantOf,
  HULUNBUIR,
  ISSUER,
  ISSUER_KEY,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  sealOf,
  signer,
  termsOf,
  TWO_SEALS,
  WITNESSED,
} from './demo-network';
import { mandated, NEWCOMER } from './valid-calls';

let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

interface Kept {
  readonly keys: readonly { readonly state: string }[];
  readonly competence: readonly object[];
}
const value = (key: string): Kept => net.ledger.value(key) as Kept;
const ownKey = signer('ES256', 41);

describe('a custodian', () => {
  it('keeps no seal beyond its mandate: what it registers stands in its own name', async () => {
    await mandated(net);
    const named = sealOf(ownKey, ISSUER, { authority: ISSUER, custodian: CUSTODIAN });
    await net.act(CUSTODIAN, 'seal:register', named);
    expect(value(`seal/${ownKey.keyId}`)).toMatchObject({ authority: ISSUER, custodian: CUSTODIAN });
  });

  it('freezes and retires the seal that it holds', async () => {
    await mandated(net);
    await net.act(CUSTODIAN, 'seal:register', sealOf(ownKey, ISSUER, { authority: ISSUER }));
    await net.act(CUSTODIAN, 'seal:freeze', { keyId: ownKey.keyId });
    await net.act(ISSUER, 'seal:unfreeze', { keyId: ownKey.keyId });
    await net.act(CUSTODIAN, 'seal:retire', { keyId: ownKey.keyId });
    expect(value(`seal/${ownKey.keyId}`)).toMatchObject({ state: 'retired' });
  });
});

describe('a report of compromise', () => {
  const { keyId } = ISSUER_KEY;
  const report = (block: number) => ({ keyId, from: { block, tx: 0 } });

  it('by whoever stole the key does not settle from where on it counts', async () => {
    await net.act(ISSUER, 'seal:reportCompromise', report(9_000_000));
    await net.act(QIQIHAR, 'seal:reportCompromise', report(5));
    expect(value(`seal/${keyId}`)).toMatchObject({
      state: 'frozen',
      compromise: { from: { block: 5, tx: 0 }, reportedBy: QIQIHAR },
    });
  });

  it('is never narrowed, and never changed once it is confirmed', async () => {
    await net.act(ISSUER, 'seal:reportCompromise', report(5));
    expect((await net.refusal(QIQIHAR, 'seal:reportCompromise', report(6)))?.code).toBe('COMPROMISE_EXISTS');
    await net.act(APPROVER, 'seal:confirmCompromise', report(5));
    expect((await net.refusal(ISSUER, 'seal:reportCompromise', report(4)))?.code).toBe('COMPROMISE_EXISTS');
  });
});

describe('an approver', () => {
  const renewal = (kid: string, publicKey: string) => ({
    ...net.approver(APPROVER, [PLAIN]),
    keys: [{ kid, publicKey }],
  });

  it('that lost its keys is given new ones by a motion, and the old ones end', async () => {
    const { kid, publicKey } = identityKeyOf(net.certificate('spare'));
    await net.carry('admit-approver', renewal(kid, publicKey));
    const { keys } = value(`authority/${APPROVER}`);
    expect(keys.map(({ state }) => state)).toEqual(['ended', 'active']);
    const refused = await net.refusal(APPROVER, 'authority:suspend', { authority: ISSUER });
    expect(refused?.code).toBe('UNKNOWN_IDENTITY');
  });

  it('is not impersonated by a certificate that a motion names beside its key', async () => {
    const { kid } = identityKeyOf(net.certificate(APPROVER));
    const genuine = encodeBase64url(signer('ES256', 42).publicKey);
    const { keys, ...record } = value(`authority/${APPROVER}`);
    net.ledger.place(`authority/${APPROVER}`, { ...record, keys: [{ ...keys[0], kid, publicKey: genuine }] });
    const refused = await net.refusal(APPROVER, 'authority:suspend', { authority: ISSUER });
    expect(refused?.code).toBe('UNKNOWN_IDENTITY');
  });

  it('joins though a member had registered its code as a department of its own', async () => {
    const department = net.department(NEWCOMER, undefined, []);
    await net.act(QIQIHAR, 'authority:register', department);
    const { kid, publicKey } = identityKeyOf(net.certificate('spare'));
    const body = { ...net.approver(APPROVER, [PLAIN]), code: NEWCOMER, keys: [{ kid, publicKey }] };
    await net.carry('admit-approver', body);
    expect(value(`authority/${NEWCOMER}`)).toMatchObject({ kind: 'approver', state: 'active' });
  });
});

describe('members', () => {
  it('witness what the superior of an authority does not direct', async () => {
    await net.carry('witness-competence', { authority: ISSUER, competence: [grantOf([OUTSIDE])] });
    const { competence } = value(`authority/${ISSUER}`);
    expect(competence.at(-1)).toMatchObject({ standing: 'witnessed', types: [OUTSIDE] });
  });

  it('do not carry a witnessing over a superior that joined while it was open', async () => {
    const body = { authority: WITNESSED, competence: [grantOf([TWO_SEALS], BAICHENG)] };
    const opening = { kind: 'witness-competence', body, nonce: 'n' };
    const { motion } = await net.act(QIQIHAR, 'member:propose', opening);
    const record = value(`authority/${WITNESSED}`);
    net.ledger.place(`authority/${WITNESSED}`, { ...record, superior: APPROVER });
    const approver = value(`authority/${APPROVER}`);
    const directs = [{ types: [TWO_SEALS], region: '220000' }];
    net.ledger.place(`authority/${APPROVER}`, { ...approver, directs });
    const refused = await net.refusal(HULUNBUIR, 'member:vote', { motion, approve: true });
    expect(refused?.code).toBe('NOT_ENTITLED');
  });
});

describe('a party of an agreement', () => {
  it('is not bound longer by the notice that another gave', async () => {
    await net.act(QIQIHAR, 'agreement:withdraw', { id: 'demo', lastDay: '2027-03-03' });
    await net.act(BAICHENG, 'agreement:withdraw', { id: 'demo', lastDay: '2026-04-01' });
    expect(value('agreement/demo')).toMatchObject({ state: 'withdrawn', lastDay: '2026-04-01' });
    const sooner = { id: 'demo', lastDay: '2026-03-05' };
    expect((await net.refusal(BAICHENG, 'agreement:withdraw', sooner))?.code).toBe('NOTICE_TOO_SHORT');
  });

  it('does not revive a proposal that was withdrawn', async () => {
    const parties = [QIQIHAR, BAICHENG];
    await net.act(QIQIHAR, 'agreement:propose', { id: 'new', parties, terms: termsOf() });
    await net.act(BAICHENG, 'agreement:withdraw', { id: 'new', lastDay: '2026-12-31' });
    const sooner = { id: 'new', lastDay: '2026-04-30' };
    expect((await net.refusal(QIQIHAR, 'agreement:withdraw', sooner))?.code).toBe('AGREEMENT_WITHDRAWN');
  });
});

describe('a seizure', () => {
  it('over a suspension is lifted to it, which only its author lifts', async () => {
    const set = (actor: string, state: string, decision: string) =>
      net.call(actor, 'licence:setStatus', decisionOf({ state, decision }));
    expect((await set(ISSUER, 'suspended', '1')).ok).toBe(true);
    expect((await set(CUSTODIAN, 'seized', '2')).ok).toBe(true);
    expect((await set(CUSTODIAN, 'suspended', '3')).ok).toBe(true);
    expect((await set(CUSTODIAN, 'valid', '4')).text).toContain('NOT_ENTITLED');
    expect((await set(ISSUER, 'valid', '5')).text).toBe('{"state":"valid"}');
  });

  it('does not keep the issuer from a final decision', async () => {
    await net.act(CUSTODIAN, 'licence:setStatus', decisionOf({ state: 'seized' }));
    await net.act(ISSUER, 'licence:setStatus', decisionOf({ state: 'revoked', decision: '2' }));
  });
});

describe('a record', () => {
  it('never grows beyond what can be read again', async () => {
    const stub = { getState: () => Promise.resolve(new Uint8Array()), putState: () => Promise.resolve() };
    const write = { key: 'msp/x', value: 'x'.repeat(4 * 1024 * 1024) };
    await expect(new WorldState(stub).store([write])).rejects.toThrow(/^HUREN\.LIMIT_REACHED /);
    await new WorldState(stub).store([{ ...write, value: 'x'.repeat(1024) }]);
  });
});
