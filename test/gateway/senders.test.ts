import { parseAddressRange, Senders } from '../../gateway/src/http/senders';

const OWN = ['10.0.0.7', '10.1.0.0/16', 'fd00::/8'].flatMap((text) => parseAddressRange(text) ?? []);

function from(remoteAddress: string | undefined, forwarded?: string) {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers };
}

describe('who sends a request', () => {
  const senders = new Senders(OWN);

  it.each([
    ['192.0.2.1', undefined, '192.0.2.1', 'nobody stands between'],
    ['10.0.0.7', '192.0.2.1', '192.0.2.1', 'an own proxy tells'],
    ['::ffff:10.0.0.7', '192.0.2.1', '192.0.2.1', 'the same proxy through a socket of version 6'],
    ['10.1.200.3', '192.0.2.1', '192.0.2.1', 'a proxy of an own range tells'],
    ['fd12::7', '2001:db8:0:12::1', '2001:db8:0:12', 'a proxy of version 6 tells of a subscriber’s network'],
    ['10.0.0.7', '192.0.2.1, 10.1.0.9', '192.0.2.1', 'two own proxies stand between'],
    ['10.0.0.7', '10.1.0.9', '10.1.0.9', 'an own machine asks'],
    ['10.0.0.7', '192.0.2.1:50123', '192.0.2.1', 'the proxy tells the port too'],
    ['10.0.0.7', '[2001:db8:0:12::1]:50123', '2001:db8:0:12', 'and that of version 6'],
  ])('%s with %s is %s: %s', (peer, forwarded, share, _why) => {
    expect(senders.of(from(peer, forwarded))).toBe(share);
  });

  it.each([
    ['192.0.2.1', '198.51.100.1', '192.0.2.1', 'a stranger names somebody else'],
    ['10.0.0.8', '198.51.100.1', '10.0.0.8', 'a neighbour of the proxy is none'],
    ['10.0.0.7', '198.51.100.1, 192.0.2.1', '192.0.2.1', 'a stranger wrote the front of the list'],
    ['10.0.0.7', 'unknown', '10.0.0.7', 'the proxy tells no address'],
    ['10.0.0.7', '192.0.2.1, "x"', '10.0.0.7', 'what comes last is no address'],
    ['10.0.0.7', undefined, '10.0.0.7', 'the proxy tells nothing'],
    ['10.0.0.7', '', '10.0.0.7', 'the proxy tells an empty list'],
    [undefined, '192.0.2.1', '', 'the socket is gone'],
  ])('%s with %s is %s: %s', (peer, forwarded, share, _why) => {
    expect(senders.of(from(peer, forwarded))).toBe(share);
  });

  it('is the connection’s other end wherever no proxy is named', () => {
    expect(new Senders().of(from('10.0.0.7', '192.0.2.1'))).toBe('10.0.0.7');
  });
});

describe('ranges of addresses', () => {
  it.each([
    ['10.0.0.7', { address: '10.0.0.7', family: 'ipv4', prefix: 32 }],
    ['0.0.0.0/0', { address: '0.0.0.0', family: 'ipv4', prefix: 0 }],
    ['fd00::/8', { address: 'fd00::', family: 'ipv6', prefix: 8 }],
    ['::1', { address: '::1', family: 'ipv6', prefix: 128 }],
  ])('%s is one', (text, range) => {
    expect(parseAddressRange(text)).toEqual(range);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fd00::/129',
    'fe80::1%eth0',
    'proxy',
  ])('%p is none', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});
