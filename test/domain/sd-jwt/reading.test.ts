import fc from 'fast-check';
import { MalformedError } from '../../../chaincode/src/domain/encoding/malformed';
import { parseSdJwt, SD_JWT_LIMITS } from '../../../chaincode/src/domain/sd-jwt';
import { handmade, issueDemo, part } from './demo-credential';

function refusal(text: string): string {
  try {
    parseSdJwt(text);
  } catch (error) {
    if (error instanceof MalformedError) return `${error.code} ${error.path}`.trim();
    throw error;
  }
  return 'accepted';
}

const KB = { aud: 'urn:huren:authority:demo', iat: 1, nonce: 'n', sd_hash: 'h' };
const kb = (payload: object, header: object = { alg: 'EdDSA', typ: 'kb+jwt' }): string =>
  `${part(JSON.stringify(header))}.${part(JSON.stringify(payload))}.${part('s')}`;
const header = (more: object): string =>
  handmade({}, [], JSON.stringify({ alg: 'ES256', typ: 'dc+sd-jwt', ...more }));

test('keeps the exact bytes of what was issued', () => {
  const { text, jwt, disclosures } = issueDemo();
  const parsed = parseSdJwt(`${text}${kb(KB)}`);
  const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  expect(parsed.jwt).toBe(jwt);
  expect(ascii(parsed.jwtBytes)).toBe(jwt);
  expect(ascii(parsed.signingInput)).toBe(jwt.slice(0, jwt.lastIndexOf('.')));
  expect(ascii(parsed.sdHashInput)).toBe(text);
  expect(parsed.disclosures.map((disclosure) => disclosure.text)).toEqual(disclosures);
  expect(parsed.disclosures.map((disclosure) => ascii(disclosure.bytes))).toEqual(disclosures);
  expect(parsed.keyBinding?.payload).toEqual(KB);
  expect(`${ascii(parsed.keyBinding?.signingInput ?? new Uint8Array())}.${part('s')}`).toBe(kb(KB));
});

test.each([
  ['nothing', '', 'not-an-sd-jwt'],
  ['no tilde', handmade({}).slice(0, -1), 'not-an-sd-jwt'],
  ['two parts', `${part({})}.${part({})}~`, 'bad-jws'],
  ['four parts', `${part({})}.${part({})}.a.b~`, 'bad-jws'],
  ['a character beyond ASCII', `${handmade({})}甲`, 'not-an-sd-jwt'],
  ['an unpaired surrogate', `${handmade({})}\ud800`, 'not-an-sd-jwt'],
  ['white space at the end', `${handmade({})}\n`, 'bad-jws /keyBinding'],
  ['padding', handmade({}).replace('~', '=~'), 'bad-base64url /signature'],
  ['base64 of the other alphabet', `+/+/${handmade({})}`, 'bad-base64url /header'],
  ['unused bits', `${part({})}.${part({})}.QR~`, 'unknown-algorithm /header'],
  ['unused bits in the signature', handmade({}).replace('c2ln~', 'QR~'), 'bad-base64url /signature'],
  ['alg none', header({ alg: 'none' }), 'unknown-algorithm /header'],
  ['alg off the list', header({ alg: 'ES384' }), 'unknown-algorithm /header'],
  ['an HMAC', header({ alg: 'HS256' }), 'unknown-algorithm /header'],
  ['alg in other letters', header({ alg: 'es256' }), 'unknown-algorithm /header'],
  ['no alg', handmade({}, [], { typ: 'dc+sd-jwt' }), 'unknown-algorithm /header'],
  ['alg from the prototype', header({ alg: 'toString' }), 'unknown-algorithm /header'],
  ['another typ', header({ typ: 'JWT' }), 'wrong-typ /header/typ'],
  ['no typ', handmade({}, [], { alg: 'ES256' }), 'wrong-type /header'],
  ['crit', header({ crit: ['exp'] }), 'unknown-header /header'],
  ['a key in the header', header({ jwk: {} }), 'unknown-header /header'],
  ['a certificate in the header', header({ x5c: [] }), 'unknown-header /header'],
  ['a kid that is no text', header({ kid: 42 }), 'wrong-type /header'],
  ['a header that is no object', handmade({}, [], []), 'wrong-type /header'],
  ['a payload that is no object', handmade([1]), 'wrong-type /payload'],
  ['a payload with a key twice', handmade('{"a":1,"a":2}'), 'duplicate-key /payload'],
  ['a payload with __proto__', handmade('{"__proto__":{}}'), 'forbidden-key /payload'],
  ['a payload with text after it', handmade('{} {}'), 'json-syntax /payload'],
  ['another hash', handmade({ _sd_alg: 'sha-512' }), 'unsupported-sd-alg /payload/_sd_alg'],
  ['a hash that is null', handmade({ _sd_alg: null }), 'unsupported-sd-alg /payload/_sd_alg'],
  ['an empty disclosure', handmade({}).concat('~'), 'json-syntax /disclosures/0'],
  ['a disclosure that is no array', handmade({}, [{}]), 'bad-disclosure /disclosures/0'],
  ['a disclosure of one', handmade({}, [['salt']]), 'bad-disclosure /disclosures/0'],
  ['a disclosure of four', handmade({}, [['s', 'n', 1, 2]]), 'bad-disclosure /disclosures/0'],
  ['a salt that is no text', handmade({}, [[1, 'n', 1]]), 'bad-disclosure /disclosures/0'],
  [
    'a name that is no text',
    handmade({}, [
      ['a', 1],
      ['s', 1, 1],
    ]),
    'bad-disclosure /disclosures/1',
  ],
  ['a key binding without nonce', handmade({}) + kb({ ...KB, nonce: undefined }), 'wrong-type /keyBinding'],
  ['a key binding for many', handmade({}) + kb({ ...KB, aud: ['a'] }), 'wrong-type /keyBinding'],
  ['a key binding at a fraction', handmade({}) + kb({ ...KB, iat: 1.5 }), 'wrong-type /keyBinding'],
  ['a key binding before 1970', handmade({}) + kb({ ...KB, iat: -1 }), 'wrong-type /keyBinding'],
  ['a key binding that says more', handmade({}) + kb({ ...KB, exp: 5 }), 'unknown-field /keyBinding'],
  [
    'a key binding with alg none',
    handmade({}) + kb(KB, { alg: 'none', typ: 'kb+jwt' }),
    'unknown-algorithm /keyBinding/header',
  ],
])('refuses %s', (_reason, text, expected) => {
  expect(refusal(text)).toBe(expected);
});

/** One JWT and disclosures whose JSON is given as text. */
const spelled = (...jsons: readonly string[]): string => `${handmade({})}${jsons.map(part).join('~')}~`;

test.each([
  ['a text that ends in the next', ['["s","n","v', 'x"]'], 'json-syntax /disclosures/0'],
  [
    'a text that the next one seems to end',
    ['["s","n","v', 'x"]\u007f["t","m","w"]'],
    'json-syntax /disclosures/0',
  ],
  ['two arrays', ['["s","n","v"]\u007f["t","m","w"]'], 'json-syntax /disclosures/0'],
  ['white space before the next', ['["s","n","v"]', '\ufeff["t","m","w"]'], 'byte-order-mark /disclosures/1'],
  ['a noncharacter', ['["s","n","v"]', '["s","n","\u{fffff}"]'], 'noncharacter /disclosures/1'],
  ['a control character', ['["s","n","v"]', '["s","n","\u0001"]'], 'json-syntax /disclosures/1'],
  ['a fourth text', ['["s","n","v","w"]'], 'bad-disclosure /disclosures/0'],
])('refuses among disclosures %s', (_reason, jsons, expected) => {
  expect(refusal(spelled(...jsons))).toBe(expected);
});

test.each([
  ['plain texts', ['["s","n","甲"]', '["t","m",""]']],
  ['the character that parts them', ['["s","n","\u007f"]', '["t\u007f","m","v"]']],
  ['an escape', ['["s","n","\\u7532"]', '["t","m","v"]']],
  ['white space', ['[ "s" , "n" , "v" ]', '["t","m","v"]']],
  ['other values', ['["s","n",1]', '["t",{"a":[]}]']],
])('reads disclosures with %s as each by itself', (_reason, jsons) => {
  const read = parseSdJwt(spelled(...jsons)).disclosures.map(({ salt, name, value }) =>
    name === undefined ? [salt, value] : [salt, name, value],
  );
  expect(read).toEqual(jsons.map((json) => JSON.parse(json) as unknown));
});

describe('limits', () => {
  const { maxLength, maxDisclosures, maxDisclosureLength } = SD_JWT_LIMITS;
  const many = (count: number): string =>
    handmade(
      {},
      Array.from({ length: count }, (_, i) => ['s', `n${i}`, 1]),
    );
  const long = (length: number): string => {
    const text = handmade({}, [['s', 'n', 'x'.repeat(Math.floor((length * 3) / 4) - 12)]]);
    return text;
  };

  test('64 disclosures are read, 65 are not', () => {
    expect(refusal(many(maxDisclosures))).toBe('accepted');
    expect(refusal(many(maxDisclosures + 1))).toBe('too-many-disclosures');
  });

  test('a disclosure of 16 KiB is read, a longer one is not', () => {
    const fits = long(maxDisclosureLength);
    expect(fits.split('~')[1]).toHaveLength(maxDisclosureLength);
    expect(refusal(fits)).toBe('accepted');
    expect(refusal(long(maxDisclosureLength + 4))).toBe('disclosure-too-long /disclosures/0');
  });

  test('64 KiB are looked at, more is not', () => {
    const text = handmade({});
    expect(refusal(text + 'A'.repeat(maxLength - text.length))).toBe('bad-jws /keyBinding');
    expect(refusal(text + 'A'.repeat(maxLength - text.length + 1))).toBe('credential-too-long');
  });
});

test('any change of one character is refused or read as something else, and never a bug', () => {
  const { text } = issueDemo();
  const original = parseSdJwt(text);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ unit: 'binary', maxLength: 2 }), (at, by) => {
      const changed = text.slice(0, at) + by + text.slice(at + 1);
      fc.pre(changed !== text);
      if (refusal(changed) !== 'accepted') return;
      const { jwt, disclosures, keyBinding } = parseSdJwt(changed);
      expect({ jwt, disclosures, keyBinding }).not.toEqual({
        jwt: original.jwt,
        disclosures: original.disclosures,
        keyBinding: undefined,
      });
    }),
    { numRuns: 500 },
  );
});

test('no refusal repeats what the credential says', () => {
  const text = handmade({}, [['s', '演示人-secret', 1, 2]]);
  const messages = [text, text.replace('~', '~!'), `${text}secret`].map((bad) => {
    try {
      return JSON.stringify(parseSdJwt(bad));
    } catch (error) {
      return (error as MalformedError).message;
    }
  });
  for (const message of messages) expect(message).not.toMatch(/演示|secret/);
});
