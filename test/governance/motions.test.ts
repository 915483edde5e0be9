import type { Motion } from '@huren/chaincode/domain';
import {
  Actors,
  APPROVER,
  BAICHENG,
  DemoNetwork,
  FORMER,
  grantOf,
  HULUNBUIR,
  ISSUER,
  matterOf,
  memberOf,
  narrowingOf,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  WITNESSED,
} from '../contract/demo-network';
import { admission, NEWCOMER, proposed } from '../contract/valid-calls';
import { basis, freshApprover } from '../contract/refusals/row';

const DAY_MS = 86_400_000;
let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

const value = (key: string): unknown => net.ledger.value(key);
const motionAt = (id: string): Motion => value(`motion/${id}`) as Motion;
const competence = (code: string) =>
  (value(`authority/${code}`) as { competence: { types: string[]; to?: string }[] }).competence;

describe('a motion', () => {
  it('takes votes through its last day, which is fixed when it opens', async () => {
    const body = memberOf('231100');
    const { motion } = await net.act(QIQIHAR, 'member:propose', {
      kind: 'admit-member',
      body,
      nonce: 'n',
      days: 5,
    });
    expect(motion).toBe(admission);
    expect(value(`motion/${admission}`)).toMatchObject({ openedOn: '2026-03-02', closesOn: '2026-03-07' });
    net.ledger.nowMs += 5 * DAY_MS;
    const late = net.fork();
    late.ledger.nowMs += DAY_MS;
    const vote = { motion, approve: true };
    expect(await late.refusal(BAICHENG, 'member:vote', vote)).toMatchObject({
      code: 'MOTION_EXPIRED',
      details: { closedOn: '2026-03-07' },
    });
    expect(await net.act(BAICHENG, 'member:vote', vote)).toMatchObject({ state: 'carried' });
  });

  it('that expired may be proposed again under another nonce', async () => {
    await proposed(net, 'admit-member', memberOf('231100'));
    net.ledger.nowMs += 31 * DAY_MS;
    await net.carry('admit-member', memberOf('231100'));
    expect(value('member/231100')).toMatchObject({ state: 'admitted' });
  });

  it('keeps its voters and threshold when members come and go while it is open', async () => {
    const id = await proposed(net, 'suspend-member', { member: HULUNBUIR });
    const before = motionAt(id);
    await net.carry('admit-member', memberOf('231100'));
    expect((await net.refusal('231100', 'member:vote', { motion: id, approve: true }))?.code).toBe(
      'NOT_A_VOTER',
    );
    const { voters, threshold } = motionAt(id);
    expect([voters, threshold]).toEqual([before.voters, before.threshold]);
    await net.carry('suspend-member', { member: BAICHENG }, '231100');
    expect((await net.refusal(BAICHENG, 'member:vote', { motion: id, approve: true }))?.code).toBe(
      'MEMBER_NOT_ACTIVE',
    );
  });

  it('for an approver may be proposed by its sponsor, whose own word does not count', async () => {
    const id = await proposed(net, 'admit-approver', freshApprover(net));
    expect(value(`motion/${id}`)).toMatchObject({ votes: [], voters: [HULUNBUIR, BAICHENG], threshold: 2 });
  });

  it('suspends an approver, which grants nothing meanwhile, while what it granted stands', async () => {
    const before = competence(ISSUER);
    await net.carry('suspend-approver', { authority: APPROVER }, BAICHENG);
    const approval = { authority: ISSUER, roles: ['issuing'], competence: [grantOf([PLAIN])] };
    expect((await net.refusal(APPROVER, 'authority:approve', approval))?.code).toBe('AUTHORITY_NOT_ACTIVE');
    expect(competence(ISSUER)).toEqual(before);
    // Nor do its members' operators step into its place.
    expect((await net.refusal(QIQIHAR, 'authority:suspend', { authority: ISSUER }))?.code).toBe(
      'NOT_ENTITLED',
    );
    await net.carry('reinstate-approver', { authority: APPROVER }, BAICHENG);
    await net.act(APPROVER, 'authority:approve', approval);
  });

  it('witnesses an office that only relies where no superior has joined', async () => {
    const office = { ...net.department(WITNESSED, undefined, []), code: NEWCOMER, roles: ['relying'] };
    await net.act(BAICHENG, 'authority:register', office);
    await net.carry('witness-competence', { authority: NEWCOMER, competence: [] });
    expect(value(`authority/${NEWCOMER}`)).toMatchObject({
      state: 'active',
      competence: [],
      approval: { standing: 'witnessed' },
    });
  });

  it('ends what was only witnessed, on the day that is asked for', async () => {
    const body = narrowingOf({ authority: WITNESSED, types: '*', region: BAICHENG, lastDay: '2026-04-30' });
    await net.carry('end-competence', body);
    expect(competence(WITNESSED)).toMatchObject([{ types: [OUTSIDE], to: '2026-04-30' }]);
    expect(competence(WITNESSED)[0]).toMatchObject({ ended: { filing: { reference: '演示决定 1' } } });
  });

  it('ends competence no earlier than on the day of its last vote', async () => {
    const body = narrowingOf({ authority: WITNESSED, types: [OUTSIDE], region: BAICHENG });
    const motion = await proposed(net, 'end-competence', body);
    net.ledger.nowMs += 3 * DAY_MS;
    await net.act(HULUNBUIR, 'member:vote', { motion, approve: true });
    expect(competence(WITNESSED)).toMatchObject([{ to: '2026-03-05' }]);
  });

  it('enters a matter no earlier than on the day of its last vote', async () => {
    const code = '000100009000';
    const motion = await proposed(net, 'define-matter', matterOf(code));
    net.ledger.nowMs += 3 * DAY_MS;
    await net.act(HULUNBUIR, 'member:vote', { motion, approve: true });
    expect(value(`matter/${code}`)).toMatchObject({ from: '2026-03-05', version: 1 });
  });

  it('records a merger where no superior of either has joined', async () => {
    const office = { ...net.department(WITNESSED, undefined, []), code: NEWCOMER };
    await net.act(BAICHENG, 'authority:register', office);
    const body = { authority: WITNESSED, predecessor: NEWCOMER, types: '*', from: '2019-01-01' };
    await net.carry('witness-succession', body);
    expect(value(`authority/${NEWCOMER}`)).toMatchObject({ state: 'abolished' });
    expect(value(`authority/${WITNESSED}`)).toMatchObject({ predecessors: [{ predecessor: NEWCOMER }] });
    expect(value(`authority/${FORMER}`)).toMatchObject({ state: 'registered' });
  });

  it('amends a basis and ends it; every text is kept as a version of its own', async () => {
    await net.carry('adopt-basis', basis);
    await net.carry('amend-basis', { ...basis, article: '第二条', from: '2026-04-01' });
    expect(value('basis/law-1')).toMatchObject({ article: '第二条', from: '2026-04-01' });
    await net.carry('end-basis', { id: 'law-1', lastDay: '2026-12-31' });
    expect(value('basis/law-1')).toMatchObject({ article: '第二条', to: '2026-12-31' });
  });

  it('ends a basis before the text that waits begins: that text never holds, and what held ends', async () => {
    await net.carry('adopt-basis', basis);
    await net.carry('amend-basis', { ...basis, article: '第二条', from: '2026-06-01' });
    await net.carry('amend-basis', { ...basis, article: '第三条', from: '2026-07-01' });
    expect(value('basis/law-1')).toMatchObject({ article: '第三条', former: basis });
    await net.carry('end-basis', { id: 'law-1', lastDay: '2026-05-15' });
    expect(value('basis/law-1')).toEqual({ ...basis, to: '2026-05-15' });
    const again = { kind: 'end-basis', body: { id: 'law-1', lastDay: '2026-05-15' }, nonce: 'again' };
    expect((await net.refusal(QIQIHAR, 'member:propose', again))?.code).toBe('BASIS_ENDED');
  });

  it('ends the text that waits where the end lies after its first day', async () => {
    await net.carry('adopt-basis', basis);
    await net.carry('amend-basis', { ...basis, article: '第二条', from: '2026-06-01' });
    await net.carry('end-basis', { id: 'law-1', lastDay: '2026-06-01' });
    expect(value('basis/law-1')).toMatchObject({ article: '第二条', to: '2026-06-01' });
  });

  it('deprecates a type whose definer has not joined, and names the one that follows', async () => {
    await net.carry('deprecate-licence-type', { code: OUTSIDE, successor: PLAIN });
    expect(value(`licence-type/${OUTSIDE}`)).toMatchObject({
      state: 'deprecated',
      successor: PLAIN,
      version: 2,
    });
  });
});
