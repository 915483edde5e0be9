import type { Bilingual } from '@huren/chaincode/domain';

/** One founding member: a city (市) or league (盟) of the Nen River basin, with its real GB/T 2260 code. */
export interface DemoCity {
  /** Region code, which is also the member id (DETAILS 2). */
  readonly id: string;
  readonly province: ProvinceCode;
  /** The place itself. */
  readonly place: Bilingual;
  /** The member's name on the ledger, marked as demo. */
  readonly name: Bilingual;
  /** Counties, districts and banners (旗) inside it, where premises and territories of demo licences lie. */
  readonly counties: readonly string[];
}

export type ProvinceCode = '230000' | '220000' | '150000';

function city(
  id: string,
  province: ProvinceCode,
  zh: string,
  en: string,
  counties: readonly string[],
): DemoCity {
  return {
    id,
    province,
    place: { zh, en },
    name: { zh: `${zh}（演示成员）`, en: `${en} (demo member)` },
    counties,
  };
}

/** 嫩江流域: seven neighbours under three provinces. 兴安盟 is a league: its counties are 旗, 县 and 市. */
export const CITIES: readonly DemoCity[] = [
  city('230200', '230000', '齐齐哈尔市', 'Qiqihar', ['230202', '230203', '230221', '230223', '230281']),
  city('230600', '230000', '大庆市', 'Daqing', ['230602', '230604', '230622', '230624']),
  city('231100', '230000', '黑河市', 'Heihe', ['231102', '231181', '231182', '231183']),
  city('220800', '220000', '白城市', 'Baicheng', ['220802', '220821', '220822', '220881', '220882']),
  city('220700', '220000', '松原市', 'Songyuan', ['220702', '220721', '220722', '220781']),
  city('150700', '150000', '呼伦贝尔市', 'Hulunbuir', ['150702', '150722', '150723', '150783']),
  city('152200', '150000', '兴安盟', 'Hinggan League', ['152201', '152221', '152223', '152224']),
];

export const PROVINCES: Readonly<Record<ProvinceCode, Bilingual>> = {
  '230000': { zh: '黑龙江省', en: 'Heilongjiang' },
  '220000': { zh: '吉林省', en: 'Jilin' },
  '150000': { zh: '内蒙古自治区', en: 'Inner Mongolia' },
};

export function cityOf(id: string): DemoCity {
  const found = CITIES.find((candidate) => candidate.id === id);
  if (found === undefined) throw new TypeError('no such demo city');
  return found;
}
