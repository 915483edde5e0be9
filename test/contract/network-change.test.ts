import type { Member, Network, NetworkChange } from '@huren/chaincode/domain';
import { Actors, BAICHENG, DemoNetwork, HULUNBUIR, QIQIHAR } from './demo-network';
import {
  applicationOf,
  admission,
  admissionId,
  APPLICANT,
  approval,
  approved,
  BASE,
  completed,
  LATER,
  MSPS,
  opened,
  QUORUMS,
  rebasing,
  removal,
  removalId,
} from './network-change-calls';

let populated: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).open();
});

const changeOf = (net: DemoNetwork, id = admissionId(net)): NetworkChange =>
  net.ledger.value(`network-change/${id}`) as NetworkChange;

describe('a request to change the network', () => {
  it('stands with its sponsor’s signature and is open to the other members', async () => {
    const net = populated.fork();
    await opened(net);
    expect(changeOf(net)).toMatchObject({
      kind: 'admit-member',
      member: APPLICANT,
      sponsor: QIQIHAR,
      voters: [HULUNBUIR, BAICHENG, QIQIHAR],
      threshold: 2,
      round: 1,
      state: 'open',
    });
    expect(changeOf(net).approvals.map(({ member }) => member)).toEqual([QIQIHAR]);
    const { open } = await net.act(HULUNBUIR, 'network-change:show');
    expect(open).toEqual([admissionId(net)]);
    expect(await net.act(APPLICANT, 'network-change:show', { change: admissionId(net) })).toEqual(
      changeOf(net),
    );
  });

  it('is approved by a majority of the members whose administrators satisfy the channel', async () => {
    const net = populated.fork();
    await approved(net);
    expect(changeOf(net)).toMatchObject({ state: 'approved' });
    expect(net.ledger.value(`member/${APPLICANT}`)).toBeUndefined();
  });

  it('waits for the channel’s quorum even where the members’ majority is there', async () => {
    const net = populated.fork();
    const quorums = [{ msps: MSPS, atLeast: 3 }];
    await net.act(QIQIHAR, 'network-change:open', admission(net, { quorums }));
    const second = await net.act(BAICHENG, 'network-change:approve', approval(net, BAICHENG));
    expect(second).toEqual({ change: admissionId(net), state: 'open', approvals: 2 });
    const third = await net.act(HULUNBUIR, 'network-change:approve', approval(net, HULUNBUIR));
    expect(third).toEqual({ change: admissionId(net), state: 'approved', approvals: 3 });
  });

  it('begins a new round when the channel changed: every signature is void', async () => {
    const net = populated.fork();
    await approved(net);
    await net.act(HULUNBUIR, 'network-change:rebase', rebasing(net, HULUNBUIR));
    expect(changeOf(net)).toMatchObject({ round: 2, base: LATER, state: 'open' });
    expect(changeOf(net).approvals.map(({ member }) => member)).toEqual([HULUNBUIR]);
    await net.act(QIQIHAR, 'network-change:approve', approval(net, QIQIHAR, { base: LATER }));
    expect(changeOf(net).state).toBe('approved');
  });

  it('is put right on the same configuration where its sponsor filed a false update or quorums', async () => {
    const net = populated.fork();
    const veto = [{ msps: ['Huren230200MSP'], atLeast: 1 }];
    await net.act(QIQIHAR, 'network-change:open', admission(net, { quorums: veto }));
    await net.act(BAICHENG, 'network-change:rebase', rebasing(net, BAICHENG, { base: BASE }));
    expect(changeOf(net)).toMatchObject({
      round: 2,
      begunBy: [QIQIHAR, BAICHENG],
      quorums: QUORUMS,
      base: BASE,
    });
    await net.act(HULUNBUIR, 'network-change:approve', approval(net, HULUNBUIR));
    expect(changeOf(net).state).toBe('approved');
  });

  it('leaves room for the others, however many one member opens', async () => {
    const net = populated.fork();
    for (let n = 0; n < 10; n += 1) {
      await net.act(QIQIHAR, 'network-change:open', removal(net, { nonce: `n${String(n)}` }));
    }
    expect((await net.refusal(QIQIHAR, 'network-change:open', admission(net)))?.code).toBe('LIMIT_REACHED');
    await net.act(HULUNBUIR, 'network-change:open', admission(net, {}, HULUNBUIR));
    const { open } = (await net.act(QIQIHAR, 'network-change:show')) as { open: readonly string[] };
    expect(open).toHaveLength(11);
  });

  it('is taken back by its sponsor, and may be opened again by another', async () => {
    const net = populated.fork();
    await opened(net);
    const change = admissionId(net);
    await net.act(QIQIHAR, 'network-change:cancel', { change });
    expect(await net.act(QIQIHAR, 'network-change:show')).toEqual({ open: [], sponsors: [] });
    expect((await net.refusal(BAICHENG, 'network-change:approve', approval(net, BAICHENG)))?.code).toBe(
      'CHANGE_CLOSED',
    );
    await net.act(BAICHENG, 'network-change:open', admission(net, {}, BAICHENG));
    expect(changeOf(net)).toMatchObject({ sponsor: BAICHENG, state: 'open', round: 2 });
    expect(changeOf(net).approvals.map(({ member }) => member)).toEqual([BAICHENG]);
  });

  it('is taken back by any voter once its sponsor is no member any more', async () => {
    const net = populated.fork();
    await opened(net);
    await net.act(QIQIHAR, 'member:withdraw');
    await net.act(BAICHENG, 'network-change:cancel', { change: admissionId(net) });
    expect(changeOf(net).state).toBe('cancelled');
  });

  it('admits the newcomer when its own transaction says that the channel knows it', async () => {
    const net = populated.fork();
    await completed(net);
    expect(changeOf(net)).toMatchObject({ state: 'done', sequence: 5, completedBy: APPLICANT });
    expect(net.ledger.value(`member/${APPLICANT}`)).toMatchObject({ state: 'admitted', region: APPLICANT });
    expect(net.ledger.value(`msp/Huren${APPLICANT}MSP`)).toBe(APPLICANT);
    expect((net.ledger.value('network') as Network).members).toContain(APPLICANT);
    expect(await net.act(QIQIHAR, 'network-change:show')).toEqual({ open: [], sponsors: [] });
  });

  it('cannot be completed by a stranger that is not its newcomer', async () => {
    const net = populated.fork();
    const { change } = await net.act(QIQIHAR, 'network-change:open', removal(net));
    const argument = { change, sequence: 5 };
    expect((await net.refusal(APPLICANT, 'network-change:complete', argument))?.code).toBe('UNKNOWN_MEMBER');
  });

  it('lets a member that withdrew come back', async () => {
    const net = populated.fork();
    await completed(net);
    await net.act(APPLICANT, 'member:withdraw');
    const again = admission(net, {
      application: applicationOf(net, {
        madeAt: '2026-03-05T00:00:00.000Z',
      }),
    });
    const { change } = await net.act(QIQIHAR, 'network-change:open', again);
    await net.act(BAICHENG, 'network-change:approve', approval(net, BAICHENG, { change }));
    await net.act(APPLICANT, 'network-change:complete', { change, sequence: 9 });
    expect((net.ledger.value(`member/${APPLICANT}`) as Member).state).toBe('admitted');
    const { members } = net.ledger.value('network') as Network;
    expect(members!.filter((id) => id === APPLICANT)).toEqual([APPLICANT]);
  });

  it('removes a member by the votes of the others', async () => {
    const net = populated.fork();
    await net.act(QIQIHAR, 'network-change:open', removal(net));
    expect(changeOf(net, removalId(net)).voters).toEqual([HULUNBUIR, QIQIHAR]);
    const change = removalId(net);
    const concerned = approval(net, BAICHENG, { change });
    expect((await net.refusal(BAICHENG, 'network-change:approve', concerned))?.code).toBe('NOT_A_VOTER');
    await net.act(HULUNBUIR, 'network-change:approve', approval(net, HULUNBUIR, { change }));
    await net.act(HULUNBUIR, 'network-change:complete', { change, sequence: 6 });
    expect((net.ledger.value(`member/${BAICHENG}`) as Member).state).toBe('withdrawn');
    expect((await net.refusal(BAICHENG, 'member:withdraw'))?.code).toBe('MEMBER_NOT_ACTIVE');
  });

  it('removes one that the channel knows and that never finished joining: no record changes', async () => {
    const net = populated.fork();
    const { change } = await net.act(QIQIHAR, 'network-change:open', removal(net, { member: APPLICANT }));
    await net.act(BAICHENG, 'network-change:approve', approval(net, BAICHENG, { change }));
    await net.act(BAICHENG, 'network-change:complete', { change, sequence: 6 });
    expect(net.ledger.value(`member/${APPLICANT}`)).toBeUndefined();
  });

  it('of another kind has no effect on the members’ records', async () => {
    const net = populated.fork();
    const { change } = await net.act(
      QIQIHAR,
      'network-change:open',
      removal(net, { kind: 'channel-update', member: QIQIHAR }),
    );
    await net.act(BAICHENG, 'network-change:approve', approval(net, BAICHENG, { change }));
    const before = net.ledger.keys('member/').map((key) => net.ledger.value(key));
    await net.act(HULUNBUIR, 'network-change:complete', { change, sequence: 6 });
    expect(net.ledger.keys('member/').map((key) => net.ledger.value(key))).toEqual(before);
  });
});
