import { CHECKS, type CheckName, type Finding, LAMPS, type LampName } from './finding';
import { isUnavailable } from './finding-code';
import type { Policy } from './policy';
import type { LampColour, VerdictWord } from './verdict';

/** What of the question the judgement depends on. */
export interface JudgedQuestion {
  /** Basic code of the matter. */
  readonly basic: string;
  /** Nobody can present for a day that is past. */
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
  const lamps: Record<LampName, LampColour> = { genuine: 'green', inForce: 'green', usable: 'green' };
  const ran = new Set<CheckName>();
  let worst: LampColour = 'green';
  let decisive: Finding | undefined;
  for (const found of findings) {
    const colour = colourOf(found, policy, question);
    const lamp = LAMP_OF[found.check];
    ran.add(found.check);
    if (GRAVITY[colour] > GRAVITY[lamps[lamp]]) lamps[lamp] = colour;
    if (GRAVITY[colour] > GRAVITY[worst]) {
      worst = colour;
      decisive = found;
    }
  }
  // A check that did not run is a fact that could not be had.
  for (const check of ran.size < CHECKS.length ? CHECKS.filter((each) => !ran.has(each)) : []) {
    const lamp = LAMP_OF[check];
    if (GRAVITY.grey > GRAVITY[lamps[lamp]]) lamps[lamp] = 'grey';
    if (GRAVITY.grey > GRAVITY[worst]) worst = 'grey';
  }
  const verdict = VERDICT_OF[worst];
  return decisive === undefined || worst === 'green' ? { verdict, lamps } : { verdict, lamps, decisive };
}

/** Which lamp a check lights. */
const LAMP_OF = Object.fromEntries(
  Object.entries(LAMPS).flatMap(([lamp, checks]) => checks.map((check) => [check, lamp])),
) as Readonly<Record<CheckName, LampName>>;

/** The gravest colour decides. */
const GRAVITY: Readonly<Record<LampColour, number>> = { green: 0, amber: 1, grey: 2, red: 3 };
const VERDICT_OF: Readonly<Record<LampColour, VerdictWord>> = {
  green: 'accept',
  amber: 'review',
  grey: 'cannot-tell',
  red: 'refuse',
};

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
