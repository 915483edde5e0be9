import fc from 'fast-check';
import {
  copyElements,
  type CopyDraft,
  FINDING_CODES,
  MalformedError,
  parsePageCredential,
  readCopyTerms,
  receiptPayload,
  receiptRequest,
  recordKey,
  verifyCredential,
} from '@huren/chaincode/domain';
import { arrangeCopy, judgeCopy, MAKER, mandate } from './copy-world';
import { COPY_ROWS } from './copy-rows';
import { inspectPage, judgePage } from './page-world';
import { CUSTODIAN, findingOf, ISSUER, MATTER, RELYING, type World } from './world';

const faultOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return undefined;
};

describe('an annotated copy', () => {
  it.each(COPY_ROWS)('%s (%s → %s)', (_rule, code, verdict, scenario) => {
    const judged = judgeCopy(scenario);
    expect(findingOf(judged, FINDING_CODES[code].check)).toMatchObject({
      code,
      outcome: FINDING_CODES[code].outcome,
    });
    expect(judged.verdict).toBe(verdict);
    expect(judged.legalForm).toBe('copy');
  });

  it('says what to do next in two languages, and nothing of its cause', () => {
    const judged = judgeCopy({ terms: { addressee: ISSUER } });
    expect(judged.advice.zh).toMatch(/使用/);
    expect(judged.advice.en).toMatch(/copy/);
    expect(JSON.stringify(judged)).not.toMatch(/演示用途|演示商行/);
  });

  it('names its original in the receipt, so that both are one licence', () => {
    const { inquiry, original } = arrangeCopy();
    const leaf = receiptRequest(inquiry).leaf;
    const asOriginal = { ...inquiry, credential: original };
    expect(receiptRequest(asOriginal).leaf).toBe(leaf);
    const place = { key: 'k', number: 1, previous: 'p', timeMs: inquiry.nowMs };
    expect(receiptPayload(verifyCredential(inquiry), inquiry, place).legalForm).toBe('copy');
  });

  it('satisfies a matter that wants the page form', () => {
    const materials = [
      { types: ['11100000MB0143028R001'], fields: [], legalForm: 'page' as const, identityLevel: 0 },
    ];
    expect(judgeCopy({ matter: { materials } }).verdict).toBe('accept');
  });

  it('is judged as of a day by its terms, its maker and its original on that day', () => {
    const on = (asOf: string, scenario = {}) => judgeCopy({ question: { asOf }, ...scenario });
    expect(findingOf(on('2026-05-21'), 'asked-for').outcome).toBe('pass');
    expect(findingOf(on('2026-05-19'), 'asked-for').code).toBe('COPY_NOT_YET_MADE');
    expect(findingOf(on('2026-05-31', { terms: { end: '2026-05-30' } }), 'asked-for').code).toBe(
      'COPY_ENDED',
    );
    expect(findingOf(on('2026-05-30', { terms: { end: '2026-05-30' } }), 'asked-for').outcome).toBe('pass');
    const endsLater = {
      after: (world: World): unknown =>
        world
          .clock('2026-05-25T02:00:00.000Z')
          .change(recordKey.seal(MAKER.signer.keyId), { state: 'retired' }),
    };
    expect(findingOf(on('2026-05-24', endsLater), 'key').code).toBe('COPY_MAKER_ENTITLED');
    expect(findingOf(on('2026-05-25', endsLater), 'key').code).toBe('COPY_SEAL_ENDED');
    const mandates = [mandate({ to: '2026-05-25' })];
    expect(findingOf(on('2026-05-25', { mandates }), 'key').code).toBe('COPY_MAKER_ENTITLED');
    expect(findingOf(on('2026-05-26', { mandates }), 'key').code).toBe('COPY_MAKER_NOT_ENTITLED');
    expect(findingOf(on('2026-02-20'), 'anchored').code).toBe('ATTESTED_ONLY_SINCE');
  });

  it('never turns an ordinary licence into one by empty elements', () => {
    const judged = judgePage({ metadata: { JZJZZSY: '', KZ_JZJSYDW: ' ' } });
    expect(judged.legalForm).toBe('page');
    expect(judged.verdict).toBe('accept');
  });

  it('is never accepted with a byte changed', () => {
    const { inquiry, credential } = arrangeCopy();
    const bits = fc.tuple(fc.nat({ max: credential.ofd.length - 1 }), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(bits, ([where, mask]) => {
        const bytes = Uint8Array.from(credential.ofd);
        bytes[where]! ^= mask;
        try {
          const changed = parsePageCredential(bytes, inspectPage(bytes));
          // A date in the container's directory belongs to no part; everything that is read is sealed.
          const same = JSON.stringify(changed.inspection) === JSON.stringify(credential.inspection);
          const { verdict } = verifyCredential({ ...inquiry, credential: changed });
          if (!same) expect(verdict).not.toBe('accept');
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
        }
      }),
      { numRuns: 120, seed: 20260601 },
    );
  });
});

describe('the terms of an annotated copy', () => {
  const draft: CopyDraft = {
    madeMs: Date.parse('2026-05-20T02:00:00Z'),
    creator: CUSTODIAN,
    cause: '演示用途',
    end: '2026-06-30',
    addressee: RELYING,
    matter: MATTER,
    original: { sm3: 'A'.repeat(43) },
  };
  const read = (name: string, value: string) => readCopyTerms([{ name: `certificate_copy_${name}`, value }]);

  it('come back as they were written', () => {
    expect(copyElements(draft)).toMatchObject({
      JZJZZSJ: '2026-05-20',
      JZJZZZ: CUSTODIAN,
      JZJYXQJZSJ: '2026-06-30',
      KZ_JZJSYDW: RELYING,
      KZ_JZJSYSX: MATTER,
    });
  });

  it.each([
    ['an end that is no day', { end: '2026-02-30' }],
    ['a cause without words', { cause: '' }],
    ['a cause of 201 characters', { cause: '演'.repeat(201) }],
    ['an addressee by name', { addressee: '某局' }],
    ['a matter that is no code', { matter: '登记' }],
    ['a digest that is none', { original: { sm3: 'AA' } }],
    ['no digest at all', { original: {} }],
  ] as const)('are not written with %s', (_fault, change) => {
    expect(faultOf(() => copyElements({ ...draft, ...change }))).toBeDefined();
  });

  it.each([
    ['expiring_time', '2026年6月30日'],
    ['expiring_time', '20260631'],
    ['expiring_time', '2026-06-30 24:00:00'],
    ['creation_time', '昨天'],
    ['addressee', '230200000'],
    ['addressee', '某局'],
    ['matter', '登记'],
    ['original_digest', `md5:${'A'.repeat(43)}`],
    ['original_digest', `sm3:${'A'.repeat(43)},sm3:${'E'.repeat(43)}`],
    ['original_anchor', '[]'],
    ['original_anchor', 'nowhere'],
  ])('are malformed: %s %p', (name, value) => {
    expect(faultOf(() => read(name, value))).toBeDefined();
  });

  it('take a name as maker for people’s eyes', () => {
    expect(read('creator', '演示证照库')).toEqual({ original: {} });
  });
});
