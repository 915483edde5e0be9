import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { parseNetworkFile } from '@huren/network/topology';
import type { Ledger } from '@huren/network';
import { openFabricGateway } from '@huren/network/fabric';
import {
  bftQuorum,
  CertificateRenewal,
  ChannelChange,
  consenterAddresses,
  consenterCertificates,
  NetworkHome,
  OrdererSet,
} from '@huren/network/operator';
import { examinedFabric } from './examined-fabric';
import { describeOnFabric, RealNetwork } from './real-network';
import { blocksUpTo, type ExaminedNetwork } from '../network/conformance';

jest.setTimeout(240_000);

describeOnFabric('a network over the years', () => {
  let network: RealNetwork;
  let examined: ExaminedNetwork;
  let ledger: Ledger;
  let renewal: CertificateRenewal;
  let orderers: OrdererSet;
  let next = 0;

  beforeAll(async () => {
    network = RealNetwork.prepare({ members: 3, basePort: 21_400 });
    await network.up();
    examined = await examinedFabric(network, () => openFabricGateway(network.options(0)), 'years');
    ledger = await examined.open();
    const changes = new ChannelChange(network.home);
    renewal = new CertificateRenewal(network.home, network.run, changes);
    orderers = new OrdererSet(network.home, network.run, changes);
  });
  afterAll(async () => {
    await examined.clean();
    await network.remove();
  });

  const written = async (): Promise<string> => {
    next += 1;
    const { request, key } = examined.write(next);
    await ledger.submit(request, examined.signer);
    return key;
  };
  const keys = async (): Promise<readonly string[]> =>
    (await blocksUpTo(ledger)).flatMap(({ transactions }) =>
      transactions.flatMap(({ valid, writes }) => (valid ? writes.map(({ key }) => key) : [])),
    );
  const channel = async () => {
    const found = await network.run.channelConfiguration();
    if (found === undefined) throw new Error('no peer answers');
    return found;
  };

  it('its chaincode is upgraded: what was written is there, and more can be written', async () => {
    const before = await written();
    const outcome = await network.run.upgrade('2');
    expect(outcome).toMatchObject({ ready: true, definition: { version: '2', sequence: 2 } });
    const after = await written();
    expect(await keys()).toEqual(expect.arrayContaining([before, after]));
    // What was written under the old package is state of the new one: the same motion is refused.
    const again = ledger.submit(examined.write(1).request, examined.signer);
    await expect(again).rejects.toMatchObject({ code: 'MOTION_EXISTS' });
  });

  it('an upgrade that was done is not done again', async () => {
    const { sequence } = (await network.run.upgrade('2')).definition;
    expect(sequence).toBe(2);
    const told = network.steps.slice(-10).filter(({ state }) => state !== 'begun');
    expect(told.slice(0, 4).map(({ state }) => state)).toEqual(['kept', 'kept', 'kept', 'kept']);
  });

  it('comes up again under the upgraded chaincode', async () => {
    await network.run.down();
    expect(await network.run.up(new Date())).toEqual({ ready: true });
    await written();
  });

  it('a peer’s certificates are renewed: that node alone restarts, and endorses again', async () => {
    const pids = async () => new Map((await network.run.status()).map(({ name, pid }) => [name, pid]));
    const before = await pids();
    const path = network.home.certificates(network.member(0)).leaf('peer0', 'tls');
    const old = readFileSync(path, 'utf8');
    await renewal.renew('230200-peer0', new Date());
    expect(readFileSync(path, 'utf8')).not.toBe(old);
    const after = await pids();
    const changed = [...after].filter(([name, pid]) => before.get(name) !== pid).map(([name]) => name);
    expect(changed).toEqual(['230200-peer0']);
    await network.run.up(new Date());
    await written();
  });

  it('an orderer’s certificates are renewed, and the channel knows it by the new ones', async () => {
    const member = network.member(1);
    const [plan] = member.orderers;
    if (plan === undefined) throw new Error('the member has an orderer');
    const old = consenterCertificates((await channel()).root, plan);
    await renewal.renew(`${member.id}-${plan.name}`, new Date());
    const now = consenterCertificates((await channel()).root, plan);
    const file = readFileSync(network.home.certificates(member).leaf(plan.name, 'tls'), 'utf8');
    expect(now?.tls).toBe(file);
    expect(now?.tls).not.toBe(old?.tls);
    expect(now?.identity).not.toBe(old?.identity);
    await written();
  });

  it('refuses to renew an orderer while another is away, and changes nothing', async () => {
    const before = (await channel()).sequence;
    const other = '150700-orderer0';
    process.kill(Number(readFileSync(`${network.home.folder}/nodes/${other}/pid`, 'utf8')), 'SIGKILL');
    await expect(renewal.renew('220800-orderer0', new Date())).rejects.toMatchObject({
      code: 'orderers-silent',
    });
    expect((await channel()).sequence).toBe(before);
    await network.run.restart(other);
  });

  it('a fifth orderer is added with the rule for block signatures, takes part, and is removed again', async () => {
    const member = network.member(2);
    const plan = {
      name: 'orderer9',
      host: '127.0.0.1',
      port: 21_490,
      adminPort: 21_491,
      operationsPort: 21_492,
    };
    const grown = await orderers.add(member, plan, new Date());
    expect(consenterAddresses((await channel()).root)).toHaveLength(5);
    await written();
    const file = readFileSync(`${network.home.folder}/network.yaml`, 'utf8');
    expect(parseNetworkFile(file)).toEqual(grown);
    const home = new NetworkHome(network.home.folder, grown);
    const heights = (await network.run.forHome(home).status()).filter(({ kind }) => kind === 'orderer');
    expect(heights.map(({ name }) => name)).toContain('150700-orderer9');
    const run = network.run.forHome(home);
    const own = home.topology.members.find(({ id }) => id === member.id);
    if (own === undefined) throw new Error('the member is there');
    await new OrdererSet(home, run, new ChannelChange(home)).remove(own, 'orderer9');
    expect(consenterAddresses((await channel()).root)).toHaveLength(4);
    await written();
  });

  it('never goes below four orderers under BFT', async () => {
    await expect(orderers.remove(network.member(1), 'orderer0')).rejects.toMatchObject({
      code: 'too-few-orderers',
    });
    expect(consenterAddresses((await channel()).root)).toHaveLength(4);
  });

  it('a member’s CAs are renewed: the channel trusts both, and new certificates come from the new ones', async () => {
    const member = network.member(2);
    const certificates = network.home.certificates(member);
    await renewal.renewCa(member, new Date());
    expect(certificates.trusted('identity').match(/BEGIN/g)).toHaveLength(2);
    await written();
    await renewal.renew(`${member.id}-peer0`, new Date());
    const leaf = new X509Certificate(readFileSync(certificates.leaf('peer0', 'identity')));
    expect(
      leaf.verify(new X509Certificate(readFileSync(certificates.path('ca', 'cert.pem'))).publicKey),
    ).toBe(true);
    await network.run.up(new Date());
    await written();
  });
});

describe('orderers that must sign a block, of n', () => {
  it.each([
    [4, 3],
    [5, 4],
    [6, 4],
    [7, 5],
    [10, 7],
  ])('of %d: %d', (n, quorum) => {
    expect(bftQuorum(n)).toBe(quorum);
  });
});
