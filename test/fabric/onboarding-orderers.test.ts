import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkChange } from '@huren/chaincode/domain';
import { fetchConfig, readOrganisation, groupAt, withValue, withGroup } from '@huren/network/channel';
import { ChannelChange, consenterAddresses, consenterCertificates } from '@huren/network/operator';
import { transcript } from '../clients/terminal';
import { MemberFolders } from './member-folders';
import { OnboardingNetwork } from './onboarding-network';
import { describeOnFabric } from './real-network';

jest.setTimeout(240_000);

const env = { FABRIC_BIN: process.env['FABRIC_BIN'] ?? '', PATH: process.env['PATH'] ?? '' };
const command = (...args: string[]) => transcript([...args, '--lang', 'en'], { env });
/** Nothing but the end code is of interest, and why it is another. */
const done = ({ code, err }: { code: number; err: string }): string => (code === 0 ? 'done' : err);

describeOnFabric('changes of orderers travel on the ledger', () => {
  let network: OnboardingNetwork;
  let folders: MemberFolders;
  let request: string;

  beforeAll(async () => {
    network = await OnboardingNetwork.up({ members: 3, basePort: 21_900 });
    folders = new MemberFolders(network.real.home);
  });
  afterAll(async () => {
    await folders.remove();
    await network.remove();
  });

  const at = (member: string) => ['--dir', folders.of(member)];
  const channel = async () =>
    fetchConfig(network.peer(0), network.channelId, network.real.signer(0, 'admin'));
  const requests = async (): Promise<readonly NetworkChange[]> => {
    const ids = await network.desks[0]!.open();
    return Promise.all(ids.map(async (id) => (await network.desks[0]!.find(id))!));
  };
  const plan = () => network.real.member(1).orderers[0]!;
  const tlsFile = (): string =>
    readFileSync(network.real.home.certificates(network.real.member(1)).leaf(plan().name, 'tls'), 'utf8');

  it('an orderer’s renewal becomes a request; channel, certificates and node are as they were', async () => {
    const [before, file] = [await channel(), tlsFile()];
    const { code, err } = await command('network', 'renew', '220800-orderer0', ...at('220800'));
    expect([code, err]).toEqual([3, expect.stringContaining('1 more of 150700, 230200')]);
    const [open, ...others] = await requests();
    expect(others).toEqual([]);
    expect(open).toMatchObject({
      kind: 'channel-update',
      member: '220800',
      sponsor: '220800',
      state: 'open',
    });
    expect(err).toContain(open!.id);
    request = open!.id;
    expect((await channel()).digest).toBe(before.digest);
    expect(tlsFile()).toBe(file);
  });

  it('the same command again asks for nothing twice', async () => {
    const { code } = await command('network', 'renew', '220800-orderer0', ...at('220800'));
    expect(code).toBe(3);
    expect((await requests()).map(({ id, round }) => [id, round])).toEqual([[request, 1]]);
  });

  it('the others read which orderer goes and comes, by its certificates, and what the quorum is then', async () => {
    const { code, out } = await command('member', 'review', request, ...at('150700'));
    expect(code).toBe(0);
    const place = `Huren220800MSP ${plan().host}:${String(plan().port)}`;
    for (const words of [
      'change the channel 220800',
      'renews its certificates',
      '~ Orderer/Orderers',
      `− 3 ${place} [`,
      `+ 3 ${place} [`,
      '= 3',
      '~ Orderer/BlockValidation',
      'still 4 orderers, quorum 3, 1 may fail',
      'signed: 220800',
      'still needed: 1 (150700, 230200)',
    ]) {
      expect(out).toContain(words);
    }
  });

  it('a change of the channel in between voids the signatures; an approver begins anew where nothing it touches changed', async () => {
    const own = network.real.home.mspId(network.real.member(2));
    const narrowed = folders.home('150700');
    await new ChannelChange(narrowed).make('150700', { zh: '锚节点', en: 'anchor' }, (root) => {
      const group = groupAt(root, 'Application', own)!;
      expect(readOrganisation(own, group).anchors).toHaveLength(1);
      return withGroup(root, ['Application', own], withValue(group, 'AnchorPeers', new Uint8Array()));
    });
    const review = await command('member', 'review', request, ...at('150700'));
    expect(review.out).toContain('every signature is void');
    expect(review.out).toContain('signed: none');
    const { code, err } = await command('member', 'approve', request, ...at('150700'));
    expect([code, err]).toEqual([0, expect.stringContaining('earlier signatures are void')]);
    const [open] = await requests();
    expect(open).toMatchObject({ round: 2, state: 'open', begunBy: ['220800', '150700'] });
    expect(open!.approvals.map(({ member }) => member)).toEqual(['150700']);
  });

  it('the last approval leaves it to the sponsor, whose node has to follow', async () => {
    const before = await channel();
    const { code, out } = await command('member', 'approve', request, ...at('230200'));
    expect([code, out]).toEqual([0, expect.stringContaining('Member 220800, whose nodes have to follow')]);
    expect((await channel()).digest).toBe(before.digest);
    expect((await requests()).map(({ state }) => state)).toEqual(['approved']);
  });

  it('the sponsor’s same command carries it out, and the orderer runs under the new certificates', async () => {
    const file = tlsFile();
    expect(done(await command('network', 'renew', '220800-orderer0', ...at('220800')))).toBe('done');
    expect(tlsFile()).not.toBe(file);
    expect(consenterCertificates((await channel()).root, plan())?.tls).toBe(tlsFile());
    expect(await network.desks[0]!.find(request)).toMatchObject({ state: 'done', completedBy: '220800' });
    expect(await requests()).toEqual([]);
  });

  it('a fifth orderer waits for one approval, takes part, and goes again the same way', async () => {
    const port = 21_990;
    const adding = command(
      ...['network', 'orderer-add', 'orderer9', '--host', '127.0.0.1', '--port', String(port)],
      ...['--wait', '120', ...at('150700')],
    );
    const id = await folders.requested(requests);
    const review = await command('member', 'review', id, ...at('220800'));
    expect(review.out).toContain(`+ 5 Huren150700MSP 127.0.0.1:${String(port)} [`);
    expect(review.out).toContain('4 → 5 orderers, quorum 3 → 4');
    expect(done(await command('member', 'approve', id, ...at('220800')))).toBe('done');
    expect(done(await adding)).toBe('done');
    expect(consenterAddresses((await channel()).root)).toHaveLength(5);
    expect(readFileSync(join(folders.of('150700'), 'network.yaml'), 'utf8')).toContain('orderer9');
    await network.submit(0, 'member', 'propose', proposal('five'));

    const removing = command('network', 'orderer-remove', 'orderer9', '--wait', '120', ...at('150700'));
    const second = await folders.requested(requests, id);
    // Without its sponsor, where it has to be.
    const carried = await command('member', 'approve', second, '--carry-out', ...at('230200'));
    expect([carried.code, carried.out]).toEqual([0, expect.stringContaining('Done.')]);
    expect(done(await removing)).toBe('done');
    expect(consenterAddresses((await channel()).root)).toHaveLength(4);
    await network.submit(0, 'member', 'propose', proposal('four'));
  });

  it('a request is taken back by its sponsor alone', async () => {
    const asked = await command('network', 'renew', '150700-orderer0', ...at('150700'));
    expect(asked.code).toBe(3);
    const [open] = await requests();
    const other = await command('member', 'cancel', open!.id, ...at('230200'));
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('NOT_ENTITLED')]);
    expect(done(await command('member', 'cancel', open!.id, ...at('150700')))).toBe('done');
    expect(await requests()).toEqual([]);
  });

  it('what a member may change alone asks nobody: its own CAs', async () => {
    const before = (await channel()).sequence;
    expect(done(await command('network', 'renew', '--ca', '--member', '150700', ...at('150700')))).toBe(
      'done',
    );
    expect((await channel()).sequence).toBeGreaterThan(before);
    expect(await requests()).toEqual([]);
  });
});

describeOnFabric('changes of orderers under Raft', () => {
  let network: OnboardingNetwork;
  let folders: MemberFolders;

  beforeAll(async () => {
    network = await OnboardingNetwork.up(
      { members: 3, basePort: 22_000, consensus: 'raft' },
      { founded: false },
    );
    folders = new MemberFolders(network.real.home);
  });
  afterAll(async () => {
    await folders.remove();
    await network.remove();
  });

  const at = (member: string) => ['--dir', folders.of(member)];
  const channel = async () =>
    fetchConfig(network.peer(0), network.channelId, network.real.signer(0, 'admin'));
  const requests = async (): Promise<readonly NetworkChange[]> => {
    const ids = await network.desks[0]!.open();
    return Promise.all(ids.map(async (id) => (await network.desks[0]!.find(id))!));
  };

  it('a ledger that takes no request says so, and a file gathers the signatures', async () => {
    const refused = await command('network', 'renew', '220800-orderer0', ...at('220800'));
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('--by-file')]);
    const filed = await command('network', 'renew', '220800-orderer0', '--by-file', ...at('220800'));
    expect([filed.code, filed.err]).toEqual([3, expect.stringContaining('huren network sign')]);
    const file = new ChannelChange(folders.home('220800')).pendingFile;
    const signed = await command('network', 'sign', file, ...at('230200'));
    expect([signed.code, signed.out]).toEqual([0, expect.stringContaining('in force')]);
    const again = await command('network', 'renew', '220800-orderer0', '--by-file', ...at('220800'));
    expect(done(again)).toBe('done');
  });

  it('three orderers become four and three again, each by an approval on the ledger', async () => {
    await network.found();
    expect(consenterAddresses((await channel()).root)).toHaveLength(3);
    const port = 22_090;
    const adding = command(
      ...['network', 'orderer-add', 'orderer9', '--host', '127.0.0.1', '--port', String(port)],
      ...['--wait', '120', ...at('150700')],
    );
    const id = await folders.requested(requests);
    const review = await command('member', 'review', id, ...at('220800'));
    expect(review.out).toContain(`+ 127.0.0.1:${String(port)} [`);
    expect(review.out).toContain('3 → 4 orderers, quorum 2 → 3, 1 → 1 may fail');
    expect(done(await command('member', 'approve', id, ...at('220800')))).toBe('done');
    expect(done(await adding)).toBe('done');
    expect(consenterAddresses((await channel()).root)).toHaveLength(4);
    await network.submit(0, 'member', 'propose', proposal('four'));

    const removing = command('network', 'orderer-remove', 'orderer9', '--wait', '120', ...at('150700'));
    const second = await folders.requested(requests, id);
    expect(done(await command('member', 'approve', second, ...at('220800')))).toBe('done');
    expect(done(await removing)).toBe('done');
    expect(consenterAddresses((await channel()).root).map((one) => one.port)).not.toContain(port);
    expect(consenterAddresses((await channel()).root)).toHaveLength(3);
    await network.submit(0, 'member', 'propose', proposal('three'));
  });
});

function proposal(nonce: string): object {
  const id = '220700';
  const name = { zh: `成员${id}（演示）`, en: `Member ${id} (demo)` };
  return { kind: 'admit-member', body: { id, msp: `Huren${id}MSP`, name, region: id }, nonce };
}
