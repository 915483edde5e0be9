import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMatterList } from '../../clients/cli/matter-list';
import { Trouble } from '../../clients/cli/trouble';

const options = { path: 'list.json', source: 'test list', members: ['220800', '150700'] };
const good = {
  name: '动物检疫合格证明核发',
  department: '区农业农村局',
  areaCode: '511602000000',
  localItemCode: '511Z07001006-511602000000-000-11511301008778183N-1-00',
  taskType: '1',
  deptCode: 'not read',
};

function reasonOf(row: object): string | undefined {
  return readMatterList(JSON.stringify([row]), options).unusable[0]?.code;
}

describe('a row of a foreign list', () => {
  test('keeps its local code, its region of six digits and its kind of two', () => {
    expect(readMatterList(JSON.stringify({ items: [good] }), options).rows).toEqual([
      {
        localCode: '511Z07001006-511602000000-000-11511301008778183N-1-00',
        name: '动物检疫合格证明核发',
        region: '511602',
        kind: '01',
        department: '区农业农村局',
        source: 'test list',
      },
    ]);
  });

  const rows: readonly (readonly [code: string | undefined, why: string, change: object])[] = [
    [undefined, 'the department may be missing', { department: '' }],
    [undefined, 'the kind may be missing', { taskType: undefined }],
    [undefined, 'the region may have six digits already', { areaCode: '511602' }],
    [undefined, 'numbers are read as their digits', { areaCode: 511602, taskType: 20 }],
    ['missing-name', 'nobody finds a matter without a name', { name: '  ' }],
    ['bad-name', 'an invisible character makes two names look alike', { name: '检疫\u202e' }],
    ['bad-name', 'a name is shorter than a page', { name: '检'.repeat(501) }],
    ['missing-code', 'nothing can be mapped without a code', { localItemCode: '' }],
    ['bad-code', 'codes have no spaces inside', { localItemCode: '511 Z' }],
    ['bad-code', 'codes are ASCII', { localItemCode: '编码' }],
    ['bad-code', 'codes have at most 64 characters', { localItemCode: 'A'.repeat(65) }],
    ['national-code', 'a basic code of the national form is no local one', { localItemCode: '000131004000' }],
    ['bad-region', 'the region has letters', { areaCode: '51160A' }],
    ['bad-region', 'the region is missing', { areaCode: undefined }],
    ['bad-region', 'the nation is no foreign region', { areaCode: '000000000000' }],
    ['bad-region', 'a pair of zeros stands before another pair', { areaCode: '510002' }],
    ['inside-network', 'a county of a member is its own to enter', { areaCode: '220802000000' }],
    ['inside-network', 'so is the member itself', { areaCode: '150700' }],
    [undefined, 'a neighbour in the same province is foreign', { areaCode: '220700' }],
    ['unknown-kind', 'a kind is a number', { taskType: 'XK' }],
    ['unknown-kind', 'a kind has at most two digits', { taskType: '100' }],
    ['bad-department', 'a department is shorter than a page', { department: '局'.repeat(201) }],
  ];
  test.each(rows)('%s: %s', (code, _why, change) => {
    expect(reasonOf({ ...good, ...change })).toBe(code);
  });

  test.each([[null], ['text'], [1], [[good]]])('%j is no row', (row) => {
    expect(readMatterList(JSON.stringify([row]), options).unusable).toMatchObject([
      { row: 1, code: 'not-a-row' },
    ]);
  });
});

describe('a list', () => {
  test('takes a code once; what repeats or contradicts it is listed with reasons in both languages', () => {
    const list = readMatterList(JSON.stringify([good, good, { ...good, name: '别的' }]), options);
    expect(list).toMatchObject({ total: 3, rows: [{ localCode: good.localItemCode }] });
    expect(list.unusable.map(({ row, code }) => [row, code])).toEqual([
      [2, 'repeated'],
      [3, 'code-taken'],
    ]);
    for (const { reason } of list.unusable)
      expect([reason.zh, reason.en].every((text) => text !== '')).toBe(true);
  });

  test('is read from CSV as from JSON, with Chinese headers too', () => {
    const csv = `事项名称,部门,行政区划,事项编码,事项类型\r\n${[good.name, good.department, good.areaCode, good.localItemCode, '1'].join(',')}\r\n`;
    expect(readMatterList(csv, options)).toEqual(readMatterList(JSON.stringify([good]), options));
  });

  test.each([
    ['an object without items', '{"rows":[]}', 'no-rows'],
    ['JSON with a key twice', '{"items":[],"items":[]}', 'duplicate-key'],
    ['JSON that ends early', '[{"name":', 'bad-json'],
    ['CSV without a header', 'a,b\nc,d', 'no-header'],
    ['CSV with an open quotation mark', 'name,localItemCode\n"a', 'bad-csv'],
    ['an empty file', '', 'no-header'],
  ])('refuses %s as a whole', (_why, text, code) => {
    let caught: unknown;
    try {
      readMatterList(text, options);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(Trouble);
    if (code !== 'bad-json' && code !== 'duplicate-key') expect(caught).toMatchObject({ code });
    expect(caught).toMatchObject({ exit: 2 });
  });
});

const published = join(__dirname, '../../../shared/data/matters/sichuan_511602_matters.json');
const suite = existsSync(published) ? describe : describe.skip;
suite('the published list of a Sichuan district', () => {
  test('is usable but for what is listed, row by row', () => {
    const list = readMatterList(readFileSync(published, 'utf8'), options);
    expect(list.total).toBe(1135);
    expect(list.rows.length + list.unusable.length).toBe(1135);
    expect(list.rows.length).toBeGreaterThan(1100);
    expect(list.rows.every(({ localCode, region }) => localCode.length > 0 && region === '511602')).toBe(
      true,
    );
  });
});
