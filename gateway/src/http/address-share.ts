import { isIPv6 } from 'node:net';

/**
 * What counts as one sender where shares are per address: an IPv4 address, or the /64 of an IPv6 address, of which one
 * subscriber has all (RFC 4291 §2.5.4).
 */
export function addressShare(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [text = ''] = address.split('%');
  if (!isIPv6(text)) return text;
  const [head = '', tail] = text.split('::');
  const groups = head === '' ? [] : head.split(':');
  // What `::` stands for is zeros, of which the first four groups take as many as they lack.
  const zeros = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...(tail ? tail.split(':') : [])];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
