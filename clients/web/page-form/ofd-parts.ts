/**
 * Parts of an OFD file, to be looked at: the gateway has inspected the file, and nothing here is evidence. Directory and
 * local headers as ZIP APPNOTE 4.3 lays them out; sizes are bounded before anything is unpacked.
 */
const partBytes = 4 * 1024 * 1024;
const partsLimit = 512;
const directoryEntry = 0x02014b50;
const directoryEnd = 0x06054b50;

export class OfdParts {
  readonly #view: DataView;
  readonly #entries = new Map<string, { method: number; at: number; packed: number; size: number }>();

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#readDirectory();
  }

  #readDirectory(): void {
    const view = this.#view;
    let end = view.byteLength - 22;
    while (end >= 0 && view.getUint32(end, true) !== directoryEnd) end--;
    if (end < 0) throw new RangeError('no directory');
    const count = Math.min(view.getUint16(end + 10, true), partsLimit);
    let at = view.getUint32(end + 16, true);
    for (let left = count; left > 0; left--) {
      if (view.getUint32(at, true) !== directoryEntry) throw new RangeError('bad directory');
      const nameLength = view.getUint16(at + 28, true);
      const name = new TextDecoder().decode(this.bytes.subarray(at + 46, at + 46 + nameLength));
      this.#entries.set(name, {
        method: view.getUint16(at + 10, true),
        packed: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        at: view.getUint32(at + 42, true),
      });
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  }

  /** Bytes of a part, or undefined where there is none. @throws RangeError, TypeError where the file is bent */
  async bytesOf(path: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    const { method, at, packed, size } = entry;
    if (size > partBytes || packed > partBytes) throw new RangeError('part too large');
    const from = at + 30 + this.#view.getUint16(at + 26, true) + this.#view.getUint16(at + 28, true);
    const inner = this.bytes.subarray(from, from + packed);
    if (method === 0) return inner;
    if (method !== 8) throw new RangeError('unknown packing');
    const reader = new Blob([inner as BlobPart])
      .stream()
      .pipeThrough(new DecompressionStream('deflate-raw'))
      .getReader();
    const whole = new Uint8Array(size);
    let filled = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > size) {
        await reader.cancel();
        throw new RangeError('part longer than it says');
      }
      whole.set(value, filled);
      filled += value.length;
    }
    return whole.subarray(0, filled);
  }

  /** A part as XML; a document with a DTD is none of Huren's. */
  async xmlOf(path: string): Promise<Document | undefined> {
    const bytes = await this.bytesOf(path);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (/<!DOCTYPE/i.test(text)) throw new RangeError('a DTD');
    const document = new DOMParser().parseFromString(text, 'application/xml');
    if (document.getElementsByTagName('parsererror').length > 0) throw new RangeError('no XML');
    return document;
  }
}
