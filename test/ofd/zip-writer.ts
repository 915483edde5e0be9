import { crc32, deflateRawSync } from 'node:zlib';

/** One entry as it is written; the `local…` and other fields let a test write headers that lie. */
export interface ZipPart {
  readonly name: string;
  readonly content: Uint8Array;
  readonly stored?: boolean;
  readonly localName?: string;
  readonly localSize?: number;
  /** Uncompressed size as both headers claim it. */
  readonly claimedSize?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly rawName?: Uint8Array;
  readonly extra?: Uint8Array;
  /** Bytes put behind the packed data and counted with it. */
  readonly packedTail?: Uint8Array;
  /** Writes sizes behind the data, with zeros in the local header. */
  readonly descriptor?: boolean;
}

export interface ZipShape {
  readonly before?: Uint8Array;
  readonly gap?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly after?: Uint8Array;
  readonly count?: number;
  /** All entries point at the first one's data. */
  readonly overlap?: boolean;
}

function header(
  size: number,
  fields: readonly (readonly [at: number, bytes: 2 | 4, value: number])[],
): Buffer {
  const bytes = Buffer.alloc(size);
  for (const [at, width, value] of fields) {
    if (width === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value >>> 0, at);
  }
  return bytes;
}

/** A zip file of the parts, in order; right unless a part or the shape says otherwise. */
export function writeZip(parts: readonly ZipPart[], shape: ZipShape = {}): Buffer {
  const pieces: Buffer[] = [Buffer.from(shape.before ?? [])];
  const central: Buffer[] = [];
  let at = pieces[0]!.length;
  const firstAt = at;
  for (const part of parts) {
    const method = part.method ?? (part.stored === true ? 0 : 8);
    const body = method === 8 ? deflateRawSync(part.content) : Buffer.from(part.content);
    const packed = Buffer.concat([body, part.packedTail ?? Buffer.alloc(0)]);
    const name = Buffer.from(part.rawName ?? Buffer.from(part.name));
    const localName = part.localName === undefined ? name : Buffer.from(part.localName);
    const ascii = name.every((byte) => byte < 0x80);
    const flags = part.flags ?? (ascii ? 0 : 0x800) | (part.descriptor === true ? 8 : 0);
    const crc = part.crc ?? crc32(part.content);
    const size = part.claimedSize ?? part.content.length;
    const extra = Buffer.from(part.extra ?? []);
    const late = part.descriptor === true;
    const local = header(30, [
      [0, 4, 0x04034b50],
      [4, 2, 20],
      [6, 2, flags],
      [8, 2, method],
      [14, 4, late ? 0 : crc],
      [18, 4, late ? 0 : packed.length],
      [22, 4, late ? 0 : (part.localSize ?? size)],
      [26, 2, localName.length],
      [28, 2, extra.length],
    ]);
    const tail = late
      ? header(16, [
          [0, 4, 0x08074b50],
          [4, 4, crc],
          [8, 4, packed.length],
          [12, 4, size],
        ])
      : Buffer.alloc(0);
    const whole = Buffer.concat([local, localName, extra, packed, tail, shape.gap ?? Buffer.alloc(0)]);
    central.push(
      header(46, [
        [0, 4, 0x02014b50],
        [4, 2, 20],
        [6, 2, 20],
        [8, 2, flags],
        [10, 2, method],
        [16, 4, crc],
        [20, 4, packed.length],
        [24, 4, size],
        [28, 2, name.length],
        [30, 2, extra.length],
        [42, 4, shape.overlap === true ? firstAt : at],
      ]),
      name,
      extra,
    );
    pieces.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(central);
  const comment = Buffer.from(shape.comment ?? []);
  const count = shape.count ?? parts.length;
  const end = header(22, [
    [0, 4, 0x06054b50],
    [8, 2, count],
    [10, 2, count],
    [12, 4, directory.length],
    [16, 4, at],
    [20, 2, comment.length],
  ]);
  return Buffer.concat([...pieces, directory, end, comment, shape.after ?? Buffer.alloc(0)]);
}
