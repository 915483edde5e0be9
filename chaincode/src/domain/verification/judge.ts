import { type CheckName, type Finding, LAMPS, type LampName } from './finding';
import { isUnavailable } from './finding-code';
import type { Policy } from './policy';
import type { LampColour, VerdictWord } from './verdict';

/** What of the question the judgement depends on. */
export interface JudgedQuestion {
  /** Basic code of the matter. */
  readonly basic: string;
  /** Nobody can present for a day or a height that is past. */
  readonly isPast: boolean;
}

export interface Judgement {
  readonly verdict: VerdictWord;
  readonly lamps: Readonly<Record<LampName, LampColour>>;
  /** The finding that decided; absent with accept. */
  readonly decisive?: Finding;
}

/**
 * The order of DETAILS 19: a failed check refuses; then a fact that could not be had says cannot-tell; then anything
 * unknown, or skipped without leave, asks for a person; only then accept.
 */
export function decideVerdict(
  findings: readonly Finding[],
  policy: Policy,
  question: JudgedQuestion,
): Judgement {
  const colours = findings.map((found) => colourOf(found, policy, question));
  const lamps = Object.fromEntries(
    Object.entries(LAMPS).map(([lamp, checks]) => [lamp, lampOf(checks, findings, colours)]),
  ) as Record<LampName, LampColour>;
  for (const [colour, verdict] of ORDER) {
    const at = colours.indexOf(colour);
    if (at >= 0) return { verdict, lamps, decisive: findings[at]! };
  }
  return { verdict: findings.length > 0 ? 'accept' : 'cannot-tell', lamps };
}

/** Colours from the gravest, and the verdict that each leads to. */
const ORDER: readonly (readonly [LampColour, VerdictWord])[] = [
  ['red', 'refuse'],
  ['grey', 'cannot-tell'],
  ['amber', 'review'],
];

function colourOf({ check, code, outcome }: Finding, policy: Policy, question: JudgedQuestion): LampColour {
  switch (outcome) {
    case 'pass':
      return 'green';
    case 'fail':
      return 'red';
    case 'unknown':
      return isUnavailable(code) ? 'grey' : 'amber';
    case 'skipped':
      return maySkip(check, policy, question) ? 'green' : 'amber';
  }
}

/** `skipped` is tolerated only where policy names it, or where the question is about the past (DETAILS 20). */
function maySkip(check: CheckName, policy: Policy, { basic, isPast }: JudgedQuestion): boolean {
  if (policy.mayBeSkipped.includes(check)) return true;
  if (check === 'fresh') return isPast;
  if (check !== 'holder') return false;
  return isPast || (policy.holder.matters[basic] ?? policy.holder.otherwise) === 'none';
}

/** The gravest colour among a lamp's checks; a check that did not run is grey. */
function lampOf(
  checks: readonly CheckName[],
  findings: readonly Finding[],
  colours: readonly LampColour[],
): LampColour {
  const own = checks.flatMap((check) => {
    const seen = colours.filter((_, at) => findings[at]!.check === check);
    return seen.length > 0 ? seen : (['grey'] as const);
  });
  return ORDER.find(([colour]) => own.includes(colour))?.[0] ?? 'green';
}
