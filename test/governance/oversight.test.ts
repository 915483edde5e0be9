import { type Authority, identityKeyOf } from '@huren/chaincode/domain';
import {
  Actors,
  APPROVER,
  BAICHENG,
  CUSTODIAN,
  DemoNetwork,
  FORMER,
  grantOf,
  HULUNBUIR,
  ISSUER,
  JILIN_APPROVER,
  narrowingOf,
  OTHER_APPROVER,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  SUCCESSOR,
  WITNESSED,
} from '../contract/demo-network';
import { NEWCOMER, proposed } from '../contract/valid-calls';

const DAY_MS = 86_400_000;
let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

const recordOf = (code: string): Authority => net.ledger.value(`authority/${code}`) as Authority;
const codeOf = async (actor: string, fn: string, argument: unknown) =>
  (await net.refusal(actor, fn, argument))?.code ?? 'accepted';
const proposing = (kind: string, body: unknown, actor: string = BAICHENG) =>
  codeOf(actor, 'member:propose', { kind, body, nonce: 'n' });

describe('what a joined superior directs', () => {
  it.each([
    ['NOT_ENTITLED', 'inside its region', '230202'],
    ['NOT_ENTITLED', 'its very region', '230000'],
    ['NOT_ENTITLED', 'a wider region that holds it', '000000'],
    ['accepted', 'a region that it does not touch', BAICHENG],
  ])('answers peers that would witness it with %s: %s', async (code, _why, region) => {
    const body = { authority: CUSTODIAN, competence: [grantOf([PLAIN], region)] };
    expect(await proposing('witness-competence', body)).toBe(code);
  });

  it('is not witnessed behind another type that it does not direct', async () => {
    const body = { authority: CUSTODIAN, competence: [grantOf([OUTSIDE, PLAIN], '000000')] };
    expect(await proposing('witness-competence', body)).toBe('NOT_ENTITLED');
  });

  it('is ended by it, and no longer by peers, where they had witnessed more around it before', async () => {
    const wide = grantOf([OUTSIDE], '000000');
    await net.carry('witness-competence', { authority: ISSUER, competence: [wide] });
    const directs = [{ types: [OUTSIDE], region: '230000' }];
    net.ledger.place(`authority/${APPROVER}`, { ...recordOf(APPROVER), directs });
    const ended = narrowingOf({ types: [OUTSIDE], region: '000000' });
    expect(await proposing('end-competence', ended)).toBe('COMPETENCE_UNKNOWN');
    await net.act(APPROVER, 'authority:narrow', ended);
    expect(recordOf(ISSUER).competence.at(-1)).toMatchObject({ types: [OUTSIDE], to: '2026-03-02' });
  });
});

describe('a witnessed succession', () => {
  const body = { authority: WITNESSED, predecessor: NEWCOMER, types: [OUTSIDE], from: '2026-03-03' };
  beforeEach(async () => {
    const office = { ...net.department(WITNESSED, undefined, []), code: NEWCOMER };
    await net.act(BAICHENG, 'authority:register', office);
    const keys = [{ kid: 'A', publicKey: 'B', state: 'active' }];
    net.ledger.place(`authority/${NEWCOMER}`, { ...recordOf(NEWCOMER), state: 'active', keys });
  });

  it('is carried after its day has passed, and begins on the day of the last vote', async () => {
    const motion = await proposed(net, 'witness-succession', body);
    net.ledger.nowMs += 3 * DAY_MS;
    expect(await net.act(HULUNBUIR, 'member:vote', { motion, approve: true })).toMatchObject({
      state: 'carried',
    });
    expect(recordOf(WITNESSED).predecessors).toMatchObject([{ predecessor: NEWCOMER, from: '2026-03-05' }]);
  });

  it('is not proposed for a day that has passed while the predecessor still acts', async () => {
    expect(await proposing('witness-succession', { ...body, from: '2026-03-01' }, QIQIHAR)).toBe(
      'BACK_DATED',
    );
  });
});

describe('an approver that is given new keys', () => {
  const renewal = (actor: DemoNetwork, changes: object = {}) => {
    const { kid, publicKey } = identityKeyOf(actor.certificate('spare'));
    return { ...actor.approver(OTHER_APPROVER, [PLAIN]), keys: [{ kid, publicKey }], ...changes };
  };
  const kept = {
    predecessors: [{ predecessor: FORMER, types: '*', from: '2026-01-01' }],
    mandates: [{ custodian: CUSTODIAN, acts: ['seal'], types: [PLAIN], from: '2026-01-01', state: 'given' }],
    competence: [{ ...grantOf([PLAIN], '230000'), standing: 'witnessed' }],
  };

  it('keeps whom it continues, its mandates and its competence, and directs what the motion states', async () => {
    net.ledger.place(`authority/${OTHER_APPROVER}`, { ...recordOf(OTHER_APPROVER), ...kept });
    await net.carry('admit-approver', renewal(net), BAICHENG);
    expect(recordOf(OTHER_APPROVER)).toMatchObject({
      ...kept,
      state: 'active',
      directs: [{ types: [PLAIN] }],
    });
    expect(recordOf(OTHER_APPROVER).keys.map(({ state }) => state)).toEqual(['ended', 'active']);
  });

  it('stays suspended: keys are no reinstatement', async () => {
    await net.carry('suspend-approver', { authority: OTHER_APPROVER }, BAICHENG);
    await net.carry('admit-approver', renewal(net), BAICHENG);
    expect(recordOf(OTHER_APPROVER).state).toBe('suspended');
  });

  it('does not come back by them once it was abolished', async () => {
    net.ledger.place(`authority/${OTHER_APPROVER}`, { ...recordOf(OTHER_APPROVER), state: 'abolished' });
    expect(await proposing('admit-approver', renewal(net))).toBe('AUTHORITY_STATE');
  });
});

describe('a change of superior', () => {
  it.each([
    ['NOT_AN_APPROVER', 'a mere department, whose place an operator would take', CUSTODIAN],
    ['accepted', 'another approver', OTHER_APPROVER],
    ['accepted', 'one that has not joined yet', NEWCOMER],
  ])('answers with %s: %s', async (code, _why, superior) => {
    expect(await codeOf(APPROVER, 'authority:changeSuperior', { authority: ISSUER, superior })).toBe(code);
  });

  it('leads to no approver that was abolished', async () => {
    net.ledger.place(`authority/${JILIN_APPROVER}`, { ...recordOf(JILIN_APPROVER), state: 'abolished' });
    const change = { authority: SUCCESSOR, superior: JILIN_APPROVER };
    expect(await codeOf(APPROVER, 'authority:changeSuperior', change)).toBe('NOT_AN_APPROVER');
  });
});
