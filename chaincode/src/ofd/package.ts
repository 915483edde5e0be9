import { crc32, inflateRawSync } from 'node:zlib';
import { isPlainPath } from './entry-name';
import { OFD_LIMITS } from './limits';
import { OfdRefusal } from './refusal';
import { readZipDirectory, type ZipEntry } from './zip-directory';

const LIMIT_REASON = { xmlTotalBytes: 'xml-total', references: 'references' } as const;

/** The parts of a package by their absolute paths (`/Doc_0/Document.xml`), all unpacked and checked. */
export class OfdPackage {
  /** What is left of the limits that hold for the package as a whole. */
  readonly #left: Record<'xmlTotalBytes' | 'references', number> = {
    xmlTotalBytes: OFD_LIMITS.xmlTotalBytes,
    references: OFD_LIMITS.references,
  };

  private constructor(private readonly parts: ReadonlyMap<string, Uint8Array>) {}

  /** @throws OfdRefusal */
  static open(bytes: Uint8Array): OfdPackage {
    const parts = new Map<string, Uint8Array>();
    for (const entry of readZipDirectory(bytes)) {
      const content = unpack(bytes, entry);
      if (!entry.isFolder) parts.set(`/${entry.name}`, content);
    }
    return new OfdPackage(parts);
  }

  get paths(): readonly string[] {
    return [...this.parts.keys()];
  }

  /** Takes of a limit of the whole package; what one part may cost, many must not. @throws OfdRefusal */
  spend(limit: 'xmlTotalBytes' | 'references', amount: number): void {
    this.#left[limit] -= amount;
    if (this.#left[limit] < 0) throw new OfdRefusal('PACKAGE_TOO_LARGE', LIMIT_REASON[limit]);
  }

  part(path: string): Uint8Array | undefined {
    return this.parts.get(path);
  }

  /**
   * The absolute path that a reference in the part `from` names (GB/T 33190-2016 §7.3 ST_Loc): from the root with a
   * leading slash, else from the folder of `from`; and from the root once more where nothing stands there, because
   * writers leave the slash out.
   */
  resolve(from: string, reference: string): string {
    const path = reference.trim();
    if (path.startsWith('/')) return joinPath('', path.slice(1));
    const relative = joinPath(from.slice(0, from.lastIndexOf('/')), path);
    if (this.parts.has(relative) || path.startsWith('.')) return relative;
    const absolute = joinPath('', path);
    return this.parts.has(absolute) ? absolute : relative;
  }
}

/** A reference without scheme, backslash or percent sign, inside the package. */
function joinPath(folder: string, path: string): string {
  const segments = folder === '' ? [] : folder.slice(1).split('/');
  for (const segment of path.replace(/^\.\//, '').split('/')) {
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) throw new OfdRefusal('PACKAGE_UNSAFE', 'reference-path');
  }
  const joined = segments.join('/');
  if (path.includes('%') || !isPlainPath(joined)) throw new OfdRefusal('PACKAGE_UNSAFE', 'reference-path');
  return `/${joined}`;
}

function unpack(file: Uint8Array, entry: ZipEntry): Uint8Array {
  const packed = file.subarray(entry.dataAt, entry.dataAt + entry.packedBytes);
  const content = entry.method === 0 ? packed : inflate(packed, entry);
  if (crc32(content) !== entry.crc32) throw new OfdRefusal('PACKAGE_AMBIGUOUS', 'checksum', entry.name);
  return content;
}

/** What inflateRawSync answers with `info: true`; its declaration does not say so. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** Smallest output buffer that zlib takes. */
const MIN_CHUNK = 64;

function inflate(packed: Uint8Array, { bytes, name }: ZipEntry): Uint8Array {
  const lie = (): OfdRefusal => new OfdRefusal('PACKAGE_AMBIGUOUS', 'packed-data', name);
  let result: unknown;
  try {
    // One byte more than declared is enough to see that the size lies; all of it comes in one piece.
    const chunkSize = Math.max(MIN_CHUNK, bytes + 1);
    result = inflateRawSync(packed, { maxOutputLength: bytes + 1, chunkSize, info: true });
  } catch {
    throw lie();
  }
  const { buffer, engine } = result as Inflated;
  // Bytes behind the end of the deflate stream would be ignored in silence.
  if (buffer.length !== bytes || engine.bytesWritten !== packed.length) throw lie();
  return buffer;
}
