import { createHash } from 'node:crypto';
import { encodeVersion, type Version } from './version';

/**
 * What a range read saw, as SHA-256 over `key length (4) ‖ key ‖ version (8)` in order: a phantom, a change or a
 * deletion in the range gives another digest, without the block keeping every key that was seen.
 */
export class RangeDigest {
  readonly #hash = createHash('sha256');

  add(key: string, version: Version): void {
    const bytes = Buffer.from(key);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    this.#hash.update(length).update(bytes).update(encodeVersion(version));
  }

  bytes(): Buffer {
    return this.#hash.digest();
  }
}
