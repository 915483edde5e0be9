import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLicenceTypeCode, isRegion } from '@huren/chaincode/domain';
import { readListText } from '../../clients/cli/list-file';
import { LIST_COLUMNS, readMatterRows } from '../../clients/cli/matter-list';
import { readCsv } from '../../clients/cli/csv';
import {
  Actors,
  definitionOf,
  DemoNetwork,
  HULUNBUIR,
  ISSUER,
  MEMBERS,
  QIQIHAR,
} from '../contract/demo-network';

/** Published lists, where they lie beside the checkout; without them these tests do not run and say so. */
const data = process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../shared/data');
const matters = join(data, 'matters/sichuan_511602_matters.json');
const suite = existsSync(matters) ? describe : describe.skip;

suite('published lists', () => {
  let net: DemoNetwork;
  beforeAll(async () => {
    net = await new DemoNetwork(await Actors.create()).populate();
  }, 240_000);

  it('of matters come in as a reference, every row told: loaded, or left out with its reason', async () => {
    const table = readListText(readFileSync(matters, 'utf8'), 'matters.json', LIST_COLUMNS);
    const { rows, unusable, total } = readMatterRows(table, { source: 'published list', members: MEMBERS });
    const reasons: Record<string, number> = {};
    for (const { code } of unusable) reasons[code] = (reasons[code] ?? 0) + 1;
    expect(total).toBe(1135);
    expect(rows.length + unusable.length).toBe(total);
    let written = 0;
    for (let at = 0; at < rows.length; at += 500) {
      const answer = await net.act(ISSUER, 'matter:reference', { rows: rows.slice(at, at + 500) });
      written += Number(answer['written']);
    }
    expect(written).toBe(rows.length);
    expect(net.ledger.keys('reference/')).toHaveLength(rows.length);
    console.log(JSON.stringify({ matters: { total, loaded: written, refused: unusable.length, reasons } }));
    const again = await net.act(ISSUER, 'matter:reference', { rows: rows.slice(0, 500) });
    expect(again).toEqual({ written: 0 });
  }, 240_000);

  it('of counties are regions but for what is none in GB/T 2260', () => {
    const [, ...rest] = readCsv(readFileSync(join(data, 'regions/areas.csv'), 'utf8'));
    const codes = rest.map(([code = '']) => code);
    const refused = codes.filter((code) => !isRegion(code));
    console.log(
      JSON.stringify({ counties: { total: codes.length, read: codes.length - refused.length, refused } }),
    );
    expect(codes.length).toBe(2978);
    expect(refused.length).toBeLessThan(codes.length / 100);
  });

  it('of licence types are entered by motion, definers outside', async () => {
    const list = JSON.parse(readFileSync(join(data, 'licence_type_codes.json'), 'utf8')) as readonly {
      readonly typeCode: string;
      readonly name: string;
    }[];
    const good = list.filter(({ typeCode }) => isLicenceTypeCode(typeCode));
    for (const { typeCode, name } of good) {
      await net.carry('define-licence-type', { ...definitionOf(typeCode), name: { zh: name, en: name } });
      expect(net.ledger.value(`licence-type/${typeCode}`)).toMatchObject({
        standing: 'outside',
        state: 'active',
      });
    }
    console.log(JSON.stringify({ types: { total: list.length, entered: good.length } }));
    expect(good).toHaveLength(16);
  }, 240_000);

  it('are another region’s: rows of a member’s own region are left out', () => {
    const own = { name: '演示事项', areaCode: `${QIQIHAR}000000`, localItemCode: 'A1', taskType: '1' };
    const inside = { ...own, areaCode: `${HULUNBUIR.slice(0, 4)}02000000`, localItemCode: 'A2' };
    const { rows, unusable } = readMatterRows([own, inside], { source: 'demo', members: MEMBERS });
    expect(rows).toEqual([]);
    expect(unusable.map(({ code }) => code)).toEqual(['inside-network', 'inside-network']);
  });
});
