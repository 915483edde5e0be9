import {
  encodeBase64url,
  decodeBase64url,
  encodeUtf8,
  type Hash,
  leafHash,
  nodeHasher,
  splitOf,
} from '@huren/chaincode/domain';
import type { StorageOperation } from '../storage';
import { numberText, payloadKey } from './receipt-place';

/** Leaves below a kept node, as a power of two: one record for 16 receipts, one more for 16 of those, and so on. */
const TILE_BITS = 4;
const TILE = 2 ** TILE_BITS;

/** Root of a complete subtree of 2^height leaves. */
interface Peak {
  readonly height: number;
  readonly root: Uint8Array;
}

/** The complete subtrees that the binary digits of a size stand for, largest first. */
export type Peaks = readonly Peak[];

/** A number below the log's head has no receipt: the folder is damaged. */
export class ReceiptMissing extends Error {
  constructor() {
    super('the receipt log lacks a receipt');
    this.name = 'ReceiptMissing';
  }
}

/**
 * The tree over all receipts of one key (RFC 6962 §2.1; leaf: a payload's JCS), whose root the ledger anchors. Leaves are
 * the stored payloads themselves; roots of complete tiles are kept beside them, so that a proof reads a hundred
 * records at most. A tile root that is missing is made from what is below it.
 */
export class ReceiptTree {
  readonly #join: (left: Uint8Array, right: Uint8Array) => Uint8Array;

  constructor(
    private readonly keyId: string,
    private readonly read: (key: string) => string | undefined,
    private readonly hash: Hash,
  ) {
    this.#join = nodeHasher(hash);
  }

  /** Those of the first `size` receipts. @throws ReceiptMissing */
  peaks(size: number): Peaks {
    return this.#over(0, size);
  }

  /**
   * Peaks with one more leaf.
   * @param payload canonical bytes of receipt `number`
   * @param keep takes the roots of tiles that this leaf completes
   */
  grown(
    peaks: Peaks,
    payload: Uint8Array,
    number: number,
    keep: (operation: StorageOperation) => unknown,
  ): Peaks {
    const grown = [...peaks];
    const leaf: Peak = { height: 0, root: leafHash(payload, this.hash) };
    this.#push(grown, leaf, ({ height, root }) => {
      if (height === 0 || height % TILE_BITS !== 0) return;
      const key = this.#nodeKey(height / TILE_BITS, number / 2 ** height - 1);
      keep({ type: 'put', key, value: encodeBase64url(root) });
    });
    return grown;
  }

  root(peaks: Peaks): Uint8Array {
    return peaks.map(({ root }) => root).reduceRight((right, left) => this.#join(left, right));
  }

  /** Sibling hashes of receipt `number` among the first `size`, from it upwards (RFC 6962 §2.1.1). */
  inclusion(number: number, size: number): readonly Uint8Array[] {
    const proof: Uint8Array[] = [];
    let [from, to] = [0, size];
    while (to - from > 1) {
      const middle = from + splitOf(to - from);
      const isLeft = number <= middle;
      proof.push(this.#rangeRoot(...(isLeft ? ([middle, to] as const) : ([from, middle] as const))));
      [from, to] = isLeft ? [from, middle] : [middle, to];
    }
    return proof.reverse();
  }

  /** That the tree of the first `size` begins with that of the first `before` (RFC 6962 §2.1.2). */
  consistency(before: number, size: number): readonly Uint8Array[] {
    const proof: Uint8Array[] = [];
    let [from, to] = [0, size];
    let whole = true;
    while (before !== to) {
      const middle = from + splitOf(to - from);
      if (before <= middle) {
        proof.push(this.#rangeRoot(middle, to));
        to = middle;
      } else {
        proof.push(this.#rangeRoot(from, middle));
        from = middle;
        whole = false;
      }
    }
    if (!whole) proof.push(this.#rangeRoot(from, to));
    return proof.reverse();
  }

  #rangeRoot(from: number, to: number): Uint8Array {
    return this.root(this.#over(from, to));
  }

  /** Peaks of a range whose start is a multiple of the largest of them, as every split leaves it. */
  #over(from: number, to: number): Peaks {
    const peaks: Peak[] = [];
    for (let at = from; at < to;) {
      let level = 0;
      while (at % TILE ** (level + 1) === 0 && at + TILE ** (level + 1) <= to) level++;
      this.#push(peaks, { height: level * TILE_BITS, root: this.#node(level, at / TILE ** level) });
      at += TILE ** level;
    }
    return peaks;
  }

  /** Adds a subtree behind the others, and joins those that are of one height. */
  #push(peaks: Peak[], added: Peak, seen: (peak: Peak) => void = () => undefined): void {
    let peak = added;
    seen(peak);
    for (let last = peaks.at(-1); last?.height === peak.height; last = peaks.at(-1)) {
      peaks.pop();
      peak = { height: peak.height + 1, root: this.#join(last.root, peak.root) };
      seen(peak);
    }
    peaks.push(peak);
  }

  #node(level: number, at: number): Uint8Array {
    if (level === 0) {
      const text = this.read(payloadKey(this.keyId, at + 1));
      if (text === undefined) throw new ReceiptMissing();
      return leafHash(encodeUtf8(text), this.hash);
    }
    const kept = this.read(this.#nodeKey(level, at));
    if (kept !== undefined) return decodeBase64url(kept);
    const peaks: Peak[] = [];
    for (let below = at * TILE; below < (at + 1) * TILE; below++)
      this.#push(peaks, { height: (level - 1) * TILE_BITS, root: this.#node(level - 1, below) });
    return this.root(peaks);
  }

  #nodeKey(level: number, at: number): string {
    return `n/${this.keyId}/${String(level)}/${numberText(at)}`;
  }
}
