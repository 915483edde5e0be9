import { readSigningTime } from '../../chaincode/src/ofd/signing-time';

const iso = (text: string): string | undefined => {
  const ms = readSigningTime(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('SignatureDateTime', () => {
  test.each([
    ['2020-10-23 19:45:37', '2020-10-23T11:45:37.000Z'],
    ['2020-10-23T19:45:37', '2020-10-23T11:45:37.000Z'],
    ['2020-10-23T19:45:37+08:00', '2020-10-23T11:45:37.000Z'],
    ['20201010151120', '2020-10-10T07:11:20.000Z'],
    ['20201004072855.302Z', '2020-10-04T07:28:55.302Z'],
    ['20221116112058Z', '2022-11-16T11:20:58.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  test.each([
    ['', 'nothing'],
    ['2020-10-23', 'a day alone'],
    ['2020-02-30 00:00:00', 'no such day'],
    ['2020-10-23 24:00:00', 'no such hour'],
    ['2020-10-23 19:45:37-05:00', 'another zone'],
    ['2020年10月10日', 'another spelling'],
  ])('%s is unknown: %s', (text) => {
    expect(iso(text)).toBeUndefined();
  });
});
