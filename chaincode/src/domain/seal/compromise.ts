import { comparePositions, type History, type Position } from '../record/version';
import type { Seal } from './seal';

/** Why no compromise can begin at a position. */
export type CompromiseFault = 'seal-unknown' | 'before-registration' | 'position-to-come';

/**
 * Whether a compromise can begin at `from` (DETAILS 17): not before the key was registered, and not where the ledger has
 * not come to yet. A contract knows no positions, so whoever reads the ledger asks this before it submits; a verifier
 * that meets an earlier `from` all the same refuses every anchor under the key.
 * @param height number of blocks that were read
 */
export function compromiseFault(
  history: History<Seal>,
  from: Position,
  height: number,
): CompromiseFault | undefined {
  const [registered] = history;
  if (registered === undefined) return 'seal-unknown';
  if (comparePositions(from, registered.position) < 0) return 'before-registration';
  return from.block > height ? 'position-to-come' : undefined;
}
