import fc from 'fast-check';
import {
  CHECKS,
  decideVerdict,
  DEFAULT_POLICY,
  type Finding,
  finding,
  FINDING_CODES,
  type FindingCode,
  LAMPS,
  type Policy,
} from '@huren/chaincode/domain';

const QUESTION = { basic: '000131004000', isPast: false };
const CODES = Object.keys(FINDING_CODES) as FindingCode[];

/** One finding a check, any code of it. */
const findings: fc.Arbitrary<readonly Finding[]> = fc
  .tuple(
    ...CHECKS.map((check) => fc.constantFrom(...CODES.filter((code) => FINDING_CODES[code].check === check))),
  )
  .map((codes) => codes.map((code) => finding(code)));
const policy: fc.Arbitrary<Policy> = fc.record({
  ...Object.fromEntries(Object.entries(DEFAULT_POLICY).map(([name, value]) => [name, fc.constant(value)])),
  mayBeSkipped: fc.subarray([...CHECKS]),
  holder: fc.record({
    otherwise: fc.constantFrom('presentation' as const, 'none' as const),
    matters: fc.constant({}),
  }),
}) as unknown as fc.Arbitrary<Policy>;
const isPast = fc.boolean();

describe('the verdict', () => {
  it('refuses with a failed check, and only then', () => {
    fc.assert(
      fc.property(findings, policy, isPast, (found, rules, past) => {
        const { verdict } = decideVerdict(found, rules, { ...QUESTION, isPast: past });
        expect(verdict === 'refuse').toBe(found.some(({ outcome }) => outcome === 'fail'));
      }),
    );
  });

  it('never accepts what is unknown, whatever policy says', () => {
    fc.assert(
      fc.property(findings, policy, isPast, (found, rules, past) => {
        const { verdict } = decideVerdict(found, rules, { ...QUESTION, isPast: past });
        if (found.some(({ outcome }) => outcome === 'unknown')) expect(verdict).not.toBe('accept');
      }),
    );
  });

  it('accepts no missing check: less evidence never leads to more', () => {
    fc.assert(
      fc.property(findings, policy, fc.nat({ max: CHECKS.length - 1 }), (found, rules, at) => {
        const { verdict } = decideVerdict(
          found.filter((_, n) => n !== at),
          rules,
          QUESTION,
        );
        expect(verdict).not.toBe('accept');
      }),
    );
  });

  it('is monotone: one more failed check never leads away from refuse', () => {
    const failing = fc.constantFrom(...CODES.filter((code) => FINDING_CODES[code].outcome === 'fail'));
    fc.assert(
      fc.property(findings, policy, failing, (found, rules, code) => {
        const worse = found.map((each) => (each.check === FINDING_CODES[code].check ? finding(code) : each));
        expect(decideVerdict(worse, rules, QUESTION).verdict).toBe('refuse');
      }),
    );
  });

  it('says cannot-tell for a fact that could not be had, unless something fails', () => {
    fc.assert(
      fc.property(findings, policy, (found, rules) => {
        const stale = [...found.slice(0, -1), finding('INDEX_STALE')];
        const fails = stale.some(({ outcome }) => outcome === 'fail');
        expect(decideVerdict(stale, rules, QUESTION).verdict).toBe(fails ? 'refuse' : 'cannot-tell');
      }),
    );
  });

  it('tolerates a skipped check only where policy names it or the question is past', () => {
    const skipped = CHECKS.map((check) =>
      check === 'holder'
        ? finding('NOT_PRESENTED')
        : finding(
            CODES.find(
              (code) => FINDING_CODES[code].check === check && FINDING_CODES[code].outcome === 'pass',
            )!,
          ),
    );
    expect(decideVerdict(skipped, DEFAULT_POLICY, QUESTION).verdict).toBe('review');
    expect(decideVerdict(skipped, { ...DEFAULT_POLICY, mayBeSkipped: ['holder'] }, QUESTION).verdict).toBe(
      'accept',
    );
    expect(decideVerdict(skipped, { ...DEFAULT_POLICY, mayBeSkipped: ['status'] }, QUESTION).verdict).toBe(
      'review',
    );
    expect(decideVerdict(skipped, DEFAULT_POLICY, { ...QUESTION, isPast: true }).verdict).toBe('accept');
  });

  it('lights each lamp by its own checks alone', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const { lamps } = decideVerdict(found, DEFAULT_POLICY, QUESTION);
        for (const [lamp, checks] of Object.entries(LAMPS)) {
          const own = found.filter(({ check }) => (checks as readonly string[]).includes(check));
          const isRed = own.some(({ outcome }) => outcome === 'fail');
          expect(lamps[lamp as keyof typeof LAMPS] === 'red').toBe(isRed);
          if (own.every(({ outcome }) => outcome === 'pass'))
            expect(lamps[lamp as keyof typeof LAMPS]).toBe('green');
        }
      }),
    );
  });

  it('names the finding that decided', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const { verdict, decisive } = decideVerdict(found, DEFAULT_POLICY, QUESTION);
        if (verdict === 'refuse') expect(decisive?.outcome).toBe('fail');
        else expect(decisive === undefined).toBe(verdict === 'accept');
      }),
    );
  });
});
