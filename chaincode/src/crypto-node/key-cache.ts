/** Keys kept per generation; two generations live, so at most twice as many. */
export const KEY_CACHE_LIMIT = 4096;

/**
 * What was built from public keys, by their bytes. Two generations instead of an exact LRU: a hit in the young
 * one writes nothing, a key used since the last turn-over survives the next.
 */
export class KeyCache<V> {
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  /** The key asked for last, its bytes copied: many signatures by one key mostly come together. */
  #last: { readonly bytes: Uint8Array; readonly value: V } | undefined;

  constructor(
    private readonly build: (publicKey: Uint8Array) => V,
    private readonly limit: number = KEY_CACHE_LIMIT,
  ) {}

  /** Entries held now, at most 2 × limit. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(publicKey: Uint8Array): V {
    const last = this.#last;
    if (last !== undefined && isSame(last.bytes, publicKey)) return last.value;
    const value = this.#find(publicKey);
    this.#last = { bytes: Uint8Array.from(publicKey), value };
    return value;
  }

  #find(publicKey: Uint8Array): V {
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

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
