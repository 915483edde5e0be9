import { Drops, DROP_LIMITS } from '../../gateway/src/delegations/drops';
import { RevocationShares, REVOCATION_LIMITS } from '../../gateway/src/delegations/revocation-shares';
import { addressShare } from '../../gateway/src/http/address-share';
import { EXCHANGE_LIMITS, Exchanges } from '../../gateway/src/presentations/exchange';
import { Rendezvous, RENDEZVOUS_LIMITS } from '../../gateway/src/presentations/rendezvous';

const { perLicenceAndAddress, perLicence, total } = REVOCATION_LIMITS;
const codeOf = (taken: Promise<void>): Promise<unknown> =>
  taken.then(
    () => 'taken',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('shares of revocations', () => {
  it('end for an address at one licence, and for nobody else there', async () => {
    const shares = new RevocationShares();
    for (let n = 0; n < perLicenceAndAddress; n++) await shares.take('leaf', '192.0.2.1');
    expect(await codeOf(shares.take('leaf', '192.0.2.1'))).toBe('rate-limited');
    expect(await codeOf(shares.take('leaf', '192.0.2.2'))).toBe('taken');
    expect(await codeOf(shares.take('other', '192.0.2.1'))).toBe('taken');
  });

  it('end for a licence after many addresses, and for no other licence', async () => {
    const shares = new RevocationShares();
    for (let n = 0; n < perLicence; n++) await shares.take('leaf', `192.0.2.${String(n % 200)}`);
    expect(await codeOf(shares.take('leaf', '198.51.100.1'))).toBe('rate-limited');
    expect(await codeOf(shares.take('other', '198.51.100.1'))).toBe('taken');
  });

  it('are not spent in common by whoever is over their own', async () => {
    const shares = new RevocationShares();
    for (let n = 0; n < perLicenceAndAddress; n++) await shares.take('leaf', '192.0.2.1');
    for (let n = 0; n < total; n++) await codeOf(shares.take('leaf', '192.0.2.1'));
    expect(await codeOf(shares.take('leaf', '192.0.2.2'))).toBe('taken');
  });

  it('end for all together', async () => {
    const shares = new RevocationShares();
    for (let n = 0; n < total; n++) await shares.take(`leaf ${String(n)}`, '192.0.2.1');
    expect(await codeOf(shares.take('other', '192.0.2.2'))).toBe('rate-limited');
  });
});

describe('what phones leave', () => {
  const { addressDrops, addressChars, chars, drops: allDrops, totalChars, lifeMs, readLifeMs } = DROP_LIMITS;
  const HERE = '192.0.2.1';
  const small = 'A'.repeat(16);
  let now = 0;
  let drops: Drops;
  beforeEach(() => {
    now = 1_000_000;
    drops = new Drops(() => now);
  });
  const refusal = (sealed = small, address = HERE): unknown => {
    try {
      drops.leave(sealed, address);
    } catch (error) {
      const { code, extra } = error as { code: string; extra: { retryAfterSeconds?: number } };
      return [code, extra.retryAfterSeconds];
    }
    return 'left';
  };

  it('is so many of one address, which blocks nobody else and is told when there is room', () => {
    for (let n = 0; n < addressDrops; n++) drops.leave(small, HERE);
    now += 5000;
    expect(refusal()).toEqual(['rate-limited', lifeMs / 1000 - 5]);
    expect(refusal(small, '192.0.2.2')).toBe('left');
    now += lifeMs - 5001;
    expect(refusal()).toEqual(['rate-limited', 1]);
    now += 1;
    expect(refusal()).toBe('left');
  });

  it('is so long of one address', () => {
    const fit = Math.floor(addressChars / chars);
    expect(fit).toBeLessThan(addressDrops);
    for (let n = 0; n < fit; n++) drops.leave('A'.repeat(chars), HERE);
    const rest = addressChars - fit * chars;
    expect(refusal('A'.repeat(rest + 1))).toEqual(['rate-limited', lifeMs / 1000]);
    expect(refusal('A'.repeat(rest))).toBe('left');
    expect(refusal('A'.repeat(chars), '192.0.2.2')).toBe('left');
  });

  it('gives its room back once it was taken up', () => {
    const codes = Array.from({ length: addressDrops }, () => drops.leave(small, HERE).code);
    drops.taken(codes[7]!);
    drops.taken(codes[7]!);
    expect(refusal()).toBe('left');
    expect(refusal()).toMatchObject(['rate-limited', expect.any(Number)]);
  });

  it('is so many and so long of all together', () => {
    for (let n = 0; n < allDrops; n++) drops.leave(small, `2001:db8:0:${n.toString(16)}::1`);
    expect(refusal()).toEqual(['too-busy', lifeMs / 1000]);
    drops = new Drops(() => now);
    const long = 'A'.repeat(chars);
    const fit = Math.floor(totalChars / chars);
    for (let n = 0; n < fit; n++) drops.leave(long, `2001:db8:0:${n.toString(16)}::1`);
    expect(refusal(long)).toEqual(['too-busy', lifeMs / 1000]);
  });

  it('may be read again for ten minutes after the first time, and not beyond its day', () => {
    const { code } = drops.leave(small, HERE);
    expect(drops.read(code)).toBe(small);
    now += readLifeMs - 1;
    expect(drops.read(code)).toBe(small);
    now += 1;
    expect(() => drops.read(code)).toThrow('not-found');
    const late = drops.leave(small, HERE).code;
    now += lifeMs - 1;
    expect(drops.read(late)).toBe(small);
    now += 1;
    expect(() => drops.read(late)).toThrow('not-found');
    expect(() => drops.read('AAAA')).toThrow('not-found');
  });
});

describe('one sender', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 'an address of version 4'],
    ['::ffff:192.0.2.1', '192.0.2.1', 'the same through a socket of version 6'],
    ['2001:db8:0:12::1', '2001:db8:0:12', 'the subscriber’s own network'],
    ['2001:db8:0:12:ffff:1:2:3', '2001:db8:0:12', 'another address of that network'],
    ['2001:db8::1', '2001:db8:0:0', 'zeros left out'],
    ['fe80::1%eth0', 'fe80:0:0:0', 'a zone'],
    ['::1', '0:0:0:0', 'this machine'],
    ['', '', 'a socket that is gone'],
  ])('%s is %s: %s', (address, share) => {
    expect(addressShare(address)).toBe(share);
  });
});

describe('what wallets send back', () => {
  const [ONE, OTHER] = ['A'.repeat(18), 'B'.repeat(18)] as [string, string];
  const { answerCharsPerAuthority, spent } = EXCHANGE_LIMITS;
  let nonces = 0;
  const opened = (
    exchanges: Exchanges,
    authority: string,
  ): { readonly id: string; readonly nonce: string } => {
    const nonce = `nonce ${String(nonces++)}`;
    const request = { nonce, authority, matter: 'M', issuedAt: 0, expiresAt: 60_000 };
    return { nonce, id: exchanges.open(request, { materials: [] }) };
  };
  const refusal = (act: () => void): unknown => {
    try {
      act();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'taken';
  };
  const large = { sdJwt: 'A'.repeat(answerCharsPerAuthority - 100) };

  it('takes one authority’s share of the room, and nobody else’s', () => {
    const exchanges = new Exchanges(() => 1);
    const first = opened(exchanges, ONE);
    exchanges.answer(first.id, large);
    expect(refusal(() => exchanges.answer(opened(exchanges, ONE).id, large))).toBe('too-busy');
    expect(refusal(() => exchanges.answer(opened(exchanges, OTHER).id, large))).toBe('taken');
    exchanges.spent(first.nonce);
    expect(refusal(() => exchanges.answer(opened(exchanges, ONE).id, large))).toBe('taken');
  });

  it('is kept no longer once its nonce is spent, while a wallet that asks again learns that it has come', async () => {
    const exchanges = new Exchanges(() => 1);
    const { id, nonce } = opened(exchanges, ONE);
    exchanges.answer(id, { sdJwt: 'A' });
    expect(await exchanges.look(id, ONE, undefined, 0)).toMatchObject({ answer: { sdJwt: 'A' } });
    exchanges.spent(nonce);
    expect(await exchanges.look(id, ONE, undefined, 0)).toEqual({ state: 'answered', nonce });
    expect(exchanges.told(nonce)).toEqual({ materials: [] });
    expect(refusal(() => exchanges.answer(id, { sdJwt: 'B' }))).toBe('already-answered');
  });

  it('is not taken for a nonce that was spent without it', () => {
    const exchanges = new Exchanges(() => 1);
    const { id, nonce } = opened(exchanges, ONE);
    exchanges.spent(nonce);
    expect(refusal(() => exchanges.answer(id, { sdJwt: 'A' }))).toBe('already-answered');
  });

  it('leaves room for everybody however many of one authority’s were spent', () => {
    const exchanges = new Exchanges(() => 1);
    const of = Array.from({ length: spent + 1 }, () => {
      const each = opened(exchanges, ONE);
      exchanges.spent(each.nonce);
      return each;
    });
    expect(refusal(() => exchanges.fetch(of[0]?.id ?? ''))).toBe('not-found');
    expect(refusal(() => exchanges.fetch(of[1]?.id ?? ''))).toBe('already-answered');
    expect(refusal(() => exchanges.fetch(opened(exchanges, OTHER).id))).toBe('taken');
  });
});

describe('codes that phones show', () => {
  const { addressCodes, lifeMs } = RENDEZVOUS_LIMITS;
  let now = 0;
  let rendezvous: Rendezvous;
  beforeEach(() => {
    now = 1_000_000;
    rendezvous = new Rendezvous('230200', () => now);
  });
  const opened = (address: string): unknown => {
    try {
      return typeof rendezvous.open(address).code;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('are so many of one address, which leaves codes for everybody else, and for itself a little later', () => {
    for (let n = 0; n < addressCodes; n++) expect(opened('192.0.2.1')).toBe('string');
    expect(opened('192.0.2.1')).toBe('rate-limited');
    // A subscriber has all addresses of a /64, and one of IPv4 in either way of writing.
    expect(opened('::ffff:192.0.2.1')).toBe('rate-limited');
    expect(opened('192.0.2.2')).toBe('string');
    now += 2 * lifeMs;
    expect(opened('192.0.2.1')).toBe('string');
  });

  it('end for all together', () => {
    for (let n = 0; n < RENDEZVOUS_LIMITS.codes; n++) opened(`2001:db8:0:${(n % 100).toString(16)}::1`);
    expect(opened('192.0.2.1')).toBe('too-busy');
  });
});
