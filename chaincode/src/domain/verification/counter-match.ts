import type { NameMatch } from '../code/name-match';

/** How a clerk made sure that the person at the counter is the holder. */
export const COUNTER_METHODS = ['card-reader', 'id-card', 'other'] as const;
export type CounterMethod = (typeof COUNTER_METHODS)[number];

/** How the name on the card compares with the licence's; `not-comparable`: the clerk compared by eye. */
export const COUNTER_NAMES = [
  'exact',
  'near',
  'differs',
  'not-comparable',
] as const satisfies readonly NameMatch[];

/**
 * 窗口人证核对: a person without a phone, whom a clerk compared with the licence. That they did, and in which way, is the
 * clerk's word and nobody else's, so it says who gave it; how the two names compare is the gateway's own finding.
 * Neither the name nor the number of the person is in it.
 */
export interface CounterMatch {
  readonly method: CounterMethod;
  readonly name: NameMatch;
  /** The agent was compared with the name in the delegation by which they presented; absent: the holder, with the licence. */
  readonly of?: 'agent';
  /** base64url digest that names the clerk's account (`subject` of the session), never the clerk. */
  readonly by: string;
}

/**
 * Identity level (0…5) that each way is worth where a policy says nothing: a card that a reader checked is level 4, a
 * card that was looked at 3, anything else 1.
 */
export const COUNTER_LEVELS: Readonly<Record<CounterMethod, number>> = {
  'card-reader': 4,
  'id-card': 3,
  other: 1,
};
