import { crc32, deflateRawSync } from 'node:zlib';

/** A part of a package, by its path without leading slash. */
export interface PackagePart {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const VERSION = 20;
const DEFLATE = 8;
const STORED = 0;
/** 1 January 1980, 0 h: the first instant of the format. A package tells no time of its own. */
const DOS_DATE = 0x0021;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

function header(fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value, at);
    at += width;
  }
  return bytes;
}

/**
 * A zip archive (APPNOTE 6.3.10) of the parts in their order: sizes in the local headers, no extra fields, one time for
 * all, so that the same parts give the same bytes.
 * @throws TypeError for a path that is not plain ASCII
 */
export function writePackage(parts: readonly PackagePart[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes } of parts) {
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(path)) throw new TypeError('not a plain path');
    const packed = deflateRawSync(bytes);
    const isPacked = packed.length < bytes.length;
    const data = isPacked ? packed : Buffer.from(bytes);
    const name = Buffer.from(path, 'ascii');
    const shared = [
      [2, VERSION],
      [2, 0],
      [2, isPacked ? DEFLATE : STORED],
      [2, 0],
      [2, DOS_DATE],
      [4, crc32(bytes)],
      [4, data.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0],
    ] as const;
    pieces.push(header([[4, LOCAL], ...shared]), name, data);
    const place = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ] as const;
    directory.push(header([[4, CENTRAL], [2, VERSION], ...shared, ...place]), name);
    offset += 30 + name.length + data.length;
  }
  const size = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = header([
    [4, END],
    [2, 0],
    [2, 0],
    [2, parts.length],
    [2, parts.length],
    [4, size],
    [4, offset],
    [2, 0],
  ]);
  return Buffer.concat([...pieces, ...directory, end]);
}
