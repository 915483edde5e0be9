import type { Bilingual } from '../record/bilingual';
import type { Position } from '../record/version';

/**
 * What has to agree with the basic matter at every level (三级四同), and what a local list may not add: an
 * implementation states its own procedure, never another name, type, legal basis or code, nor further licences. And
 * somebody handles it: `authority` tells of one that was abolished or suspended.
 */
export const DRIFT_ELEMENTS = [
  'name',
  'kind',
  'legal-basis',
  'code',
  'materials',
  'basic',
  'authority',
] as const;
export type DriftElement = (typeof DRIFT_ELEMENTS)[number];

/** One deviation of an implementation or item from its basic matter on a day. */
export interface Deviation {
  readonly code: string;
  readonly basic: string;
  readonly authority: string;
  readonly element: DriftElement;
  /** What it states, and what the basic matter states: text, codes joined by `, `, or the state of the authority. */
  readonly stated: string;
  readonly expected: string;
  readonly since: {
    /** First day on which both texts stood beside each other so. */
    readonly day: string;
    /** Where the later of the two was written. */
    readonly position: Position;
    readonly time: number;
    /** Whose text brought it about. */
    readonly by: 'local' | 'superior';
  };
  readonly fix: Bilingual;
}
