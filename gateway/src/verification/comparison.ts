import {
  type CounterMatch,
  type CounterMethod,
  type Credential,
  type CryptoProvider,
  foldName,
  matchNames,
  nameToCompare,
  type Verdict,
} from '@huren/chaincode/domain';
import { Problem } from '../problems';

/** 窗口人证核对 as a clerk's session sends it. */
export interface Comparison {
  readonly method: CounterMethod;
  /** The name on the card, as it was typed or read; empty where the licence shows none that can be compared. */
  readonly typed: string;
  /** The agent was compared, with the name in the delegation; absent: the holder, with the licence. */
  readonly of?: 'agent';
  /** `subject` of the clerk's session. */
  readonly by: string;
}

/**
 * How the name on the card compares with the licence's, by the gateway's own comparison: whoever sends a comparison
 * does not say how it ends. What was typed is not kept.
 * @param seen the verdict on the credential without the comparison
 * @throws Problem bad-value: there is a name to compare with, and what was typed is none that can be
 */
export function comparedWith(
  { method, typed, of, by }: Comparison,
  credential: Credential,
  seen: Verdict,
  provider: CryptoProvider,
): CounterMatch {
  const shown = nameToCompare(credential, seen, provider, of) ?? '';
  const name = matchNames(shown, typed);
  // What was typed decides nothing about whether there is a name to compare with.
  if (name === 'not-comparable' && matchNames(shown, shown) !== 'not-comparable') {
    const fault = foldName(typed) === '' ? 'name-not-typed' : 'name-not-comparable';
    throw new Problem('bad-value', { path: '/counterMatch/typed', details: { fault } });
  }
  return { method, name, ...(of === undefined ? {} : { of }), by };
}
