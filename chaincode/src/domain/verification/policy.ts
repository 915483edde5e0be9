import type { CounterMethod } from './counter-match';
import type { CheckName } from './finding';

/** A relying member's policy: a JCS record whose digest stands in every receipt. */
export interface Policy {
  readonly v: 1;
  /** Oldest index that may still judge (clock − last block time). */
  readonly maxIndexAgeMs: number;
  /** Oldest key-binding proof. */
  readonly presentationMaxAgeMs: number;
  /** Whether the holder must present, for all matters and for named basic codes. */
  readonly holder: {
    readonly otherwise: 'presentation' | 'none';
    readonly matters: Readonly<Record<string, 'presentation' | 'none'>>;
  };
  /** Competence that was only witnessed by the members. */
  readonly witnessed: 'review' | 'accept';
  /** Licences with an open dispute: to a person, or only told of. Absent: told of. */
  readonly disputes?: 'review' | 'note';
  /** Lowest identity level for every matter; a matter may ask for more. */
  readonly identityLevel: number;
  /** Checks that may be skipped without review. */
  readonly mayBeSkipped: readonly CheckName[];
  /** Identity level that a match at the counter is worth, by its way; absent: COUNTER_LEVELS. */
  readonly counterLevels?: Readonly<Record<CounterMethod, number>>;
}

export const DEFAULT_POLICY: Policy = {
  v: 1,
  maxIndexAgeMs: 30 * 60_000,
  presentationMaxAgeMs: 60_000,
  holder: { otherwise: 'presentation', matters: {} },
  witnessed: 'review',
  disputes: 'review',
  identityLevel: 0,
  mayBeSkipped: [],
};
