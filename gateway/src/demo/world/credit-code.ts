import { completeUscc, usccOrganisationCodeHolds, type Uscc } from '@huren/chaincode/domain';

/** What a demo body is: 11 机关, 12 事业单位, 91 企业, 92 个体工商户, 93 农民专业合作社 (GB 32100-2015, table 1). */
export type DemoBody = '11' | '12' | '91' | '92' | '93';

const ORGANISATION_CHECKS = '0123456789X';

/**
 * A credit code of the demo: both check characters hold, and the organisation code begins with `DEM0`, so that it is
 * recognised for what it is and names nobody.
 * @param division six digits; 100000 for bodies of the State
 * @param serial 0…9999, unique within body and division
 */
export function demoCreditCode(body: DemoBody, division: string, serial: number): Uscc {
  const organisation = `DEM0${String(serial).padStart(4, '0')}`;
  for (const check of ORGANISATION_CHECKS) {
    const code = completeUscc(`${body}${division}${organisation}${check}`);
    if (usccOrganisationCodeHolds(code)) return code;
  }
  throw new TypeError('no check character fits the organisation code');
}
