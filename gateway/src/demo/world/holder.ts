import { demoCreditCode, type DemoBody } from './credit-code';
import { personNames, rareName, longName } from './person-name';

/** A synthetic holder: its name begins with 演示, and its codes belong to nobody. */
export interface DemoHolder {
  readonly name: string;
  readonly code: string;
  /** GB/T 36903 appendix A: 111 公民身份号码, 001 统一社会信用代码. */
  readonly codeType: '111' | '001';
}

/** GB 11643-1999. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/**
 * A resident id whose check digit holds. County 99 of a prefecture is assigned nowhere, so no resident carries it.
 * @param serial 0…9999: spread over days of 1970 and sequence numbers
 */
export function demoResidentId(prefecture: string, serial: number): string {
  const day = String((serial % 28) + 1).padStart(2, '0');
  const month = String((Math.floor(serial / 28) % 12) + 1).padStart(2, '0');
  const body = `${prefecture.slice(0, 4)}991970${month}${day}${String(Math.floor(serial / 336) + 1).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + (CHECKS[sum % 11] ?? '');
}

const TRADES = [
  '粮油商行',
  '农机合作社',
  '饲料经销部',
  '乳品厂',
  '冷链运输公司',
  '木器厂',
  '种业公司',
  '旅店',
] as const;

/** The person with this serial; every 17th has a long Mongolian-Han name, every 23rd one with a rare character. */
export function person(prefecture: string, serial: number): DemoHolder {
  const name =
    serial % 17 === 16
      ? longName()
      : serial % 23 === 22
        ? rareName()
        : (personNames[serial % personNames.length] ?? '');
  return { name: `演示·${name}`, code: demoResidentId(prefecture, serial), codeType: '111' };
}

export function organisation(prefecture: string, serial: number, body: DemoBody = '92'): DemoHolder {
  const trade = TRADES[serial % TRADES.length] ?? '';
  return {
    name: `演示·嫩江${String(serial + 1)}号${trade}`,
    code: demoCreditCode(body, prefecture, serial),
    codeType: '001',
  };
}
