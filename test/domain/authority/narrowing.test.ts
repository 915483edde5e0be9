import { addDays, type Authority, type Competence, type Day, Rejection } from '@huren/chaincode/domain';
import fc from 'fast-check';
import { applyNarrowing, type Narrowing } from '../../../chaincode/src/domain/authority/narrowing';
import { requireAcyclic, SUPERIORS_LIMIT } from '../../../chaincode/src/domain/authority/superior';

const TYPES = ['A', 'B', 'C'];
const REGIONS = ['230000', '230200', '230221', '220800'];
const filing = { reference: '权责清单 1', digest: 'A'.repeat(43) };
const FIRST = '2026-01-01' as Day;
const DAYS = Array.from({ length: 12 }, (_, at) => addDays(FIRST, at));

const dayAt = fc.nat(DAYS.length - 1);
const some = fc.subarray(TYPES, { minLength: 1 });
const entry = fc
  .record({
    types: some,
    region: fc.constantFrom(...REGIONS),
    from: dayAt,
    length: fc.option(fc.nat(8)),
    standing: fc.constantFrom<Competence['standing']>('approved', 'witnessed'),
  })
  .map(({ types, region, from, length, standing }): Competence => ({
    types,
    region,
    from: addDays(FIRST, from),
    ...(length === null ? {} : { to: addDays(FIRST, from + length) }),
    standing,
    filing,
  }));
const narrowing = fc
  .record({
    types: fc.oneof(some, fc.constant('*' as const)),
    region: fc.constantFrom(...REGIONS),
    at: dayAt,
  })
  .map(({ types, region, at }): Narrowing => ({ types, region, lastDay: addDays(FIRST, at), filing }));

function authorityOf(competence: readonly Competence[]): Authority {
  return {
    code: '112302000000000039',
    member: '230200',
    kind: 'department',
    region: '230200',
    name: { zh: '演示部门', en: 'Demo department' },
    roles: ['issuing'],
    state: 'active',
    keys: [],
    competence,
    mandates: [],
    predecessors: [],
    directs: [],
  };
}

const within = (outer: string, inner: string): boolean => inner.startsWith(outer.replace(/(?:00)+$/, ''));
const mayEndWitnessed = ({ standing }: Competence): boolean => standing === 'witnessed';

/** Whether any entry for exactly that region grants the type on the day. */
function holds(
  competence: readonly Competence[],
  type: string,
  region: string,
  day: string,
  standing: string,
): boolean {
  return competence.some(
    (each) =>
      each.region === region &&
      each.standing === standing &&
      each.types.includes(type) &&
      each.from <= day &&
      day <= (each.to ?? '9999'),
  );
}

describe('narrowing', () => {
  it('takes away exactly the later days of what is named and may be ended, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 6 }),
        narrowing,
        fc.boolean(),
        (before, command, isPartial) => {
          const mayEnd = isPartial ? mayEndWitnessed : () => true;
          let after: readonly Competence[];
          try {
            after = applyNarrowing(authorityOf(before), command, mayEnd).competence;
          } catch (error) {
            if (!(error instanceof Rejection)) throw error;
            expect(error.code).toBe('COMPETENCE_UNKNOWN');
            after = before;
          }
          for (const type of TYPES) {
            for (const region of REGIONS) {
              for (const standing of ['approved', 'witnessed']) {
                const isNamed =
                  (command.types === '*' || command.types.includes(type)) &&
                  within(command.region, region) &&
                  (!isPartial || standing === 'witnessed');
                for (const day of DAYS) {
                  const expected =
                    holds(before, type, region, day, standing) && !(isNamed && day > command.lastDay);
                  expect([type, region, day, holds(after, type, region, day, standing)]).toEqual([
                    type,
                    region,
                    day,
                    expected,
                  ]);
                }
              }
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps the spans of what remains in order, and marks what it ended', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), narrowing, (before, command) => {
        let after: readonly Competence[] = [];
        try {
          after = applyNarrowing(authorityOf(before), command, () => true, 'superior').competence;
        } catch {
          return;
        }
        for (const { from, to, ended, types } of after) {
          expect(types.length).toBeGreaterThan(0);
          if (to !== undefined) expect(from <= to).toBe(true);
          if (ended !== undefined) expect([to, ended.by]).toEqual([command.lastDay, 'superior']);
        }
      }),
    );
  });
});

describe('superiors', () => {
  const chainOf = (...codes: readonly string[]) =>
    codes.map((code, at) => ({
      code,
      ...(codes[at + 1] !== undefined && { superior: codes[at + 1] ?? '' }),
    }));

  it.each([
    ['nobody', undefined, []],
    ['one that the ledger does not know', 'B', []],
    ['a chain that ends', 'B', chainOf('B', 'C', 'D')],
    [
      'a chain of the deepest kind',
      'B',
      chainOf(...Array.from({ length: SUPERIORS_LIMIT - 1 }, (_, at) => `B${String(at)}`)),
    ],
  ])('may be %s', (_why, superior, chain) => {
    expect(() => {
      requireAcyclic({ code: 'A', ...(superior !== undefined && { superior }) }, chain);
    }).not.toThrow();
  });

  it.each([
    ['itself', 'A', []],
    ['one whose superior it is', 'B', chainOf('B', 'A')],
    ['one far up', 'B', chainOf('B', 'C', 'D', 'A')],
    [
      'deeper than is looked',
      'B',
      chainOf(...Array.from({ length: SUPERIORS_LIMIT }, (_, at) => `B${String(at)}`)),
    ],
  ])('are refused: %s', (_why, superior, chain) => {
    expect(() => {
      requireAcyclic({ code: 'A', superior }, chain);
    }).toThrow('SUPERIOR_CYCLE');
  });
});
