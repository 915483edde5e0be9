import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { addressShare } from './address-share';

/** Addresses of the operator's own proxies: one, or all that begin with the same `prefix` bits. */
export interface AddressRange {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`; undefined for anything else. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || more.length > 0) return undefined;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (bits === undefined) return { address, family, prefix: BITS[family] };
  if (!/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > BITS[family]) return undefined;
  return { address, family, prefix: Number(bits) };
}

/**
 * Who sends a request, as far as shares and limits go. Behind a proxy every connection is the proxy's, and
 * X-Forwarded-For tells of the sender: its last address that is none of the operator's own proxies. What stands before
 * that one anybody may have written, and is not read; without own proxies the header is not read at all.
 */
export class Senders {
  readonly #proxies: BlockList | undefined;

  constructor(proxies: readonly AddressRange[] = []) {
    if (proxies.length === 0) return;
    this.#proxies = new BlockList();
    for (const { address, prefix, family } of proxies) this.#proxies.addSubnet(address, prefix, family);
  }

  /** The sender's share (see `addressShare`). */
  of({
    socket,
    headers,
  }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }): string {
    let sender = socket.remoteAddress ?? '';
    if (this.#isProxy(sender)) {
      const hops = String(headers['x-forwarded-for'] ?? '').split(',');
      for (let text = hops.pop(); text !== undefined; text = hops.pop()) {
        const hop = withoutPort(text.trim());
        if (isIP(hop) === 0) break;
        sender = hop;
        if (!this.#isProxy(hop)) break;
      }
    }
    return addressShare(sender);
  }

  /** An IPv4 address on a socket for both families reads `::ffff:10.0.0.7`, and is judged as the IPv4 address. */
  #isProxy(address: string): boolean {
    if (this.#proxies === undefined) return false;
    const share = addressShare(address);
    return isIPv6(address) && isIP(share) !== 4
      ? this.#proxies.check(address, 'ipv6')
      : isIP(share) === 4 && this.#proxies.check(share, 'ipv4');
  }
}

/** Some proxies write `192.0.2.1:443` and `[2001:db8::1]:443`. */
function withoutPort(hop: string): string {
  return /^(\d+(?:\.\d+){3}):\d+$/.exec(hop)?.[1] ?? /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? hop;
}
