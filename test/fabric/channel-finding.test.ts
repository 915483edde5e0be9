import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { FindingFile } from '../../network/src/fabric/chain-finding';
import { requireTrust, type ChainTrust } from '../../network/src/fabric/chain-trust';

const root = mkdtempSync(join(tmpdir(), 'huren-finding-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function block(data: string): common.Block {
  const made = new common.Block();
  const content = new common.BlockData();
  content.addData(Buffer.from(data));
  made.setData(content);
  return made;
}
const found = { code: 'flags-differ', block: 7, at: '2026-01-01T00:00:00.000Z' } as const;
const testimonies = [
  { member: 'AMSP', peer: 'a:1', hash: 'aa', flags: '00', raw: block('one') },
  { member: 'BMSP', peer: 'b:1', hash: 'aa', flags: '0b', raw: block('two') },
];

it('keeps the finding and both whole blocks over restarts', () => {
  const folder = join(root, 'kept');
  const finding = new FindingFile(folder).keep(found, testimonies);
  expect(new FindingFile(folder).open()).toEqual(finding);
  expect(finding.accounts.map(({ member, flags }) => [member, flags])).toEqual([
    ['AMSP', '00'],
    ['BMSP', '0b'],
  ]);
  const data = finding.accounts.map(({ file }) =>
    Buffer.from(
      common.Block.deserializeBinary(readFileSync(join(folder, file)))
        .getData()
        ?.getDataList_asU8()[0] ?? [],
    ).toString(),
  );
  expect(data).toEqual(['one', 'two']);
});

it('closes by the id of what was found and by no other, and keeps the evidence', () => {
  const folder = join(root, 'closed');
  const file = new FindingFile(folder);
  const { id, accounts } = file.keep(found, testimonies);
  expect(file.acknowledge('0000000000000000')).toBe(false);
  expect(file.open()?.id).toBe(id);
  expect(file.acknowledge(id)).toBe(true);
  expect(file.open()).toBeUndefined();
  expect(file.acknowledge(id)).toBe(false);
  const left = accounts.map((account) => account.file);
  expect(readdirSync(folder).sort()).toEqual([`acknowledged-${id}.json`, ...left].sort());
});

it('an acknowledgement of one finding does not close another', () => {
  const file = new FindingFile(join(root, 'another'));
  const first = file.keep(found, testimonies);
  file.acknowledge(first.id);
  const second = file.keep({ ...found, at: '2026-01-02T00:00:00.000Z' }, testimonies);
  expect(second.id).not.toBe(first.id);
  expect(file.acknowledge(first.id)).toBe(false);
  expect(file.open()?.id).toBe(second.id);
});

it.each([
  ['cut off', '{"v":1,"id":"ab'],
  ['of another shape', '[]'],
  ['empty', ''],
])('counts a file that is %s as a finding: what stopped is not started by damage', (_reason, text) => {
  const folder = join(root, `damaged ${_reason}`);
  const file = new FindingFile(folder);
  file.keep(found, testimonies);
  writeFileSync(join(folder, 'finding.json'), text);
  expect(file.open()).toMatchObject({ id: 'unreadable', code: 'unreadable' });
  expect(file.acknowledge('unreadable')).toBe(true);
});

describe('whom a member believes', () => {
  const peers = [
    { mspId: 'AMSP', address: 'a:1', tlsCa: '' },
    { mspId: 'AMSP', address: 'a:2', tlsCa: '' },
    { mspId: 'BMSP', address: 'b:1', tlsCa: '' },
  ];
  const trust: ChainTrust = { genesis: 'ab'.repeat(32), peers, agreeing: 2, folder: root };

  it('may be as many members as have peers', () => {
    requireTrust(trust);
    requireTrust({ ...trust, agreeing: 1 });
    expect(() => {
      requireTrust({ ...trust, agreeing: 3 });
    }).toThrow(RangeError);
  });

  it.each<readonly [string, Partial<ChainTrust>]>([
    ['nobody', { agreeing: 0 }],
    ['half a member', { agreeing: 1.5 }],
    ['members without peers', { peers: [] }],
    ['a first block by no hash', { genesis: 'AB'.repeat(32) }],
    [
      'one peer in the name of two members',
      { peers: [...peers, { mspId: 'CMSP', address: 'b:1', tlsCa: '' }] },
    ],
  ])('is not %s', (_reason, changes) => {
    expect(() => {
      requireTrust({ ...trust, ...changes });
    }).toThrow(RangeError);
  });
});
