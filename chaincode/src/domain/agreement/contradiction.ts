import { type Region, regionContains, regionParent } from '../code/region';
import { isAgreed } from './agreed-text';
import type { Agreement, AgreementTerms, Clause } from './agreement';

/** Contradictions that one look tells of; more of them say nothing new. */
export const CONTRADICTIONS_LIMIT = 200;

/** Two clauses of which one accepts what the other refuses, and on what they meet. */
export interface Contradiction {
  /** Id of the clause that is looked at, and what it says. */
  readonly clause: string;
  readonly effect: Clause['effect'];
  readonly with: {
    readonly agreement: string;
    readonly version: number;
    readonly clause: string;
    readonly effect: Clause['effect'];
  };
  readonly types: readonly string[] | '*';
  readonly issuingRegions: readonly string[];
  readonly receivingRegions: readonly string[];
  readonly matters: readonly string[] | '*';
  /** Days on which both hold. */
  readonly from: string;
  readonly to?: string;
}

/** Basic codes that a mapping makes equal to one somewhere on the way between these regions, itself included. */
export type EqualMatters = (
  basic: string,
  issuingRegions: readonly string[],
  receivingRegions: readonly string[],
) => readonly string[];

/**
 * Clauses that say accept where another says refuse, about a type, a way and a matter in common. Within one text a
 * narrower refusal beside a wider acceptance is an exception and no contradiction; against another agreement it is one,
 * because its parties may not know of it.
 * @param standing agreements that hold or wait, each with one text, and those under notice until their last day; one of
 * the same id is what the terms amend and is passed over
 */
export function contradictionsOf(
  looked: { readonly id: string; readonly terms: AgreementTerms },
  standing: Iterable<Agreement>,
  equal?: EqualMatters,
): readonly Contradiction[] {
  return [...contradictionSteps(looked, standing, equal)].filter((step) => step !== null);
}

/** The same a clause at a time, for whoever has other things to do in between: `null` after each. */
export function* contradictionSteps(
  { id, terms }: { readonly id: string; readonly terms: AgreementTerms },
  standing: Iterable<Agreement>,
  equal: EqualMatters = (basic) => [basic],
): Generator<Contradiction | null> {
  let found = 0;
  const decisive = terms.clauses.filter(({ effect }) => effect !== 'review');
  const reaches = new Map(
    decisive.map((clause) => [clause, [reachOf(clause.issuingRegions), reachOf(clause.receivingRegions)]]),
  );
  function* look(
    other: Pick<Agreement, 'id' | 'version' | 'terms' | 'lastDay'>,
    isSameText: boolean,
  ): Generator<Contradiction | null> {
    const days = commonDays(terms, other);
    if (days === null) return;
    for (const [at, clause] of decisive.entries()) {
      const others = isSameText ? decisive.slice(at + 1) : other.terms.clauses;
      for (const against of others) {
        if (found >= CONTRADICTIONS_LIMIT) return;
        if (against.effect === 'review' || against.effect === clause.effect) continue;
        const [issuing, receiving] = reaches.get(clause) ?? [];
        if (!meets(issuing, against.issuingRegions) || !meets(receiving, against.receivingRegions)) continue;
        const common = commonGround(clause, against, equal);
        if (common === null || (isSameText && isException(clause, against))) continue;
        const named = {
          agreement: other.id,
          version: other.version,
          clause: against.id,
          effect: against.effect,
        };
        found++;
        yield { clause: clause.id, effect: clause.effect, with: named, ...common, ...days };
      }
      yield null;
    }
  }
  yield* look({ id, version: 0, terms }, true);
  for (const other of standing) {
    if (other.id !== id && (other.state === 'proposed' || isAgreed(other))) yield* look(other, false);
  }
}

/** Regions as they are named, and with all that contain them: meeting costs a few look-ups, not every pair. */
interface RegionReach {
  readonly own: ReadonlySet<string>;
  readonly above: ReadonlySet<string>;
}

function reachOf(regions: readonly string[]): RegionReach {
  return { own: new Set(regions), above: new Set(regions.flatMap(around)) };
}

function meets(reach: RegionReach | undefined, regions: readonly string[]): boolean {
  return (
    reach !== undefined &&
    regions.some((region) => reach.above.has(region) || around(region).some((outer) => reach.own.has(outer)))
  );
}

/** The region and those that contain it. */
function around(region: string): readonly string[] {
  const found: string[] = [];
  for (let at: Region | null = region as Region; at !== null; at = regionParent(at)) found.push(at);
  return found;
}

function commonDays(
  one: AgreementTerms,
  { terms: other, lastDay }: Pick<Agreement, 'terms' | 'lastDay'>,
): { readonly from: string; readonly to?: string } | null {
  const from = one.from > other.from ? one.from : other.from;
  const ends = [one.to, other.to, lastDay].filter((to): to is string => to !== undefined).sort();
  const to = ends[0];
  if (to !== undefined && to < from) return null;
  return to === undefined ? { from } : { from, to };
}

function commonGround(
  one: Clause,
  other: Clause,
  equal: EqualMatters,
): Pick<Contradiction, 'types' | 'issuingRegions' | 'receivingRegions' | 'matters'> | null {
  const issuingRegions = commonRegions(one.issuingRegions, other.issuingRegions);
  if (issuingRegions.length === 0) return null;
  const receivingRegions = commonRegions(one.receivingRegions, other.receivingRegions);
  if (receivingRegions.length === 0) return null;
  const types = common(one.types, other.types);
  if (types !== '*' && types.length === 0) return null;
  const matters = commonMatters(one.matters, other.matters, (basic) =>
    equal(basic, issuingRegions, receivingRegions),
  );
  if (matters !== '*' && matters.length === 0) return null;
  return { types, issuingRegions, receivingRegions, matters };
}

function common(one: Clause['types'], other: Clause['types']): Clause['types'] {
  if (one === '*') return other;
  if (other === '*') return one;
  const known = new Set(other);
  return one.filter((type) => known.has(type));
}

function commonMatters(
  one: Clause['matters'],
  other: Clause['matters'],
  equal: (basic: string) => readonly string[],
): Clause['matters'] {
  if (one === '*') return other;
  if (other === '*') return one;
  const known = new Set(other.flatMap(equal));
  return one.filter((basic) => known.has(basic));
}

/** The inner one of two regions that contain one another. */
function commonRegions(one: readonly string[], other: readonly string[]): readonly string[] {
  const inner = one.flatMap((first) =>
    other.flatMap((second): readonly string[] => {
      if (regionContains(first as Region, second as Region)) return [second];
      return regionContains(second as Region, first as Region) ? [first] : [];
    }),
  );
  return [...new Set(inner)].sort();
}

/** One refusal by name inside a wider acceptance. */
function isException(one: Clause, other: Clause): boolean {
  const [refusal, acceptance] = one.effect === 'refuse' ? [one, other] : [other, one];
  const isInside =
    isPart(refusal.types, acceptance.types) &&
    isPart(refusal.matters, acceptance.matters) &&
    areInside(refusal.issuingRegions, acceptance.issuingRegions) &&
    areInside(refusal.receivingRegions, acceptance.receivingRegions);
  const isWhole =
    isPart(acceptance.types, refusal.types) &&
    isPart(acceptance.matters, refusal.matters) &&
    areInside(acceptance.issuingRegions, refusal.issuingRegions) &&
    areInside(acceptance.receivingRegions, refusal.receivingRegions);
  return isInside && !isWhole;
}

function isPart(inner: readonly string[] | '*', outer: readonly string[] | '*'): boolean {
  if (outer === '*') return true;
  return inner !== '*' && inner.every((each) => outer.includes(each));
}

function areInside(inner: readonly string[], outer: readonly string[]): boolean {
  return inner.every((one) => outer.some((each) => regionContains(each as Region, one as Region)));
}
