import type { Day } from '../code/day';

/** What is asked: may licences of this type from there be accepted here for this matter on that day, and on whose word? */
export interface Occurrence {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** Basic code. */
  readonly matter: string;
  readonly on: Day;
}
