import { MalformedError } from '../encoding/malformed';
import type { JsonLimits } from './limits';
import { isExactNumber } from './number';
import { isNoncharacter, isNoncharacterPair } from './text';

/** Decimal digits that always stay below 2^53. */
const SAFE_DIGITS = 15;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * What makes a string more than the characters between two quotes: escapes, controls, and the characters that
 * I-JSON looks at. A text without any of them, which nearly all are, has its strings skipped from quote to quote.
 */
export const NEEDS_LOOK = /[\\\u0000-\u001f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/;

/** Walks over the text once, builds nothing, and refuses with a MalformedError. */
export class Scan {
  /** Members of all objects of the text. */
  members = 0;
  private at = 0;
  private readonly plain: boolean;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {
    this.plain = !NEEDS_LOOK.test(text);
  }

  whole(): void {
    this.value(0);
    this.space();
    if (this.at < this.text.length) throw syntax();
  }

  /** Skips white space; the code of the character that follows (NaN at the end), which is not consumed. */
  private space(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
      this.at++;
    }
  }

  private value(depth: number): void {
    const code = this.space();
    if (code === QUOTE) this.string();
    else if (code === 0x7b) this.object(depth + 1);
    else if (code === 0x5b) this.array(depth + 1);
    else if (code === MINUS || isDigit(code)) this.number(code);
    else if (code === 0x74) this.word('true');
    else if (code === 0x66) this.word('false');
    else if (code === 0x6e) this.word('null');
    else throw syntax();
  }

  private word(word: string): void {
    if (!this.text.startsWith(word, this.at)) throw syntax();
    this.at += word.length;
  }

  private object(depth: number): void {
    if (depth > this.limits.maxDepth) throw tooDeep();
    this.at++;
    let members = 0;
    if (this.space() === 0x7d) {
      this.at++;
      return;
    }
    for (;;) {
      if (this.space() !== QUOTE) throw syntax();
      if (++members > this.limits.maxKeys) {
        throw new MalformedError('too-many-keys', 'A JSON object has too many members.');
      }
      this.string();
      if (this.space() !== COLON) throw syntax();
      this.at++;
      this.value(depth);
      const code = this.space();
      this.at++;
      if (code === COMMA) continue;
      if (code !== 0x7d) throw syntax();
      this.members += members;
      return;
    }
  }

  private array(depth: number): void {
    if (depth > this.limits.maxDepth) throw tooDeep();
    this.at++;
    let items = 0;
    if (this.space() === 0x5d) {
      this.at++;
      return;
    }
    for (;;) {
      if (++items > this.limits.maxItems) {
        throw new MalformedError('too-many-items', 'A JSON array has too many items.');
      }
      this.value(depth);
      const code = this.space();
      this.at++;
      if (code === COMMA) continue;
      if (code !== 0x5d) throw syntax();
      return;
    }
  }

  private string(): void {
    if (!this.plain) {
      this.lookedAtString();
      return;
    }
    const end = this.text.indexOf('"', this.at + 1);
    if (end < 0) throw syntax();
    if (end - this.at - 1 > this.limits.maxString) throw stringTooLong();
    this.at = end + 1;
  }

  private lookedAtString(): void {
    const { text } = this;
    let at = this.at + 1;
    // The decoded length is the distance walked less what escapes take beyond the one unit that they mean.
    let start = at;
    for (;;) {
      const code = text.charCodeAt(at++);
      if (code < 0xd800 && code >= 0x20 && code !== QUOTE && code !== BACKSLASH) continue;
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        const from = at - 1;
        at = this.escape(at);
        start += at - from - (at - from === 12 ? 2 : 1);
      } else if (code >= 0xd800) {
        if (code <= 0xdfff) wellFormedPair(code, text.charCodeAt(at++));
        else if (isNoncharacter(code)) throw noncharacter();
      } else throw syntax();
    }
    if (at - 1 - start > this.limits.maxString) throw stringTooLong();
    this.at = at;
  }

  /** Reads the escape whose backslash stands before `at`; a surrogate pair is one escape of 12 characters. */
  private escape(at: number): number {
    switch (this.text.charCodeAt(at)) {
      case QUOTE:
      case BACKSLASH:
      case 0x2f:
      case 0x62:
      case 0x66:
      case 0x6e:
      case 0x72:
      case 0x74:
        return at + 1;
      case 0x75: {
        const unit = this.hex4(at + 1);
        if (isNoncharacter(unit)) throw noncharacter();
        if (unit < 0xd800 || unit > 0xdfff) return at + 5;
        if (!this.text.startsWith('\\u', at + 5)) throw unpaired();
        wellFormedPair(unit, this.hex4(at + 7));
        return at + 11;
      }
      default:
        throw syntax();
    }
  }

  private hex4(at: number): number {
    let unit = 0;
    for (let digit = 0; digit < 4; digit++) {
      const code = this.text.charCodeAt(at + digit);
      const lower = code | 0x20;
      if (isDigit(code)) unit = unit * 16 + code - ZERO;
      else if (lower >= 0x61 && lower <= 0x66) unit = unit * 16 + lower - 0x57;
      else throw syntax();
    }
    return unit;
  }

  private number(first: number): void {
    const start = this.at;
    if (first === MINUS) this.at++;
    const integer = this.at;
    const leadingZero = this.text.charCodeAt(integer) === ZERO;
    let plain = true;
    this.digits();
    if (leadingZero && this.at - integer > 1) throw syntax();
    const short = this.at - integer <= SAFE_DIGITS;
    if (this.text.charCodeAt(this.at) === POINT) {
      plain = false;
      this.at++;
      this.digits();
    }
    if ((this.text.charCodeAt(this.at) | 0x20) === 0x65) {
      plain = false;
      const sign = this.text.charCodeAt(++this.at);
      if (sign === MINUS || sign === 0x2b) this.at++;
      this.digits();
    }
    if (plain && short && !(leadingZero && first === MINUS)) return;
    if (!isExactNumber(this.text.slice(start, this.at))) {
      throw new MalformedError('number-not-exact', 'A JSON number has no exact interoperable value.');
    }
  }

  /** One or more digits. */
  private digits(): void {
    const from = this.at;
    while (isDigit(this.text.charCodeAt(this.at))) this.at++;
    if (this.at === from) throw syntax();
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

function wellFormedPair(high: number, low: number): void {
  if (!(high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff)) throw unpaired();
  if (isNoncharacterPair(high, low)) throw noncharacter();
}

function syntax(): MalformedError {
  return new MalformedError('json-syntax', 'The text is not JSON.');
}

function tooDeep(): MalformedError {
  return new MalformedError('too-deep', 'The JSON text is nested too deeply.');
}

function stringTooLong(): MalformedError {
  return new MalformedError('string-too-long', 'A JSON string is too long.');
}

function unpaired(): MalformedError {
  return new MalformedError('unpaired-surrogate', 'A JSON string holds an unpaired surrogate.');
}

function noncharacter(): MalformedError {
  return new MalformedError('noncharacter', 'A JSON string holds a Unicode noncharacter.');
}
