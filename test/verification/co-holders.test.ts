import {
  draftLicence,
  forHolder,
  issueSdJwt,
  type JsonValue,
  MalformedError,
  parseCredential,
  parseConsent,
  parseSdJwt,
  presentAsHolder,
  receiptPayload,
  type Signer,
  verifyCredential,
} from '@huren/chaincode/domain';
import { nameToCompare } from '@huren/clients';
import * as fc from 'fast-check';
import {
  CO_HOLDER_ROWS,
  coHolder,
  consent,
  COUPLE,
  first,
  OF_ALL,
  second,
  THREE,
  third,
} from './co-holder-rows';
import { secretOf, signed } from './agent-rows';
import { arrange, findingOf, issuerKey, judge, NONCE, provider, type Scenario, signerOf } from './world';

const NAME = 'certificate_holder_name';
const PATHS = ['certificate_number', NAME, `co_holders/0/${NAME}`, `co_holders/1/${NAME}`];
const holderOf = (path: string): number => (path === NAME ? 0 : path.includes('/1/') ? 2 : 1);

describe('a licence with several holders', () => {
  it.each(CO_HOLDER_ROWS)('%s (%s → %s)', (_rule, code, verdict, scenario) => {
    const judged = judge(scenario);
    expect(judged.findings.map((found) => found.code)).toContain(code);
    expect(judged.verdict).toBe(verdict);
  });

  it('tells which fields were not read, by path and without their values', () => {
    const { evidence } = findingOf(judge({ licence: COUPLE!, disclose: PATHS }), 'holder');
    expect(evidence).toMatchObject({ withheld: [PATHS[2]] });
    expect(JSON.stringify(evidence)).not.toContain('演示');
  });

  it('tells who presented and who consented by place', () => {
    const { evidence } = findingOf(
      judge({
        licence: COUPLE!,
        matter: OF_ALL!,
        disclose: PATHS,
        consents: (over) => [consent(second, first, [PATHS[2]!])(over)],
      }),
      'holder',
    );
    expect(evidence).toMatchObject({ holder: 1, holders: 2, consented: [2], identityLevel: 2 });
  });

  const matched = { counterMatch: { method: 'id-card', name: 'exact', by: 'clerk' } } as const;
  const ofBoth = [PATHS[1]!, PATHS[2]!];
  it.each<[string, Scenario, object | undefined, string | undefined]>([
    ['the first by their key', { disclose: PATHS.slice(0, 2) }, { holder: 1, holders: 2 }, '演示商行'],
    [
      'the second by theirs, though the first consented to show their name too',
      {
        binding: { signer: second },
        disclose: ofBoth,
        consents: (over) => [consent(first, second, [NAME])(over)],
      },
      { holder: 2, holders: 2 },
      '演示·配偶',
    ],
    [
      'the second, whose own name is not shown, and no other’s is compared',
      {
        binding: { signer: second },
        disclose: PATHS.slice(0, 2),
        consents: (over) => [consent(first, second, [NAME])(over)],
      },
      { holder: 2, holders: 2 },
      undefined,
    ],
    [
      'the second, while a consent is nobody’s',
      {
        binding: { signer: second },
        disclose: ofBoth,
        consents: (over) => [consent(first, second, [NAME], { nonce: 'n-2' })(over)],
      },
      { holder: 2, holders: 2 },
      '演示·配偶',
    ],
    [
      'the second, whom a clerk compared with the only name shown',
      { presentation: null, disclose: [PATHS[2]!], question: matched },
      { holder: 2, holders: 2 },
      '演示·配偶',
    ],
    [
      'nobody where a clerk compared and no name is shown',
      { presentation: null, disclose: [PATHS[0]!], question: matched },
      undefined,
      undefined,
    ],
    [
      'nobody where two names are shown and nobody presents',
      { presentation: null, disclose: ofBoth, question: matched },
      undefined,
      undefined,
    ],
    [
      'nobody of a file that nobody presents',
      { presentation: null, disclose: [PATHS[2]!] },
      undefined,
      '演示·配偶',
    ],
    [
      'nobody where another’s key signed',
      { binding: { signer: signerOf(99) }, disclose: [PATHS[1]!] },
      undefined,
      undefined,
    ],
  ])('names as presenting holder %s', (_rule, scenario, presenter, compared) => {
    const { inquiry } = arrange({ licence: COUPLE!, ...scenario });
    const judged = verifyCredential(inquiry);
    const sdJwt = inquiry.credential.form === 'data' ? inquiry.credential.sdJwt.text : '';
    expect([judged.presenter, nameToCompare(sdJwt, judged)]).toEqual([presenter, compared]);
    const place = { key: secretOf(1), number: 1, previous: secretOf(2), timeMs: inquiry.nowMs };
    const payload = receiptPayload(judged, inquiry, place);
    expect(payload.presenter).toEqual(presenter);
    expect(JSON.stringify(payload)).not.toContain('演示');
  });

  it('names nobody as presenting holder of a licence that one holds', () => {
    const { inquiry } = arrange({});
    const judged = verifyCredential(inquiry);
    const sdJwt = inquiry.credential.form === 'data' ? inquiry.credential.sdJwt.text : '';
    expect([judged.verdict, judged.presenter, nameToCompare(sdJwt, judged)]).toEqual([
      'accept',
      undefined,
      '演示商行',
    ]);
  });

  it('never accepts, nor reads, a field of a holder who neither presented nor consented', () => {
    const holders = [first, second, third];
    fc.assert(
      fc.property(
        fc.subarray(PATHS),
        fc.subarray([0, 1, 2]),
        fc.constantFrom(0, 1, 2),
        fc.constantFrom('one', 'all', 'nobody'),
        fc.constantFrom<object>({}, { nonce: 'n-2' }, { signer: signerOf(99) }, { aud: 'x' }),
        (disclose, consenting, presenter, mode, change) => {
          const by = holders[presenter] as Signer;
          const good = Object.keys(change).length === 0;
          const others = consenting.filter((place) => place !== presenter);
          const scenario: Scenario = {
            licence: THREE!,
            disclose,
            ...(mode === 'all' && { matter: OF_ALL! }),
            binding: mode === 'nobody' ? null : { signer: by },
            ...(others.length > 0 && {
              consents: (over) =>
                others.map((place) => consent(holders[place]!, by, [pathOf(place)], change)(over)),
            }),
          };
          const judged = judge(scenario);
          const words = new Set(mode === 'nobody' ? [] : [presenter, ...(good ? others : [])]);
          const unsaid = disclose.filter((path) => path !== PATHS[0] && !words.has(holderOf(path)));
          const withheld = findingOf(judged, 'holder').evidence['withheld'] ?? [];
          for (const path of unsaid) expect(withheld).toContain(path);
          if (unsaid.length > 0) expect(judged.verdict).not.toBe('accept');
        },
      ),
      { numRuns: 150 },
    );
  });

  it('judges the same from the credential’s own text and from its file', () => {
    const { inquiry } = arrange({ licence: COUPLE!, disclose: PATHS.slice(0, 2) });
    const again = parseCredential({
      sdJwt: inquiry.credential.form === 'data' ? inquiry.credential.sdJwt.text : '',
      anchor: inquiry.credential.anchor as unknown as JsonValue,
    });
    expect(verifyCredential({ ...inquiry, credential: again }).verdict).toBe('accept');
  });
});

const pathOf = (place: number): string => PATHS[place + 1]!;

describe('what each holder keeps', () => {
  const draft = (coHolders: readonly ReturnType<typeof coHolder>[], fields: object = {}) => {
    const { inquiry } = arrange({});
    const made = {
      ...inquiry.credential.claims,
      fields: { certificate_number: '1', [NAME]: '演示·甲', ...fields },
      coHolders,
    };
    const count =
      2 +
      Object.keys(fields).length +
      coHolders.reduce((sum, { fields: own }) => sum + Object.keys(own).length, 0);
    return draftLicence(made, {
      keyId: issuerKey.keyId,
      suite: issuerKey.suite,
      salts: Array.from({ length: count }, (_, n) => new Uint8Array(16).fill(n + 1)),
      sign: (bytes) => issuerKey.sign(bytes),
    });
  };
  const text = (...coHolders: readonly ReturnType<typeof coHolder>[]): string =>
    issueSdJwt(provider, draft(coHolders)).text;
  const valuesIn = (sdJwt: string): JsonValue[] => parseSdJwt(sdJwt).disclosures.map(({ value }) => value);
  const couple = text(coHolder(second, '演示·乙'));

  it.each([
    [0, ['1', '演示·甲']],
    [1, ['1', '演示·乙']],
  ])('is what all have and what is holder %i’s own', (place, values) => {
    expect(valuesIn(forHolder(couple, place, provider)).sort()).toEqual([...values].sort());
  });

  it('presents no field of another, not even out of a file that holds all', () => {
    const shown = presentAsHolder(couple, { place: 1, names: [NAME], others: [] }, provider);
    expect(valuesIn(shown)).toEqual(['演示·乙']);
    expect(() =>
      presentAsHolder(
        forHolder(text({ ...coHolder(second, ''), fields: {} as never }), 1, provider),
        { place: 1, names: [NAME], others: [] },
        provider,
      ),
    ).toThrow(MalformedError);
  });

  const seven = Array.from({ length: 7 }, (_, n) => coHolder(signerOf(60 + n), `演示·${String(n)}`));
  it('goes for eight holders', () => {
    const sdJwt = text(...seven);
    expect(parseCredential(sdJwt).claims.coHolders).toHaveLength(7);
    expect(valuesIn(forHolder(sdJwt, 7, provider))).toContain('演示·6');
  });

  it.each<[string, () => unknown, string]>([
    ['nine holders', () => draft([...seven, coHolder(signerOf(70), '演示·九')]), 'bad-claim'],
    ['nobody beside the first', () => draft([]), 'bad-claim'],
    [
      'one key for two holders',
      () => draft([coHolder(second, '1'), coHolder(second, '2')]),
      'holder-key-repeated',
    ],
    ['the first holder’s key again', () => draft([coHolder(first, '1')]), 'holder-key-repeated'],
    [
      'a shared list of the owners’ names',
      () => draft([coHolder(second, '1')], { co_owners: ['a', 'b'] }),
      'names-of-all',
    ],
    [
      'such a list among one’s own',
      () => draft([{ ...coHolder(second, '1'), fields: { co_owners: ['a'] } as never }]),
      'names-of-all',
    ],
    [
      'an unknown field',
      () => draft([{ ...coHolder(second, '1'), fields: { nickname: 'a' } as never }]),
      'unknown-claim',
    ],
    [
      'an open claim hidden',
      () => draft([{ ...coHolder(second, '1'), fields: { cnf: 'a' } as never }]),
      'must-be-open',
    ],
  ])('refuses %s', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }) as Error);
  });

  it.each([
    ['of another type', { typ: 'huren-delegation+jwt' }],
    ['with a member that is not understood', { extra: 1 }],
    ['without fields', { disclosures: [] }],
    ['with a field twice', { disclosures: ['A'.repeat(43), 'A'.repeat(43)] }],
    ['without a nonce', { nonce: '' }],
  ])('reads no consent %s', (_, change) => {
    const { typ = 'huren-consent+jwt', ...rest } = change as { typ?: string };
    const payload = {
      v: 1,
      aud: 'a',
      nonce: NONCE,
      licence: 'A'.repeat(43),
      presenter: 'A'.repeat(43),
      disclosures: ['A'.repeat(43)],
      iat: 1,
      ...rest,
    };
    expect(() => parseConsent(signed(payload, second, typ))).toThrow(MalformedError);
  });
});
