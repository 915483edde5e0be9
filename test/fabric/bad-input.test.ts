import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { issueTlsCertificate, writeWhole, type CertifiedKey } from '@huren/network/certificates';
import { OperatorFault, peerTime, portHolder, addressOf } from '@huren/network/operator';
import { createMemberCa, issueIdentity, type IdentityRole } from '@huren/network/identity';
import { describeOnFabric, RealNetwork } from './real-network';

jest.setTimeout(180_000);
const minute = 60_000;

describeOnFabric('what an operator gets wrong', () => {
  let network: RealNetwork;

  beforeAll(async () => {
    network = RealNetwork.prepare({ members: 3, basePort: 27_500 });
    await network.up();
  });
  afterAll(() => network.remove());

  const faultOf = async (act: () => Promise<unknown>): Promise<OperatorFault> => {
    const fault = await act().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(OperatorFault);
    return fault as OperatorFault;
  };
  const pids = async () => (await network.run.status()).map(({ name, pid }) => `${name} ${String(pid)}`);
  const certificates = () => network.home.certificates(network.member(1));

  it.each([
    ['20 minutes late', -20],
    ['20 minutes early', 20],
  ])('a clock %s is named with its distance from the peers, and nothing changes', async (_reason, off) => {
    const before = await pids();
    const fault = await faultOf(() => network.run.up(new Date(Date.now() + off * minute)));
    expect(fault.code).toBe('clock-off');
    expect(fault.words.en).toMatch(new RegExp(`230200-peer0 \\${off < 0 ? '+' : '-'}(19\\.9|20\\.0)`));
    expect(fault.words.en).toContain('it is this machine');
    expect(await pids()).toEqual(before);
  });

  it('a clock that is right is right to the second', async () => {
    const [plan] = network.member(0).peers;
    if (plan === undefined) throw new Error('the member has a peer');
    const time = await peerTime(addressOf(network.home, network.member(0), plan), network.signer(0));
    expect(Math.abs((time ?? 0) - Date.now())).toBeLessThan(10_000);
    expect(await network.run.up(new Date(Date.now() + 2 * minute))).toEqual({ ready: true });
  });

  it('a port in use is named with the program that has it, before any node starts', async () => {
    await network.run.down();
    const { port } = network.member(1).chaincode;
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    try {
      expect(portHolder(port)).toMatchObject({ pid: process.pid });
      const fault = await faultOf(() => network.up());
      expect(fault.code).toBe('port-in-use');
      expect(fault.words.en).toContain(`220800-chaincode 127.0.0.1:${String(port)}`);
      expect(fault.words.en).toContain(`pid ${String(process.pid)}`);
      expect((await network.run.status()).every(({ pid }) => pid === undefined)).toBe(true);
    } finally {
      squatter.close();
      await once(squatter, 'close');
    }
  });

  it('half a first block is named before any node starts', async () => {
    const file = network.home.genesisBlock;
    const whole = readFileSync(file);
    for (const bad of [whole.subarray(0, 1000), Buffer.alloc(0), Buffer.from('x')]) {
      writeFileSync(file, bad);
      const fault = await faultOf(() => network.up());
      expect(fault.code).toBe('genesis-damaged');
      expect(fault.words.en).toContain(file);
    }
    expect((await network.run.status()).every(({ pid }) => pid === undefined)).toBe(true);
    writeFileSync(file, whole);
  });

  it.each([
    ['a peer', '150700-peer0', ['data', 'ledgersData', 'stateLeveldb', 'CURRENT']],
    ['an orderer', '150700-orderer0', ['data', 'index', 'CURRENT']],
  ])(
    'half-written data of %s are named with its log; the others stay up and it heals',
    async (_kind, name, path) => {
      await network.run.down();
      const file = join(network.home.folder, 'nodes', name, ...path);
      const kept = readFileSync(file);
      writeFileSync(file, 'half');
      const fault = await faultOf(() => network.up());
      expect([fault.code, fault.log]).toEqual([
        'node-ended',
        join(network.home.folder, 'nodes', name, 'node.log'),
      ]);
      expect(fault.words.en).toContain(name);
      const others = (await network.run.status()).filter((one) => one.name !== name);
      expect(others.every(({ answers }) => answers)).toBe(true);
      writeFileSync(file, kept);
      expect(await network.run.up(new Date())).toEqual({ ready: true });
    },
  );

  describe('a certificate that cannot be used', () => {
    const day = 24 * 60 * minute;
    const span = (from: number, to: number) => ({
      notBefore: new Date(Date.now() + from),
      notAfter: new Date(Date.now() + to),
    });
    const ca = (name: 'ca' | 'tls-ca') => ({
      mspId: certificates().mspId,
      certificate: readFileSync(certificates().path(name, 'cert.pem'), 'utf8'),
      privateKey: createPrivateKey(readFileSync(certificates().path(name, 'key.pem'))),
    });
    const identity = (role: IdentityRole, from: number, to: number) =>
      issueIdentity(ca('ca'), { commonName: 'peer0.220800', role, ...span(from, to) });

    it.each<[string, string, () => Promise<CertifiedKey>]>([
      ['an admin’s in the place of a peer’s', 'WRONG_ROLE', () => identity('admin', -day, day)],
      ['one that has expired', 'EXPIRED', () => identity('peer', -2 * day, -day)],
      ['one of tomorrow', 'NOT_YET_VALID', () => identity('peer', day, 2 * day)],
      [
        'one of another CA',
        'NOT_OF_CA',
        async () => {
          const now = new Date(Date.now() - day);
          const other = await createMemberCa({ id: '220800', name: 'x', now, validDays: 9 });
          return issueIdentity(other, { commonName: 'x', role: 'peer', ...span(-day, day) });
        },
      ],
      [
        'a TLS certificate as identity',
        'NOT_OF_CA',
        () =>
          issueTlsCertificate(ca('tls-ca'), { commonName: 'x', hosts: ['localhost'], ...span(-day, day) }),
      ],
    ])(
      'is named, with its file, while the running network stays as it is: %s',
      async (_reason, code, make) => {
        const before = await pids();
        const paths = [
          ['signcerts', 'cert.pem'],
          ['keystore', 'key.pem'],
        ].map((parts) => certificates().path('peer0', 'msp', ...parts)) as [string, string];
        const kept = paths.map((path) => readFileSync(path, 'utf8'));
        const made = await make();
        writeWhole(paths[0], made.certificate);
        writeWhole(paths[1], made.privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
        const fault = await network.run.up(new Date()).catch((error: unknown) => error);
        expect(fault).toMatchObject({ name: 'CertificateFault', code, path: paths[0] });
        expect(await pids()).toEqual(before);
        paths.forEach((path, at) => {
          writeWhole(path, kept[at] ?? '', 0o600);
        });
        expect(await network.run.up(new Date())).toEqual({ ready: true });
      },
    );
  });
});
