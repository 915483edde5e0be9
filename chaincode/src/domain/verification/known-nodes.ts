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

/** A node that was on, or beside, the path of a proof that led to its root. */
interface KnownNode {
  readonly hash: string;
  /** Hash of its sibling; empty for the root. */
  readonly beside: string;
  /** The node that both hash to; undefined for the root. Levels without a sibling are passed over. */
  readonly parent: KnownNode | undefined;
}

/** One root as a proof names it, and its nodes by level and place. */
interface KnownRoot {
  readonly root: string;
  readonly size: number;
  readonly hashName: string;
  readonly nodes: Map<number, KnownNode>;
}

/**
 * Interior nodes of roots that are on the ledger. Every node was on, or beside, the path of a proof that led to its
 * root, so a new proof is hashed only until it meets one; above, its siblings must be the very ones that are known.
 * The answers are those of a verifier that hashes everything: a proof with one wrong sibling fails here too.
 */
export class KnownNodes {
  readonly #roots = new Map<string, KnownRoot>();
  /** The root asked for last: licences of one batch mostly come together. */
  #last: KnownRoot | undefined;
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
    const known = this.#known(claim, hashName);
    const path: string[] = [];
    let node = claim.leafHash;
    let met: KnownNode | undefined;
    let step = 0;
    // Where a leaf's path runs: RFC 9162 §2.1.3.2; nodes of an incomplete right edge rise without a hashing.
    for (let at = index, last = size - 1, row = 0; last > 0; at >>= 1, last >>= 1, row += LEVEL_STRIDE) {
      const isRight = (at & 1) === 1;
      if (!isRight && at === last) continue;
      met = row > 0 ? known?.nodes.get(row + at) : undefined;
      if (met !== undefined) break;
      const beside = proof[step++];
      if (beside === undefined) return false;
      path.push(isKept(row, size) ? encodeBase64url(node) : '');
      const sibling = decodeBase64url(beside);
      node = isRight ? nodeHash(sibling, node, hash) : nodeHash(node, sibling, hash);
    }
    const own = encodeBase64url(node);
    if (met === undefined) {
      if (step !== proof.length || own !== claim.root) return false;
      met = { hash: own, beside: '', parent: undefined };
    } else if (own !== met.hash || !isRest(proof, step, met)) return false;
    if (path.length > 1) this.#keep(known ?? this.#begin(claim, hashName), claim, path, met);
    return true;
  }

  #known({ root, size }: ProofClaim, hashName: string): KnownRoot | undefined {
    const last = this.#last;
    if (last?.root === root && last.size === size && last.hashName === hashName) return last;
    const known = this.#roots.get(nameOf(root, size, hashName));
    if (known !== undefined) this.#last = known;
    return known;
  }

  #begin({ root, size }: ProofClaim, hashName: string): KnownRoot {
    const begun: KnownRoot = { root, size, hashName, nodes: new Map() };
    this.#roots.set(nameOf(root, size, hashName), begun);
    return begun;
  }

  /** Keeps the part of a proven path, below the node where it was met, that lies in the upper levels. */
  #keep(
    { nodes }: KnownRoot,
    { index, size, proof }: ProofClaim,
    path: readonly string[],
    met: KnownNode,
  ): void {
    const places: number[] = [];
    for (let at = index, last = size - 1, row = 0; places.length < path.length; row += LEVEL_STRIDE) {
      if ((at & 1) === 1 || at !== last) places.push(isKept(row, size) ? row + at : -1);
      at >>= 1;
      last >>= 1;
    }
    let parent = met;
    for (let step = path.length - 1; step >= 0; step--) {
      const place = places[step] ?? -1;
      const own = path[step] ?? '';
      const beside = proof[step] ?? '';
      if (place < 0) break;
      this.#count += (nodes.has(place) ? 0 : 1) + (nodes.has(place ^ 1) ? 0 : 1);
      const node = { hash: own, beside, parent };
      nodes.set(place, node);
      nodes.set(place ^ 1, { hash: beside, beside: own, parent });
      parent = node;
    }
    while (this.#count > this.maxNodes && this.#roots.size > 1) {
      const [oldest = ''] = this.#roots.keys();
      this.#count -= this.#roots.get(oldest)?.nodes.size ?? 0;
      this.#roots.delete(oldest);
      this.#last = undefined;
    }
  }
}

/** Whether what is left of a proof is exactly what leads from a known node to its root. */
function isRest(proof: readonly string[], from: number, met: KnownNode): boolean {
  let step = from;
  let node = met;
  for (let { parent } = node; parent !== undefined; { parent } = node) {
    if (proof[step++] !== node.beside) return false;
    node = parent;
  }
  return step === proof.length;
}

function nameOf(root: string, size: number, hashName: string): string {
  return `${hashName} ${String(size)} ${root}`;
}

/** Leaves are as many as licences; what lies above them is shared. `row` is the level times the stride. */
function isKept(row: number, size: number): boolean {
  return row > 0 && size / 2 ** (row / LEVEL_STRIDE) <= WIDEST_LEVEL;
}
