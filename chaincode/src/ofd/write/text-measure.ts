/**
 * How much room a text takes, without any font: Chinese fonts set ideographs and full-width marks on a square, letters
 * and digits on half of one. What a reader's own font does differently is not seen here.
 */

/** Marks that stand on the character before them. */
const MARK = /^[\p{M}\u200C\u200D]$/u;
/** Drawn full width by 宋体 and 楷体 though Unicode calls their width ambiguous: 间隔号, dashes, quotes, ellipsis. */
const WIDE_MARKS = new Set('·—‘’“”…×÷°±§');
const FIRST_WIDE = 0x2e80;
const HALF_WIDTH_FORMS = [0xff61, 0xffdc] as const;
/** 蒙古文, with its supplement. */
const MONGOLIAN = /[\u1800-\u18AF\u{11660}-\u{1167F}]/u;
const MONGOLIAN_RUN =
  /[\u1800-\u18AF\u{11660}-\u{1167F}]+(?:[ \u202F·]+[\u1800-\u18AF\u{11660}-\u{1167F}]+)*/gu;

/** Advance of one character in units of the font size. */
export function advanceOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  // Nearly all of a licence: ASCII, and the ideographs of the basic plane.
  if (point < 0x80) return 0.5;
  if (point >= 0x3400 && point <= 0x9fff) return 1;
  if (MARK.test(character)) return 0;
  if (WIDE_MARKS.has(character)) return 1;
  if (point < FIRST_WIDE) return 0.5;
  return point >= HALF_WIDTH_FORMS[0] && point <= HALF_WIDTH_FORMS[1] ? 0.5 : 1;
}

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += advanceOf(character);
  return width;
}

/** Characters that do not begin a line (GB/T 15834-2011 §5.1). */
const NOT_FIRST = new Set('，。、；：？！）》”’」』】·,.;:?!)');

/**
 * Lines of a text, each at most `room` wide in units of the font size; a single wider character has its own line.
 * The lines joined give the text again.
 */
export function wrapText(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const character of text) {
    const advance = advanceOf(character);
    // One mark may stand in the margin rather than open the next line.
    const hangs = NOT_FIRST.has(character) && width <= room;
    if (line !== '' && width + advance > room && advance > 0 && !hangs) {
      lines.push(line);
      line = '';
      width = 0;
    }
    line += character;
    width += advance;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

export interface TextRun {
  readonly text: string;
  readonly vertical: boolean;
}

/** The runs of Mongolian in a text, which are set top down, and what stands between them. */
export function directionRuns(text: string): readonly TextRun[] {
  if (!MONGOLIAN.test(text)) return [{ text, vertical: false }];
  const runs: TextRun[] = [];
  let at = 0;
  for (const match of text.matchAll(MONGOLIAN_RUN)) {
    if (match.index > at) runs.push({ text: text.slice(at, match.index), vertical: false });
    runs.push({ text: match[0], vertical: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) runs.push({ text: text.slice(at), vertical: false });
  return runs;
}
