import type { Words } from './operator-fault';

/** One step of a longer task, as it is told to the operator. */
export interface Step {
  readonly words: Words;
  readonly state: 'begun' | 'done' | 'kept';
  /** Since the step began. */
  readonly ms: number;
}

/** Hears of each step. */
export type Told = (step: Step) => void;

/** Tells a step; an act that answers false found its work done. */
export async function step<T>(tell: Told | undefined, words: Words, act: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  tell?.({ words, state: 'begun', ms: 0 });
  const done = await act();
  tell?.({ words, state: done === false ? 'kept' : 'done', ms: performance.now() - begun });
  return done;
}
