/**
 * Names of persons as two people write them: one on the licence, one at the counter (民委发〔2016〕33号: names of ethnic
 * minorities carry the middle dot U+00B7, at least 50 characters).
 *
 * `exact`: the same characters. `near`: the same once dots, spaces and widths are folded, so a person compares the two
 * (人工核验). `differs`: other characters. `not-comparable`: nothing was given, or the name is written in Mongolian
 * script, which is shown and never matched.
 */
export type NameMatch = 'exact' | 'near' | 'differs' | 'not-comparable';

/** Characters of a name that are read; the longest on record have a few hundred. */
export const NAME_LENGTH_LIMIT = 512;

/** Dots that input methods give for U+00B7: bullets, katakana and hyphenation points, full stops of either width. */
const DOTS = /[\u00b7\u0387\u2022\u2024\u2027\u2219\u22c5\u30fb\uff65\uff0e.]/gu;
const SPACES = /[\s\u200b\u200c\u200d\u2060\ufeff]/gu;
/** U+1800–18AF Mongolian, U+11660–1167F its supplement. */
const MONGOLIAN = /[\u1800-\u18af\u{11660}-\u{1167f}]/u;

/** Whether a text holds Mongolian script, which stands in columns. */
export function isMongolian(text: string): boolean {
  return MONGOLIAN.test(text);
}

/**
 * A name without what hands and keyboards vary: dots of every kind, spaces, full and half widths, the case of letters,
 * compatibility ideographs (NFKC). Only to be compared, never shown.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').replace(DOTS, '').replace(SPACES, '').toLowerCase();
}

/** How the name on a licence compares with the one that somebody typed or read from a card. */
export function matchNames(shown: string, given: string): NameMatch {
  const [a, b] = [shown.trim(), given.trim()];
  if (a.length > NAME_LENGTH_LIMIT || b.length > NAME_LENGTH_LIMIT) return 'not-comparable';
  if (isMongolian(a) || isMongolian(b)) return 'not-comparable';
  const [foldedA, foldedB] = [foldName(a), foldName(b)];
  // A name of dots and spaces alone is no name.
  if (foldedA === '' || foldedB === '') return 'not-comparable';
  if (a === b) return 'exact';
  return foldedA === foldedB ? 'near' : 'differs';
}
