import fc from 'fast-check';
import { importVerificationKey, nobleSigner, verifyWith } from '../../../chaincode/src/domain/crypto';
import { encodeUtf8 } from '../../../chaincode/src/domain/encoding/utf8';
import type { JsonValue } from '../../../chaincode/src/domain/json/value';
import {
  bindKey,
  discloseClaims,
  issueSdJwt,
  keyBindingInput,
  parseSdJwt,
  presentSdJwt,
  sdHashOf,
  verifyKeyBinding,
} from '../../../chaincode/src/domain/sd-jwt';
import { PROVIDERS } from '../crypto/providers';
import {
  DISCLOSABLE,
  digestOf,
  handmade,
  holder,
  issueDemo,
  issuer,
  part,
  saltsFor,
} from './demo-credential';

const [noble] = PROVIDERS;
const OPEN = { iss: 'urn:huren:authority:demo', vct: 'urn:huren:licence:demo' };

/** What both providers make of a text: the same. */
function disclose(text: string) {
  const parsed = parseSdJwt(text);
  const [first, second] = PROVIDERS.map((provider) => discloseClaims(parsed, provider));
  expect(second).toEqual(first);
  return { ...first!, codes: first!.problems.map((problem) => problem.code) };
}

describe('issuing', () => {
  test('signs a payload that holds no disclosable value, in any form but salted digests', () => {
    const { text, jwt, disclosures } = issueDemo();
    const parsed = parseSdJwt(text);
    const key = importVerificationKey('ES256', issuer.publicKey);
    for (const provider of PROVIDERS) {
      expect(verifyWith(provider, key, parsed.signingInput, parsed.signature)).toBe(true);
    }
    expect(Object.keys(parsed.payload).sort()).toEqual(['_sd', '_sd_alg', 'iss', 'vct']);
    expect(parsed.payload['_sd']).toEqual(
      disclosures.map((d) => digestOf(Buffer.from(d, 'base64url').toString())).sort(),
    );
    expect(text).toBe([jwt, ...disclosures, ''].join('~'));
    expect(disclose(text)).toMatchObject({
      claims: { ...OPEN, ...Object.fromEntries(DISCLOSABLE) },
      problems: [],
    });
  });

  test('the same draft gives the same bytes', () => {
    expect(issueDemo()).toEqual(issueDemo());
  });

  test('decoys are digests that nothing answers', () => {
    const draft = {
      header: { alg: 'ES256', typ: 'dc+sd-jwt' } as const,
      claims: OPEN,
      disclosable: DISCLOSABLE,
      salts: saltsFor(4),
      hash: 'sha-256' as const,
      decoys: [new Uint8Array(32), new Uint8Array(32).fill(1)],
      sign: (input: Uint8Array) => issuer.sign(input),
    };
    const { text } = issueSdJwt(noble, draft);
    expect(parseSdJwt(text).payload['_sd']).toHaveLength(6);
    expect(disclose(text).problems).toEqual([]);
  });

  const salts = saltsFor(2);
  test.each<[string, Partial<Parameters<typeof issueSdJwt>[1]>]>([
    ['a missing salt', { disclosable: [['a', 1]], salts: [] }],
    ['a salt of 15 bytes', { disclosable: [['a', 1]], salts: [new Uint8Array(15)] }],
    [
      'a salt used twice',
      {
        disclosable: [
          ['a', 1],
          ['b', 1],
        ],
        salts: [salts[0]!, salts[0]!],
      },
    ],
    [
      'a claim named twice',
      {
        disclosable: [
          ['a', 1],
          ['a', 2],
        ],
        salts,
      },
    ],
    ['a claim both open and disclosable', { claims: { a: 1 }, disclosable: [['a', 2]], salts: [salts[0]!] }],
    ['a disclosable _sd', { disclosable: [['_sd', []]], salts: [salts[0]!] }],
    ['an open _sd_alg', { claims: { _sd_alg: 'sha-256' } }],
    ['a disclosable ...', { disclosable: [['...', 1]], salts: [salts[0]!] }],
    ['a short decoy', { decoys: [new Uint8Array(31)] }],
  ])('refuses %s', (_reason, change) => {
    const draft = {
      header: { alg: 'ES256', typ: 'dc+sd-jwt' } as const,
      claims: {},
      disclosable: [],
      salts: [],
      hash: 'sha-256' as const,
      sign: (input: Uint8Array) => issuer.sign(input),
    };
    expect(() => issueSdJwt(noble, { ...draft, ...change })).toThrow(TypeError);
  });
});

describe('presenting', () => {
  test('discloses the chosen claims and no others, for every choice', () => {
    const { text } = issueDemo();
    fc.assert(
      fc.property(fc.subarray(DISCLOSABLE.map(([name]) => name)), (names) => {
        const { claims, disclosed, problems } = disclose(presentSdJwt(text, names));
        expect(problems).toEqual([]);
        expect([...disclosed].sort()).toEqual([...names].sort());
        expect(claims).toEqual({
          ...OPEN,
          ...Object.fromEntries(DISCLOSABLE.filter(([name]) => names.includes(name))),
        });
      }),
    );
  });

  test('drops a key binding, which was over another selection', () => {
    const bound = bindKey(noble, issueDemo().text, holder, { aud: 'a', nonce: 'n', iat: 1 });
    expect(presentSdJwt(bound, ['holder_name']).endsWith('~')).toBe(true);
  });

  test.each([['nobody'], ['iss'], ['_sd'], ['toString']])('refuses to disclose %s', (name) => {
    expect(() => presentSdJwt(issueDemo().text, [name])).toThrow('cannot disclose a requested claim');
  });
});

describe('disclosures of any shape (RFC 9901 §7.1)', () => {
  const street = ['s1', 'street', '演示路'];
  const address = ['s2', 'address', { country: 'CN', _sd: [digestOf(street)] }];
  const element = ['s3', { name: 'x', _sd: [digestOf(street)] }];

  test('a member inside a disclosed member', () => {
    const payload = { open: 1, _sd: [digestOf(address)], _sd_alg: 'sha-256' };
    expect(disclose(handmade(payload, [address, street]))).toMatchObject({
      claims: { open: 1, address: { country: 'CN', street: '演示路' } },
      disclosed: ['address'],
      codes: [],
    });
    expect(disclose(handmade(payload, [address])).claims).toEqual({ open: 1, address: { country: 'CN' } });
  });

  test('elements of an array, also nested, and undisclosed ones vanish', () => {
    const payload = { list: ['a', { '...': digestOf(element) }, [{ '...': 'unknown' }], { '...': 'other' }] };
    expect(disclose(handmade(payload, [element, street]))).toMatchObject({
      claims: { list: ['a', { name: 'x', street: '演示路' }, []] },
      disclosed: ['list'],
      codes: [],
    });
  });

  test('_sd_alg is a claim like others below the top', () => {
    expect(disclose(handmade({ a: { _sd_alg: 'x' } })).claims).toEqual({ a: { _sd_alg: 'x' } });
  });

  const plain = ['s', 'name', 1];
  const rows: [string, JsonValue, JsonValue[], string[]][] = [
    ['a forged disclosure', {}, [plain], ['DISCLOSURE_UNREFERENCED']],
    ['two forged disclosures', {}, [plain, street], ['DISCLOSURE_UNREFERENCED', 'DISCLOSURE_UNREFERENCED']],
    ['a changed value', { _sd: [digestOf(plain)] }, [['s', 'name', 2]], ['DISCLOSURE_UNREFERENCED']],
    ['a child without its parent', { _sd: [digestOf(address)] }, [street], ['DISCLOSURE_UNREFERENCED']],
    ['one disclosure twice', { _sd: [digestOf(plain)] }, [plain, plain], ['DISCLOSURE_REPEATED']],
    ['one digest twice in a list', { _sd: [digestOf(plain), digestOf(plain)] }, [plain], ['DIGEST_REPEATED']],
    ['an unanswered digest twice', { _sd: ['x', 'x'] }, [], ['DIGEST_REPEATED']],
    [
      'one digest in two places',
      { _sd: [digestOf(plain)], a: { _sd: [digestOf(plain)] } },
      [plain],
      ['DIGEST_REPEATED'],
    ],
    ['an element among members', { _sd: [digestOf(['s', 1])] }, [['s', 1]], ['DISCLOSURE_MISPLACED']],
    ['a member among elements', { a: [{ '...': digestOf(plain) }] }, [plain], ['DISCLOSURE_MISPLACED']],
    ['a name that exists', { name: 0, _sd: [digestOf(plain)] }, [plain], ['CLAIM_NAME_TAKEN']],
    [
      'two disclosures of one name',
      { _sd: [digestOf(plain), digestOf(['t', 'name', 2])] },
      [plain, ['t', 'name', 2]],
      ['CLAIM_NAME_TAKEN'],
    ],
    ...['_sd', '...', '_sd_alg', '__proto__'].map((name): [string, JsonValue, JsonValue[], string[]] => [
      `the name ${name}`,
      { _sd: [digestOf(['s', name, ['x']])] },
      [['s', name, ['x']]],
      ['CLAIM_NAME_RESERVED'],
    ]),
    ['a list that is text', { _sd: 'x' }, [], ['DIGEST_LIST_MALFORMED']],
    ['a list that is null', { _sd: null }, [], ['DIGEST_LIST_MALFORMED']],
    ['a digest that is a number', { _sd: [1] }, [], ['DIGEST_LIST_MALFORMED']],
    [
      'a list inside a disclosed value',
      { _sd: [digestOf(['s', 'a', { _sd: 1 }])] },
      [['s', 'a', { _sd: 1 }]],
      ['DIGEST_LIST_MALFORMED'],
    ],
    ['a placeholder with company', { a: [{ '...': 'x', b: 1 }] }, [], ['PLACEHOLDER_MALFORMED']],
    ['a placeholder that is a number', { a: [{ '...': 1 }] }, [], ['PLACEHOLDER_MALFORMED']],
    ['a placeholder that is no element', { a: { '...': 'x' } }, [], ['PLACEHOLDER_MALFORMED']],
    ['a placeholder at the top', { '...': 'x' }, [], ['PLACEHOLDER_MALFORMED']],
  ];
  test.each(rows)('%s is found', (_reason, payload, disclosures, codes) => {
    expect(disclose(handmade(payload, disclosures)).codes).toEqual(codes);
  });

  test('a claim called constructor or toString is only a claim', () => {
    const odd = ['s', 'constructor', 1];
    const { claims, codes } = disclose(handmade({ toString: 2, _sd: [digestOf(odd)] }, [odd]));
    expect(codes).toEqual([]);
    expect(Object.entries(claims)).toEqual([
      ['toString', 2],
      ['constructor', 1],
    ]);
  });

  test('64 disclosures, each inside the one before, are followed to the end', () => {
    const chain: JsonValue[] = [['s', 'leaf', 1]];
    while (chain.length < 64) chain.unshift([`s${chain.length}`, 'in', { _sd: [digestOf(chain[0]!)] }]);
    const text = handmade({ _sd: [digestOf(chain[0]!)] }, chain);
    expect(disclose(text).codes).toEqual([]);
    expect(disclose(text).disclosed).toEqual(['in']);
  });

  test('any edit of any disclosure of an issued credential is found', () => {
    const { jwt, disclosures } = issueDemo();
    fc.assert(
      fc.property(fc.nat(3), fc.jsonValue({ maxDepth: 1 }), (at, value) => {
        const [salt, name, old] = JSON.parse(
          Buffer.from(disclosures[at]!, 'base64url').toString(),
        ) as JsonValue[];
        fc.pre(JSON.stringify(value) !== JSON.stringify(old) && !Object.is(value, -0));
        const forged = part([salt!, name!, value as JsonValue]);
        let codes: string[] | undefined;
        try {
          codes = disclose([jwt, ...disclosures.map((d, i) => (i === at ? forged : d)), ''].join('~')).codes;
        } catch (error) {
          expect((error as Error).name).toBe('MalformedError');
        }
        expect(codes ?? ['DISCLOSURE_UNREFERENCED']).toEqual(['DISCLOSURE_UNREFERENCED']);
      }),
    );
  });
});

describe('key binding', () => {
  const claims = { aud: 'urn:huren:authority:demo', nonce: '一次', iat: 1_760_000_000 };
  const { text } = issueDemo();
  const presentation = presentSdJwt(text, ['holder_name']);
  const cnfKey = importVerificationKey(holder.suite, holder.publicKey);

  function verify(bound: string, key = cnfKey) {
    const [first, second] = PROVIDERS.map((provider) =>
      verifyKeyBinding(provider, parseSdJwt(bound), { cnfKey: key }),
    );
    expect(second).toEqual(first);
    return first;
  }

  test('hands out audience, nonce and time of the holder’s signature', () => {
    expect(verify(bindKey(noble, presentation, holder, claims))).toEqual({ outcome: 'valid', ...claims });
  });

  test('is absent where there is none', () => {
    expect(verify(presentation)).toEqual({ outcome: 'absent' });
  });

  /** A binding made by hand over any hash and type. */
  function bind(typ: string, sdHash: string, alg = holder.suite): string {
    const header = part({ alg, typ });
    const payload = keyBindingInput({ ...claims, suite: holder.suite, sdHash }).split('.')[1]!;
    const input = `${header}.${payload}`;
    return `${presentation}${input}.${Buffer.from(holder.sign(encodeUtf8(input))).toString('base64url')}`;
  }
  const right = sdHashOf(noble, encodeUtf8(presentation));

  test('the hand-made binding is valid when nothing is wrong with it', () => {
    expect(verify(bind('kb+jwt', right))).toMatchObject({ outcome: 'valid' });
  });

  test.each([
    ['another type of JWT', bind('dc+sd-jwt', right), 'WRONG_TYPE'],
    ['another algorithm than the key’s', bind('kb+jwt', right, 'ES256'), 'WRONG_ALGORITHM'],
    ['a hash of another selection', bind('kb+jwt', sdHashOf(noble, encodeUtf8(text))), 'WRONG_SD_HASH'],
    ['a changed signature', `${bind('kb+jwt', right).slice(0, -20)}AAAAAAAAAAAAAAAAAAAA`, 'WRONG_SIGNATURE'],
    [
      'a claim added to the selection',
      text + bind('kb+jwt', right).slice(presentation.length),
      'WRONG_SD_HASH',
    ],
  ])('fails with %s', (_reason, bound, code) => {
    expect(verify(bound)).toEqual({ outcome: 'invalid', code });
  });

  test('fails under another key of the same kind', () => {
    const other = importVerificationKey('EdDSA', nobleSigner('EdDSA', new Uint8Array(32).fill(99)).publicKey);
    expect(verify(bindKey(noble, presentation, holder, claims), other)).toEqual({
      outcome: 'invalid',
      code: 'WRONG_SIGNATURE',
    });
  });

  test('is not put on what is already bound', () => {
    const bound = bindKey(noble, presentation, holder, claims);
    expect(() => bindKey(noble, bound, holder, claims)).toThrow(TypeError);
  });
});
