import type { Fault } from '../encoding/malformed';
import { isWellFormed } from '../encoding/utf8';

/**
 * Unicode noncharacters, which I-JSON forbids (RFC 7493 §2.1): U+FDD0…U+FDEF and the last two code points of each
 * of the 17 planes (Unicode §23.7). True for one of the basic plane; `unit` is one UTF-16 code unit.
 */
export function isNoncharacter(unit: number): boolean {
  return unit >= 0xfdd0 && (unit <= 0xfdef || unit >= 0xfffe) && unit <= 0xffff;
}

/** True when a high and a low surrogate together encode a noncharacter (U+1FFFE, U+1FFFF, … U+10FFFF). */
export function isNoncharacterPair(high: number, low: number): boolean {
  return (high & 0x3f) === 0x3f && (low & 0x3fe) === 0x3fe;
}

/** C0 and C1 controls, DEL, and the separators that end a line. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** Marks, embeddings, overrides and isolates that turn the direction of what follows (Unicode UAX #9). */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Characters without a shape of their own, and joiners, interlinear and tag characters. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/**
 * ASCII without controls, CJK punctuation and unified ideographs, full-width forms of ASCII, the middle dot: none of
 * the above is among them, and nearly all strings are made of them.
 */
const PLAIN = /^[ -~\u00b7\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]*$/;

/** Why `text` may not stand in one line on a screen or a licence; null: it may. */
export function textFault(text: string): Fault | null {
  if (PLAIN.test(text)) return null;
  if (CONTROL.test(text)) return ['control-character', 'The text holds a control character.'];
  if (!isWellFormed(text)) return ['unpaired-surrogate', 'The text holds an unpaired surrogate.'];
  if (BIDI.test(text)) return ['bidi-control', 'The text holds a character that turns its direction.'];
  if (INVISIBLE.test(text)) return ['invisible-character', 'The text holds an invisible character.'];
  return null;
}
