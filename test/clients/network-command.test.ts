import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNetworkFile } from '@huren/network/topology';
import { transcript, type TerminalOptions } from './terminal';

const day = 86_400_000;
const now = Date.parse('2026-03-02T04:00:00Z');
/** Nothing listens at these ports. */
const basePort = '28900';

describe('huren network, without Fabric', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const network = (args: readonly string[], options: TerminalOptions = {}) =>
    transcript(['network', ...args], { now, env: { PATH: '' }, ...options });
  const said = (out: string) => JSON.parse(out) as Record<string, unknown>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'huren-network-command-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const init = (dir: string, ...options: readonly string[]) =>
    network(['init', '--dir', at(dir), '--members', '3', '--base-port', basePort, ...options]);

  it('init writes a network.yaml that people can read and the tool reads back', async () => {
    const { code, out } = await init('n', '--lang', 'en');
    expect([code, out]).toEqual([0, expect.stringContaining('3 members, 4 orderers (bft, 1 may fail)')]);
    const text = readFileSync(at('n/network.yaml'), 'utf8');
    expect(text).toMatch(/^# 互认网络/);
    expect(text).not.toMatch(/[&*]\w|null|\{/);
    expect(parseNetworkFile(text).members.map(({ id }) => id)).toEqual(['230200', '220800', '150700']);
  });

  it('init gives nodes host names by a pattern, and marks members with their own CA', async () => {
    expect((await init('n', '--hosts', '{node}-{member}.huren.svc', '--own-ca')).code).toBe(0);
    const { members } = parseNetworkFile(readFileSync(at('n/network.yaml'), 'utf8'));
    expect(members[0]).toMatchObject({
      ownCa: true,
      peers: [{ host: 'peer0-230200.huren.svc' }],
      chaincode: { host: 'chaincode-230200.huren.svc' },
    });
  });

  it('init leaves a network.yaml that is there as it is', async () => {
    await init('n');
    writeFileSync(at('n/network.yaml'), 'mine');
    const { code, err } = await init('n', '--lang', 'en');
    expect([code, err]).toEqual([2, expect.stringContaining('was left as it is')]);
    expect(readFileSync(at('n/network.yaml'), 'utf8')).toBe('mine');
  });

  it.each([
    ['no member', ['--members', '0'], 'bad-members'],
    ['more members than the demo has', ['--members', '8'], 'bad-members'],
    ['hosts that would all be one', ['--hosts', 'example.cn'], 'bad-members'],
    ['a consensus that is none', ['--consensus', 'solo'], 'invalid-value'],
    ['ports beyond the last', ['--base-port', '65530'], 'out-of-range'],
  ])('init refuses %s, and writes nothing', async (_reason, options, code) => {
    const answer = await network(['init', '--dir', at('n'), '--json', ...options]);
    expect([answer.code, said(answer.out)['error']]).toEqual([2, expect.objectContaining({ code })]);
    expect(existsSync(at('n/network.yaml'))).toBe(false);
  });

  it.each([
    ['up', []],
    ['down', []],
    ['status', []],
    ['restart', []],
    ['upgrade', []],
    ['certificates', []],
    ['logs', ['230200-peer0']],
    ['export', ['x.json']],
  ])('%s says what to do where there is no network', async (verb, more) => {
    const { code, out } = await network([verb, ...more, '--dir', at('none'), '--json']);
    expect([code, said(out)['error']]).toEqual([2, expect.objectContaining({ code: 'no-network' })]);
  });

  it.each([
    ['a field that is unknown', 'batchMs: 100', 'batchMs: 100\ncolour: red', 'unknown-field'],
    ['half a file', 'members:', 'members: [', 'bad-yaml'],
  ])('up refuses a network.yaml with %s, and names the place', async (_reason, from, to, code) => {
    await init('n');
    const path = at('n/network.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    const answer = await network(['up', '--dir', at('n'), '--json']);
    expect([answer.code, said(answer.out)['error']]).toEqual([2, expect.objectContaining({ code })]);
    expect(existsSync(at('n/nodes'))).toBe(false);
  });

  it('up names the programs that are missing and the release they come from', async () => {
    await init('n');
    const { code, err } = await network(['up', '--dir', at('n'), '--lang', 'en']);
    expect(code).toBe(2);
    expect(err).toMatch(/peer, orderer, configtxgen, builders\/ccaas.*3\.1\.5.*FABRIC_BIN/s);
  });

  it('status, logs and down need no programs', async () => {
    await init('n');
    await network(['export', at('x.json'), '--dir', at('n')]);
    const status = await network(['status', '--dir', at('n'), '--json']);
    expect(status.code).toBe(3);
    expect(said(status.out)['nodes']).toHaveLength(10);
    expect((await network(['logs', '230200-peer0', '--dir', at('n')])).code).toBe(0);
    expect((await network(['down', '--dir', at('n')])).code).toBe(0);
  });

  it.each([['logs'], ['restart']])(
    '%s refuses a node that is none, and names those there are',
    async (verb) => {
      await init('n');
      const { code, err } = await network([verb, '230200-peer9', '--dir', at('n'), '--lang', 'en']);
      expect([code, err]).toEqual([2, expect.stringContaining('230200-peer0')]);
    },
  );

  it('refuses a member that is none', async () => {
    await init('n');
    const { code, out } = await network(['status', '--member', '999999', '--dir', at('n'), '--json']);
    expect([code, said(out)['error']]).toEqual([2, expect.objectContaining({ code: 'unknown-member' })]);
  });

  it.each([
    ['renew with nothing to renew', ['renew'], 'what-to-renew'],
    ['renew of a node and a CA at once', ['renew', '230200-peer0', '--ca'], 'what-to-renew'],
    ['renew of a CA of nobody', ['renew', '--ca'], 'which-member'],
    ['renew of a node that is none', ['renew', '230200-peer9'], 'unknown-node'],
    ['an orderer of nobody', ['orderer-add', 'orderer1', '--host', 'x', '--port', '28990'], 'which-member'],
    ['an orderer without a port', ['orderer-add', 'orderer1', '--host', 'x'], 'missing-option'],
    ['a removal of nobody’s', ['orderer-remove', 'orderer0'], 'which-member'],
    [
      'fewer than four BFT orderers',
      ['orderer-remove', 'orderer0', '--member', '220800'],
      'too-few-orderers',
    ],
    ['a change that is not there', ['sign', 'none.json'], 'no-file'],
  ])('refuses %s', async (_reason, args, code) => {
    await init('n');
    const before = readFileSync(at('n/network.yaml'), 'utf8');
    const answer = await network([...args, '--dir', at('n'), '--json']);
    expect([answer.code, said(answer.out)['error']]).toEqual([2, expect.objectContaining({ code })]);
    expect(readFileSync(at('n/network.yaml'), 'utf8')).toBe(before);
    expect(existsSync(at('n/own-members'))).toBe(false);
  });

  it('sign refuses a file that is no change', async () => {
    await init('n');
    writeFileSync(at('c.json'), '{"format":"huren-channel-change/2"}');
    expect((await network(['sign', at('c.json'), '--dir', at('n')])).code).toBe(2);
  });

  describe('parts that members exchange', () => {
    const exportOf = async (id: string): Promise<string> => {
      await init(id);
      const path = at(`${id}.json`);
      expect((await network(['export', path, '--member', id, '--dir', at(id)])).code).toBe(0);
      return path;
    };

    it('hold the member’s certificates and no key', async () => {
      const text = readFileSync(await exportOf('220800'), 'utf8');
      expect(text).not.toMatch(/PRIVATE/);
      const { members } = JSON.parse(text) as { members: { id: string; orderers: unknown[] }[] };
      expect(members.map(({ id, orderers }) => [id, orderers.length])).toEqual([['220800', 1]]);
      expect(existsSync(at('220800/certificates/230200'))).toBe(false);
    });

    it('are taken in by a folder that has no network.yaml yet, with fingerprints to compare', async () => {
      const path = await exportOf('220800');
      const { code, out } = await network([
        'import',
        path,
        '--dir',
        at('new'),
        '--member',
        '230200',
        '--json',
      ]);
      expect(code).toBe(0);
      expect(said(out)).toMatchObject({ genesis: false, members: [{ id: '220800', isNew: true }] });
      expect(existsSync(at('new/certificates/220800/ca'))).toBe(false);
      expect(existsSync(at('new/certificates/220800/msp/cacerts'))).toBe(true);
    });

    it('are refused when a member’s certificates are others than before, and nothing changes', async () => {
      const path = await exportOf('220800');
      await network(['import', path, '--dir', at('new'), '--member', '230200']);
      const before = readFileSync(at('new/certificates/220800/msp/cacerts/ca-0.pem'), 'utf8');
      rmSync(at('220800'), { recursive: true });
      const other = await exportOf('220800');
      const { code, out } = await network(['import', other, '--dir', at('new'), '--json']);
      expect([code, said(out)['error']]).toEqual([3, expect.objectContaining({ code: 'part-differs' })]);
      expect(readFileSync(at('new/certificates/220800/msp/cacerts/ca-0.pem'), 'utf8')).toBe(before);
    });

    it('are refused when they were made for another network.yaml', async () => {
      const path = await exportOf('220800');
      await network(['init', '--dir', at('new'), '--members', '2', '--base-port', basePort]);
      const { code, out } = await network([
        'import',
        path,
        '--dir',
        at('new'),
        '--member',
        '230200',
        '--json',
      ]);
      expect([code, said(out)['error']]).toEqual([2, expect.objectContaining({ code: 'part-of-another' })]);
    });

    it.each([
      ['half a file', (text: string) => text.slice(0, 500)],
      ['another format', (text: string) => text.replace('part/1', 'part/2')],
      ['a member outside network.yaml', (text: string) => text.replace('"id":"220800"', '"id":"999999"')],
      ['a name that leaves the folder', (text: string) => text.replace('"orderer0"', '"../../x"')],
      [
        'a leaf in the place of a CA',
        (text: string) => {
          const part = JSON.parse(text) as { members: { cas: string[]; orderers: { identity: string }[] }[] };
          for (const one of part.members) one.cas = one.orderers.map(({ identity }) => identity);
          return JSON.stringify(part);
        },
      ],
    ])('are refused with %s', async (_reason, spoil) => {
      const path = await exportOf('220800');
      writeFileSync(path, spoil(readFileSync(path, 'utf8')));
      const { code } = await network(['import', path, '--dir', at('new'), '--member', '230200']);
      expect(code).not.toBe(0);
      expect(existsSync(at('new/certificates/220800'))).toBe(false);
    });

    it('are needed of everybody before one member’s nodes start', async () => {
      await exportOf('220800');
      const { code, err } = await network(['up', '--dir', at('220800'), '--lang', 'en']);
      expect([code, err]).toEqual([2, expect.stringContaining('certificates/230200/msp')]);
      expect(existsSync(at('220800/nodes'))).toBe(false);
      expect(existsSync(at('220800/certificates/230200'))).toBe(false);
    });
  });

  describe('certificates', () => {
    it('of an own CA: requests first, and each missing file is named', async () => {
      await init('n', '--own-ca');
      const asked = await network(['requests', '--dir', at('n'), '--json']);
      const { requests } = JSON.parse(asked.out) as { requests: string[] };
      // Admin 2, operator 1, chaincode 1, peer 2 for each of three members, and two for each of four orderers.
      expect(requests).toHaveLength(3 * 6 + 4 * 2);
      expect(readFileSync(requests[0] ?? '', 'utf8')).toContain('BEGIN CERTIFICATE REQUEST');
      const again = await network(['requests', '--dir', at('n'), '--json']);
      expect(again.out).toBe(asked.out);
      const { code, err } = await network(['up', '--dir', at('n'), '--lang', 'en']);
      expect(code).toBe(2);
      expect(err).toMatch(/230200\/ca\/cert\.pem.*;.*230200\/tls-ca\/cert\.pem/);
    });

    it('are forecast, the first to end first, with days and what to do', async () => {
      await init('n');
      await network(['export', at('x.json'), '--dir', at('n')]);
      const { code, out } = await network(['certificates', '--dir', at('n'), '--json']);
      expect(code).toBe(0);
      const { certificates, channel } = JSON.parse(out) as {
        channel: boolean;
        certificates: { daysLeft: number; ends: string; use: string }[];
      };
      expect(channel).toBe(false);
      expect(certificates).toHaveLength(3 * 2 + 3 * 6 + 4 * 2);
      expect(certificates.map(({ ends }) => ends)).toEqual(certificates.map(({ ends }) => ends).sort());
      expect(certificates[0]?.daysLeft).toBe(365);
      expect(certificates.at(-1)?.use).toMatch(/ca$/);
    });

    it.each([
      [336, 30, 1, '29'],
      [335, 30, 0, '30'],
      [366, 30, 1, 'ended'],
      [0, 366, 1, '365'],
    ])('after %d days warn within %d: exit %d', async (days, within, expected, words) => {
      await init('n');
      await network(['export', at('x.json'), '--dir', at('n')]);
      const args = ['certificates', '--dir', at('n'), '--within', String(within), '--lang', 'en'];
      const { code, out } = await network(args, { now: now + days * day });
      expect(code).toBe(expected);
      expect(out).toContain(words);
      if (expected === 1) expect(out).toContain('huren network renew 230200-peer0');
    });
  });
});
