import { type Group, groupDigest } from '@huren/chaincode/domain';
import { Actors, BAICHENG, DemoNetwork, groupTermsOf, HULUNBUIR, QIQIHAR } from '../contract/demo-network';
import { acceptance, grouped, groupInForce } from '../contract/valid-calls';

const two = [QIQIHAR, BAICHENG];
const three = [...two, HULUNBUIR];
let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});
const group = (): Group => net.ledger.value('group/nen') as Group;
const amend = (parties: readonly string[], version = 1, by: string = QIQIHAR) =>
  net.act(by, 'group:amend', { id: 'nen', version, parties, terms: groupTermsOf() });
const accept = (by: string, version: number, parties: readonly string[]) =>
  net.act(by, 'group:accept', acceptance(version, {}, parties));

describe('a group', () => {
  it('comes into force with the last acceptance', async () => {
    await grouped(net);
    expect(group()).toMatchObject({ state: 'proposed', accepted: [QIQIHAR], version: 1 });
    await accept(BAICHENG, 1, two);
    expect(group()).toMatchObject({ state: 'active', accepted: [BAICHENG, QIQIHAR].sort() });
  });

  it('takes another party in when it and all of the others have accepted', async () => {
    await groupInForce(net);
    await amend(three);
    await accept(HULUNBUIR, 2, three);
    expect(group()).toMatchObject({ version: 1, parties: [...two].sort() });
    await accept(BAICHENG, 2, three);
    expect(group()).toMatchObject({ version: 2, parties: [...three].sort(), accepted: [...three].sort() });
    expect(group()).not.toHaveProperty('amendment');
  });

  it('goes on without a party that leaves, and ends when one is left', async () => {
    await groupInForce(net);
    await amend(three);
    await accept(HULUNBUIR, 2, three);
    await accept(BAICHENG, 2, three);
    await net.act(BAICHENG, 'group:leave', { id: 'nen' });
    expect(group()).toMatchObject({ state: 'active', version: 3, parties: [HULUNBUIR, QIQIHAR] });
    await net.act(QIQIHAR, 'group:leave', { id: 'nen' });
    expect(group()).toMatchObject({ state: 'ended', parties: [HULUNBUIR] });
  });

  it('that has ended may be proposed again under its id, as a later version', async () => {
    await grouped(net);
    await net.act(QIQIHAR, 'group:leave', { id: 'nen' });
    await grouped(net);
    expect(group()).toMatchObject({ state: 'proposed', version: 3 });
  });

  it('that one of its parties declines does not come into force among the rest', async () => {
    await net.act(QIQIHAR, 'group:propose', { id: 'nen', parties: three, terms: groupTermsOf() });
    await net.act(BAICHENG, 'group:accept', acceptance(1, {}, three));
    await net.act(HULUNBUIR, 'group:leave', { id: 'nen' });
    expect(group()).toMatchObject({ state: 'ended' });
  });

  it('does not wait for a party that left the network, nor counts it as having agreed', async () => {
    await net.act(QIQIHAR, 'group:propose', { id: 'nen', parties: three, terms: groupTermsOf() });
    await net.carry('suspend-member', { member: HULUNBUIR });
    await accept(BAICHENG, 1, three);
    expect(group()).toMatchObject({ state: 'active', accepted: [BAICHENG, QIQIHAR].sort() });
    await net.carry('reinstate-member', { member: HULUNBUIR });
    await accept(HULUNBUIR, 1, three);
    expect(group()).toMatchObject({ state: 'active', version: 1, accepted: [...three].sort() });
  });

  it('loses an amendment that waits when a party leaves', async () => {
    await groupInForce(net);
    await amend(three);
    await accept(HULUNBUIR, 2, three);
    await net.act(HULUNBUIR, 'member:withdraw');
    await accept(BAICHENG, 2, three);
    await amend(two, 2);
    await net.act(HULUNBUIR, 'group:leave', { id: 'nen' }).catch(() => undefined);
    expect(group()).toHaveProperty('amendment');
    await net.act(BAICHENG, 'group:leave', { id: 'nen' });
    expect(group()).not.toHaveProperty('amendment');
  });
});

describe('the digest of the rules', () => {
  it('is the same in whatever order the parties stand', () => {
    const terms = groupTermsOf() as never;
    expect(groupDigest({ parties: two, terms })).toBe(groupDigest({ parties: [...two].reverse(), terms }));
  });

  it.each([
    ['another party', { parties: three, terms: groupTermsOf() }],
    ['another role', { parties: two, terms: groupTermsOf({ roles: ['relying'] }) }],
    ['another theme', { parties: two, terms: groupTermsOf({ theme: { zh: '别', en: 'Demo group' } }) }],
  ])('changes with %s', (_why, other) => {
    const here = groupDigest({ parties: two, terms: groupTermsOf() as never });
    expect(groupDigest(other as never)).not.toBe(here);
  });
});
