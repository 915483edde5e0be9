/** Identifier octets of the types that are read here (ITU-T X.690 §8.1.2); all have low tag numbers. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific and constructed: `[n] EXPLICIT`, or an implicit SET or SEQUENCE. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}
