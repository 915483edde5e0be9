/**
 * Characters that a terminal obeys or that hide what follows: C0 (a tab is harmless), DEL, C1, line separators, and the
 * marks that turn the direction of a text (Unicode UAX #9).
 */
const obeyed = /[\0-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The colours that this program itself sets: bold, red, green, yellow, grey, and their ends. */
const ownColour = /(\u001b\[(?:1|22|31|32|33|39|90)m)/;

function spelled(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * One line as it may go to a terminal: names of records, of seals and of certificates come from others, and none of
 * them moves the cursor, rewrites a line or sets a title. What would is spelled out.
 */
export function printable(line: string): string {
  return line
    .split(ownColour)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(obeyed, spelled)))
    .join('');
}

/** JSON for programs and people alike; the spelling of these characters within a string changes nothing. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(obeyed, (character) =>
    character === '\n' ? character : spelled(character),
  );
}
