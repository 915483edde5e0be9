import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordKey, referenceEntry } from '@huren/chaincode/domain';
import { certificateKeyId, HurenClient } from '@huren/clients';
import { keySigner } from '@huren/network/identity';
import { ISSUER, openWorld, QIQIHAR, RELYING, type World } from '../gateway/world';
import { identityPem } from './identities';
import { transcript, type Transcript } from './terminal';

let world: World;
let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), 'huren-acts-'));
  for (const name of [ISSUER, RELYING, QIQIHAR])
    writeFileSync(file(`${name}.pem`), identityPem(world.identity(name)));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** The command line with an identity, at its own member's gateway. */
function huren(who: string, ...args: readonly string[]): Promise<Transcript> {
  const url = who === RELYING ? world.relyingUrl : world.issuingUrl;
  return transcript([...args, '--url', url, '--key', file(`${who}.pem`)], { now: world.now });
}

function clientOf(name: string, url: string): HurenClient {
  const identity = world.identity(name);
  const signer = keySigner(identity);
  const { certificate } = identity;
  const key = {
    kid: certificateKeyId(certificate),
    certificate,
    sign: (bytes: Uint8Array) => signer.sign(bytes),
  };
  return new HurenClient({ url, authority: name, key, now: () => world.now });
}

describe('records without a token', () => {
  test('the SDK lists, pages and gets them, with their ledger position', async () => {
    const client = new HurenClient({ url: world.relyingUrl });
    const one = await client.list('members', { limit: 1 });
    expect(one.items).toHaveLength(1);
    expect(one.next).toBeDefined();
    const ids: unknown[] = [];
    for await (const { id } of client.all('members')) ids.push(id);
    expect(ids.sort()).toEqual(['220800', '230200']);
    expect(await client.get('authorities', ISSUER)).toMatchObject({ code: ISSUER, position: { tx: 0 } });
    expect(await client.ledger()).toMatchObject({ engine: 'embedded', ready: true });
  });

  test('a record that is not there is a problem, never an empty answer', async () => {
    const client = new HurenClient({ url: world.relyingUrl });
    await expect(client.get('members', '110000')).rejects.toMatchObject({
      status: 404,
      code: 'unknown-record',
    });
  });

  test.each([
    [['members'], '齐齐哈尔市'],
    [['authorities', ISSUER], ISSUER],
    [['types'], '演示营业执照'],
    [['agreements'], '演示互认协议'],
    [['matters', '--q', '演示'], '演示事项'],
    [['ledger'], 'embedded'],
  ])('huren %j shows them', async (args, text) => {
    const { code, out } = await transcript([...args, '--url', world.relyingUrl, '--lang', 'zh']);
    expect(code).toBe(0);
    expect(out).toContain(text);
  });

  test('huren ends with 2 for a record that is not there', async () => {
    const { code, err } = await transcript(['members', '110000', '--url', world.relyingUrl]);
    expect(code).toBe(2);
    expect(err).toContain('unknown-record');
  });
});

describe('acts', () => {
  test('the SDK prepares, signs and submits one with the caller’s own key', async () => {
    const committed = await clientOf(ISSUER, world.issuingUrl).transact('seal', 'freeze', {
      keyId: world.sealKey,
    });
    expect(committed.position.block).toBeGreaterThan(0);
    await world.issuing.caughtUp();
    expect(world.issuing.context.index.record(recordKey.seal(world.sealKey))).toMatchObject({
      state: 'frozen',
    });
  });

  test('a verb does the same and says where it stands', async () => {
    const { code, out } = await huren(
      ISSUER,
      'seal',
      'unfreeze',
      '--set',
      `keyId=${world.sealKey}`,
      '--json',
    );
    expect(code).toBe(0);
    const { position } = JSON.parse(out) as { position: { block: number } };
    expect(position.block).toBeGreaterThan(0);
  });

  const refusals: readonly (readonly [
    why: string,
    who: string,
    args: readonly string[],
    exit: number,
    says: string,
  ])[] = [
    [
      'a rule of the contract forbids it: 1',
      'ISSUER',
      ['seal', 'unfreeze', '--set', 'keyId=@@'],
      1,
      'MALFORMED_ARGUMENT',
    ],
    [
      'an operator acts for an authority: 1',
      'QIQIHAR',
      ['seal', 'freeze', '--set', 'keyId=SEAL'],
      1,
      'NOT_ENTITLED',
    ],
    ['the function does not exist: 2', 'ISSUER', ['act', 'seal', 'melt'], 2, 'unknown-function'],
    ['the contract does not exist: 2', 'ISSUER', ['act', 'wax', 'melt'], 2, 'unknown-function'],
  ];
  test.each(refusals)('%s', async (_why, who, args, exit, says) => {
    const name = who === 'QIQIHAR' ? QIQIHAR : ISSUER;
    const { code, err, out } = await huren(name, ...args.map((arg) => arg.replace('SEAL', world.sealKey)));
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(says);
  });

  test('another member’s gateway refuses the identity: 2, nothing is written', async () => {
    const height = await world.ledger.height();
    const { code, err } = await transcript(
      [
        'seal',
        'freeze',
        '--set',
        `keyId=${world.sealKey}`,
        '--url',
        world.relyingUrl,
        '--key',
        file(`${ISSUER}.pem`),
      ],
      { now: world.now },
    );
    expect(code).toBe(2);
    expect(err).toContain('identity-refused');
    expect(await world.ledger.height()).toBe(height);
  });
});

describe('huren matter import', () => {
  const row = (serial: number, more: object = {}) => ({
    name: `演示事项 ${serial}`,
    department: '演示局',
    areaCode: '511602000000',
    localItemCode: `511Z${String(serial).padStart(8, '0')}-511602000000-000-1-00`,
    taskType: '1',
    ...more,
  });
  const rows = Array.from({ length: 450 }, (_, at) => row(at));

  test('keeps rows of a foreign list, 200 a transaction, and lists what cannot be used', async () => {
    const list = {
      origin: '演示清单',
      items: [...rows, row(0), row(900, { areaCode: '220802000000' }), row(901, { name: '' })],
    };
    writeFileSync(file('list.json'), JSON.stringify(list));
    const before = await world.ledger.height();
    const report = file('report.json');
    const { code, out, err } = await huren(
      RELYING,
      'matter',
      'import',
      file('list.json'),
      '--as',
      RELYING,
      '--report',
      report,
      '--lang',
      'en',
    );
    expect([code, err.split('\n').at(-2)]).toEqual([0, 'importing matters 450/450']);
    expect(out).toContain('453 rows, 450 imported.');
    expect(out).toContain('3 rows cannot be used:');
    expect(out).toMatch(/452 .*成员.* \/ .*inside this network/);
    expect((await world.ledger.height()) - before).toBe(3);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
      total: 453,
      usable: 450,
      unusable: [
        { row: 451, code: 'repeated' },
        { row: 452, code: 'inside-network' },
        { row: 453, code: 'missing-name' },
      ],
    });
    await world.relying.caughtUp();
    const key = recordKey.reference(RELYING, referenceEntry(row(7).localItemCode));
    expect(world.relying.context.index.record(key)).toEqual({
      authority: RELYING,
      localCode: row(7).localItemCode,
      name: '演示事项 7',
      region: '511602',
      kind: '01',
      department: '演示局',
      source: '演示清单',
    });
  });

  test('what was imported is found by huren matter search, apart from the matters of the network', async () => {
    const { code, out } = await huren(RELYING, 'matter', 'search', '演示事项 44', '--json');
    expect(code).toBe(0);
    const found = JSON.parse(out) as { matters: unknown[]; references: { name: string }[] };
    expect(found.matters).toEqual([]);
    expect(found.references.map(({ name }) => name)).toContain('演示事项 449');
  });

  test('a dry run writes nothing and says so', async () => {
    writeFileSync(file('two.json'), JSON.stringify([row(1), row(2)]));
    const before = await world.ledger.height();
    const { code, out } = await huren(
      RELYING,
      'matter',
      'import',
      file('two.json'),
      '--as',
      RELYING,
      '--dry-run',
      '--json',
    );
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { total: 2, imported: 0, usable: 2, dryRun: true, unusable: [] },
    ]);
    expect(await world.ledger.height()).toBe(before);
  });

  test('another authority’s key imports nothing', async () => {
    const before = await world.ledger.height();
    const { code, err } = await huren(ISSUER, 'matter', 'import', file('two.json'), '--as', RELYING);
    expect(code).toBe(2);
    expect(err).toContain('not that of the authority');
    expect(await world.ledger.height()).toBe(before);
  });
});
