import { isRegion, regionLevel, type Bilingual } from '@huren/chaincode/domain';

const INNER_MONGOLIA = '15';

/** What the levels below the nation are called; Inner Mongolia has its own words. */
const WORDS: Readonly<Record<'usual' | 'banner', Readonly<Record<string, Bilingual>>>> = {
  usual: {
    nation: { zh: '全国', en: 'nation' },
    province: { zh: '省（区、市）', en: 'province' },
    prefecture: { zh: '市（地、州）', en: 'city' },
    county: { zh: '县（市、区）', en: 'county' },
    below: { zh: '乡镇（街道）、村（社区）', en: 'townships and villages' },
  },
  banner: {
    nation: { zh: '全国', en: 'nation' },
    province: { zh: '自治区', en: 'autonomous region' },
    prefecture: { zh: '盟（市）', en: 'league or city' },
    county: { zh: '旗（县、市、区）', en: 'banner or county' },
    below: { zh: '苏木（乡镇、街道）、嘎查（村、社区）', en: 'sumus and gachas' },
  },
};

function wordsOf(code: string): Readonly<Record<string, Bilingual>> {
  return code.startsWith(INNER_MONGOLIA) ? WORDS.banner : WORDS.usual;
}

/** The word for the level of a region, in the region's own usage: 盟, 旗. */
export function regionWord(code: string): Bilingual | undefined {
  return isRegion(code) ? wordsOf(code)[regionLevel(code)] : undefined;
}

/** The levels inside a region, from the next one down: what a filter by this region also finds. */
export function levelsInside(code: string): readonly Bilingual[] {
  const words = wordsOf(code);
  const all = ['province', 'prefecture', 'county', 'below'];
  const from = isRegion(code) ? all.indexOf(regionLevel(code)) + 1 : 0;
  return all.slice(from).flatMap((level) => words[level] ?? []);
}
