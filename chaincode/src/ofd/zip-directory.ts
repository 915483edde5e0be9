/**
 * The directory of a zip file, read so that there is one reading: PKWARE APPNOTE 6.3.10 without zip64, encryption,
 * spanning and comments that hold another directory. Central and local headers must agree, and headers, data and
 * directory must lie one after the other from the first byte to the last: nothing before, between or behind.
 */
import { foldedName, readEntryName } from './entry-name';
import { OFD_LIMITS } from './limits';
import { OfdRefusal } from './refusal';

export interface ZipEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly method: 0 | 8;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where the packed data begins. */
  readonly dataAt: number;
}

interface CentralEntry extends Omit<ZipEntry, 'dataAt'> {
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly headerAt: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const FLAG = {
  encrypted: 1 << 0,
  descriptor: 1 << 3,
  patched: 1 << 5,
  strong: 1 << 6,
  utf8: 1 << 11,
  masked: 1 << 13,
};
/** Extra fields that change sizes or names: zip64, Info-ZIP Unicode path, strong encryption, AES. */
const REFUSED_EXTRA = new Set([0x0001, 0x7075, 0x0017, 0x9901]);

const ambiguous = (reason: string, part?: string): OfdRefusal =>
  new OfdRefusal('PACKAGE_AMBIGUOUS', reason, part);
const broken = (reason: string): OfdRefusal => new OfdRefusal('NOT_A_PACKAGE', reason);

/** Where the end record stands: the one whose comment ends with the file. */
function findEnd(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) !== END) continue;
    // Another record, or trailing bytes: some programs would start from here.
    if (at + 22 + view.getUint16(at + 20, true) !== view.byteLength) throw ambiguous('bytes-after-end');
    return at;
  }
  throw broken('no-end-record');
}

function checkExtra(view: DataView, from: number, length: number): void {
  let at = from;
  const end = from + length;
  while (at + 4 <= end) {
    const size = view.getUint16(at + 2, true);
    if (REFUSED_EXTRA.has(view.getUint16(at, true))) throw ambiguous('extra-field');
    at += 4 + size;
  }
  if (at > end) throw ambiguous('extra-field');
}

function readCentral(view: DataView, bytes: Uint8Array, at: number, end: number): [CentralEntry, number] {
  if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) throw broken('central-header');
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const packedBytes = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  const headerAt = view.getUint32(at + 42, true);
  if (next > end) throw broken('central-header');
  if ((flags & (FLAG.encrypted | FLAG.strong | FLAG.masked)) !== 0) {
    throw new OfdRefusal('PACKAGE_ENCRYPTED', 'encrypted');
  }
  if ((flags & FLAG.patched) !== 0) throw ambiguous('patched');
  if (method !== 0 && method !== 8) throw new OfdRefusal('PACKAGE_METHOD_UNKNOWN', 'method');
  if (view.getUint16(at + 34, true) !== 0) throw ambiguous('disk-number');
  if ([packedBytes, size, headerAt].includes(0xffff_ffff)) throw ambiguous('zip64');
  checkExtra(view, at + 46 + nameLength, extraLength);
  const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
  const name = readEntryName(rawName, (flags & FLAG.utf8) !== 0);
  const isFolder = name.endsWith('/');
  if (isFolder && size !== 0) throw ambiguous('folder-with-content');
  if (method === 0 && packedBytes !== size) throw ambiguous('stored-size');
  const crc32 = view.getUint32(at + 16, true);
  return [{ rawName, name, isFolder, method, flags, crc32, packedBytes, bytes: size, headerAt }, next];
}

/** Checks the local header against the central one; answers where data begins and where the entry ends. */
function readLocal(view: DataView, bytes: Uint8Array, entry: CentralEntry, end: number): [number, number] {
  const at = entry.headerAt;
  if (at + 30 > end || view.getUint32(at, true) !== LOCAL) throw broken('local-header');
  const nameLength = view.getUint16(at + 26, true);
  const extraLength = view.getUint16(at + 28, true);
  const dataAt = at + 30 + nameLength + extraLength;
  const dataEnd = dataAt + entry.packedBytes;
  if (dataEnd > end) throw broken('data-past-end');
  const differs = (): OfdRefusal => ambiguous('headers-differ', entry.name);
  if (view.getUint16(at + 6, true) !== entry.flags || view.getUint16(at + 8, true) !== entry.method)
    throw differs();
  if (nameLength !== entry.rawName.length) throw differs();
  if (!entry.rawName.every((byte, i) => bytes[at + 30 + i] === byte)) throw differs();
  checkExtra(view, at + 30 + nameLength, extraLength);
  const sizes = [entry.crc32, entry.packedBytes, entry.bytes];
  const local = [14, 18, 22].map((offset) => view.getUint32(at + offset, true));
  const isSame = sizes.every((value, i) => local[i] === value);
  if ((entry.flags & FLAG.descriptor) === 0) {
    if (!isSame) throw differs();
    return [dataAt, dataEnd];
  }
  if (!isSame && local.some((value) => value !== 0)) throw differs();
  // The signature of a data descriptor is optional (§4.3.9.3).
  const from = dataEnd + 4 <= end && view.getUint32(dataEnd, true) === DESCRIPTOR ? dataEnd + 4 : dataEnd;
  if (from + 12 > end || !sizes.every((value, i) => view.getUint32(from + 4 * i, true) === value))
    throw differs();
  return [dataAt, from + 12];
}

/** No file may bear the name of a folder that others lie in: programs that unpack keep one of the two. */
function checkFolders(entries: readonly CentralEntry[]): void {
  const folders = new Set<string>();
  for (const { name } of entries) {
    const folded = foldedName(name);
    for (let at = folded.lastIndexOf('/'); at > 0; at = folded.lastIndexOf('/', at - 1)) {
      const folder = folded.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  for (const { name, isFolder } of entries) {
    if (!isFolder && folders.has(foldedName(name))) throw ambiguous('file-and-folder', name);
  }
}

function checkLimits(entries: readonly CentralEntry[]): void {
  let total = 0;
  for (const { name, bytes, packedBytes } of entries) {
    total += bytes;
    const isDense = bytes > OFD_LIMITS.ratioFreeBytes && bytes > packedBytes * OFD_LIMITS.ratio;
    if (isDense || bytes > OFD_LIMITS.partBytes) throw new OfdRefusal('PACKAGE_TOO_LARGE', 'part', name);
  }
  if (total > OFD_LIMITS.totalBytes) throw new OfdRefusal('PACKAGE_TOO_LARGE', 'total');
}

/** @throws OfdRefusal */
export function readZipDirectory(bytes: Uint8Array): readonly ZipEntry[] {
  if (bytes.length > OFD_LIMITS.fileBytes) throw new OfdRefusal('PACKAGE_TOO_LARGE', 'file');
  if (bytes.length < 22) throw broken('too-short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const endAt = findEnd(view);
  const count = view.getUint16(endAt + 10, true);
  const directoryBytes = view.getUint32(endAt + 12, true);
  const directoryAt = view.getUint32(endAt + 16, true);
  if (view.getUint32(endAt + 4, true) !== 0 || view.getUint16(endAt + 8, true) !== count)
    throw ambiguous('disk-number');
  if (count === 0xffff || directoryAt === 0xffff_ffff) throw ambiguous('zip64');
  if (count > OFD_LIMITS.entries) throw new OfdRefusal('PACKAGE_TOO_LARGE', 'entries');
  if (directoryAt + directoryBytes !== endAt) throw ambiguous('directory-place');

  const central: CentralEntry[] = [];
  const seen = new Set<string>();
  for (let at = directoryAt; at < endAt;) {
    const [entry, next] = readCentral(view, bytes, at, endAt);
    const folded = foldedName(entry.name);
    if (seen.has(folded)) throw ambiguous('duplicate-name', entry.name);
    seen.add(folded);
    central.push(entry);
    if (central.length > count) throw ambiguous('entry-count');
    at = next;
  }
  if (central.length !== count) throw ambiguous('entry-count');
  checkFolders(central);
  checkLimits(central);

  let expected = 0;
  const placed = central.toSorted((a, b) => a.headerAt - b.headerAt);
  return placed.map((entry) => {
    // A gap could hold an entry that programs reading from the front would see; an overlap is a bomb.
    if (entry.headerAt !== expected) throw ambiguous('entries-not-contiguous', entry.name);
    const [dataAt, end] = readLocal(view, bytes, entry, directoryAt);
    expected = end;
    const { name, isFolder, method, crc32, packedBytes, bytes: size } = entry;
    if (placed.at(-1) === entry && end !== directoryAt) throw ambiguous('entries-not-contiguous', name);
    return { name, isFolder, method, crc32, packedBytes, bytes: size, dataAt };
  });
}
