/** Keys kept per generation; two generations live, so at most twice as many. */
export const KEY_CACHE_LIMIT = 4096;

/**
 * What was built from public keys, by their bytes. Two generations instead of an exact LRU: a hit in the young
 * one writes nothing, a key used since the last turn-over survives the next.
 */
export class KeyCache<V> {
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  constructor(
    private readonly build: (publicKey: Uint8Array) => V,
    private readonly limit: number = KEY_CACHE_LIMIT,
  ) {}

  /** Entries held now, at most 2 × limit. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(publicKey: Uint8Array): V {
    const name = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1');
    const hit = this.#young.get(name);
    if (hit !== undefined) return hit;
    const value = this.#old.get(name) ?? this.build(publicKey);
    if (this.#young.size >= this.limit) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#old.delete(name);
    this.#young.set(name, value);
    return value;
  }
}
