import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { type Hash, nodeHash } from '../merkle';

/** A licence's place under a root that is on the ledger; hashes base64url. */
export interface ProofClaim {
  readonly root: string;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly proof: readonly string[];
}

/** Nodes kept of one root: its upper levels, each no wider than this. */
const WIDEST_LEVEL = 65_536;
/** Levels are numbered from the leaves; an index of a batch fits below. */
const LEVEL_STRIDE = 2 ** 20;

/**
 * Interior nodes of roots that are on the ledger. Every node was on, or beside, the path of a proof that led to its
 * root, so a new proof is hashed only until it meets one; above, its siblings must be the very ones that are known.
 * The answers are those of a verifier that hashes everything: a proof with one wrong sibling fails here too.
 */
export class KnownNodes {
  readonly #roots = new Map<string, Map<number, string>>();
  #count = 0;

  /** @param maxNodes nodes kept over all roots, some 100 bytes each; the oldest root goes first */
  constructor(private readonly maxNodes = 262_144) {}

  /** Nodes held now. */
  get size(): number {
    return this.#count;
  }

  /** Whether the proof leads from the leaf to the root; `hashName` keeps roots of different hashes apart. */
  verify(claim: ProofClaim, hash: Hash, hashName: string): boolean {
    const { index, size, proof } = claim;
    if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
      return false;
    if (size > LEVEL_STRIDE) return false;
    const name = `${hashName} ${String(size)} ${claim.root}`;
    const known = this.#roots.get(name);
    const path: string[] = [];
    let node = claim.leafHash;
    let isMet = false;
    let step = 0;
    // Where a leaf's path runs: RFC 9162 §2.1.3.2; nodes of an incomplete right edge rise without a hashing.
    for (let at = index, last = size - 1, row = 0; last > 0; at >>= 1, last >>= 1, row += LEVEL_STRIDE) {
      const isRight = (at & 1) === 1;
      if (!isRight && at === last) continue;
      const beside = proof[step++];
      if (beside === undefined) return false;
      const met = isMet ? undefined : known?.get(row + at);
      if (met !== undefined) {
        if (met !== encodeBase64url(node)) return false;
        isMet = true;
      }
      if (isMet) {
        if (known?.get(row + (at ^ 1)) !== beside) return false;
        continue;
      }
      path.push(isKept(row, size) ? encodeBase64url(node) : '');
      const sibling = decodeBase64url(beside);
      node = isRight ? nodeHash(sibling, node, hash) : nodeHash(node, sibling, hash);
    }
    if (step !== proof.length || (!isMet && encodeBase64url(node) !== claim.root)) return false;
    this.#keep(name, claim, path);
    return true;
  }

  /** Keeps the part of a proven path that lies in the upper levels. */
  #keep(name: string, { index, size, proof }: ProofClaim, path: readonly string[]): void {
    let nodes = this.#roots.get(name);
    if (nodes === undefined) {
      nodes = new Map();
      this.#roots.set(name, nodes);
    }
    let step = 0;
    for (
      let at = index, last = size - 1, row = 0;
      step < path.length;
      at >>= 1, last >>= 1, row += LEVEL_STRIDE
    ) {
      if ((at & 1) === 0 && at === last) continue;
      const own = path[step];
      const beside = proof[step++];
      if (own === undefined || beside === undefined || !isKept(row, size)) continue;
      this.#count += (nodes.has(row + at) ? 0 : 1) + (nodes.has(row + (at ^ 1)) ? 0 : 1);
      nodes.set(row + at, own);
      nodes.set(row + (at ^ 1), beside);
    }
    while (this.#count > this.maxNodes && this.#roots.size > 1) {
      const [oldest = ''] = this.#roots.keys();
      this.#count -= this.#roots.get(oldest)?.size ?? 0;
      this.#roots.delete(oldest);
    }
  }
}

/** Leaves are as many as licences; what lies above them is shared. `row` is the level times the stride. */
function isKept(row: number, size: number): boolean {
  return row > 0 && size / 2 ** (row / LEVEL_STRIDE) <= WIDEST_LEVEL;
}
