/** One field of a protobuf message: bytes where it has a length, a number where it is a varint. */
export interface WireField {
  readonly number: number;
  readonly value: Uint8Array | number;
}

const maxFields = 4096;

/** Reads one varint of at most 32 bits' worth, or more where its upper part may be lost; `undefined` when cut off. */
function readVarint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}

/**
 * The fields of a message in their order, or undefined when the bytes are none. Groups and fixed-width fields, which
 * the messages read here do not have, count as no message.
 */
export function readWireFields(bytes: Uint8Array): readonly WireField[] | undefined {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    if (tag === undefined || fields.length === maxFields) return undefined;
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    const read = readVarint(bytes, tag.next);
    if (number === 0 || read === undefined) return undefined;
    if (wire === 0) {
      fields.push({ number, value: read.value });
      at = read.next;
    } else if (wire === 2) {
      const end = read.next + read.value;
      if (end > bytes.length) return undefined;
      fields.push({ number, value: bytes.subarray(read.next, end) });
      at = end;
    } else return undefined;
  }
  return fields;
}
