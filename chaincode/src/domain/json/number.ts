/**
 * A decimal number as its significant digits and the power of ten of the last of them; zero has no digits.
 * `text` is a number of JSON or of ECMAScript's `String`.
 */
function decimal(text: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [integer = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const written = (integer + fraction).replace(/^0+/, '');
  let end = written.length;
  while (end > 0 && written.charCodeAt(end - 1) === 0x30) end--;
  return {
    digits: written.slice(0, end),
    exponent: end === 0 ? 0 : Number(power) - fraction.length + written.length - end,
  };
}

/**
 * True when the JSON number `literal` keeps its decimal value through a double and canonical JSON (RFC 7493 §2.2,
 * RFC 8785 §3.2.2.3): the double's shortest spelling denotes the same decimal, its magnitude is at most 2^53−1, and
 * it is not −0.
 */
export function isExactNumber(literal: string): boolean {
  const value = Number(literal);
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER) || Object.is(value, -0)) return false;
  const written = decimal(literal);
  const held = decimal(String(value));
  return written.digits === held.digits && written.exponent === held.exponent;
}
