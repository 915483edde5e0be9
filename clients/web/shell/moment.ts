import { language } from './language';

/**
 * A moment to the minute, in the page's language and Beijing time, as the ledger's days are counted.
 *
 * @param time milliseconds since 1970, or RFC 3339
 */
export function sayMoment(time: number | string): string {
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(new Date(time));
}
