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
const WIDEST_LEVEL = 32_768;
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
    const steps = pathOf(claim.index, claim.size);
    if (steps === undefined || steps.length !== claim.proof.length) return false;
    const name = `${hashName} ${String(claim.size)} ${claim.root}`;
    const known = this.#roots.get(name);
    const path: string[] = [];
    let node = claim.leafHash;
    for (const [at, step] of steps.entries()) {
      const met = known?.get(step.node);
      if (known !== undefined && met !== undefined) {
        if (met !== encodeBase64url(node) || !siblingsAreKnown(steps, claim.proof, at, known)) return false;
        this.#keep(name, claim, steps, path);
        return true;
      }
      path.push(isKept(step.level, claim.size) ? encodeBase64url(node) : '');
      const sibling = decodeBase64url(claim.proof[at] ?? '');
      node = step.isRight ? nodeHash(sibling, node, hash) : nodeHash(node, sibling, hash);
    }
    if (encodeBase64url(node) !== claim.root) return false;
    this.#keep(name, claim, steps, path);
    return true;
  }

  /** Keeps the part of a proven path that lies in the upper levels. */
  #keep(name: string, claim: ProofClaim, steps: readonly Step[], path: readonly string[]): void {
    let nodes = this.#roots.get(name);
    if (nodes === undefined) {
      nodes = new Map();
      this.#roots.set(name, nodes);
    }
    for (const [at, text] of path.entries()) {
      const step = steps[at];
      const beside = claim.proof[at];
      if (step === undefined || beside === undefined || !isKept(step.level, claim.size)) continue;
      const { node, sibling } = step;
      this.#count += (nodes.has(node) ? 0 : 1) + (nodes.has(sibling) ? 0 : 1);
      nodes.set(node, text);
      nodes.set(sibling, beside);
    }
    while (this.#count > this.maxNodes && this.#roots.size > 1) {
      const [oldest = ''] = this.#roots.keys();
      this.#count -= this.#roots.get(oldest)?.size ?? 0;
      this.#roots.delete(oldest);
    }
  }
}

/** Leaves are as many as licences; what lies above them is shared. */
function isKept(level: number, size: number): boolean {
  return level > 0 && size / 2 ** level <= WIDEST_LEVEL;
}

/** One hashing of a proof: the node's and its sibling's place in the tree (level and index in one number). */
interface Step {
  readonly level: number;
  readonly node: number;
  readonly sibling: number;
  readonly isRight: boolean;
}

/** Where a leaf's path runs (RFC 9162 §2.1.3.2): nodes of an incomplete right edge rise without a hashing. */
function pathOf(index: number, size: number): readonly Step[] | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    return undefined;
  if (size > LEVEL_STRIDE) return undefined;
  const steps: Step[] = [];
  for (let at = index, last = size - 1, level = 0; last > 0; at >>= 1, last >>= 1, level++) {
    const isRight = (at & 1) === 1;
    if (!isRight && at === last) continue;
    const row = level * LEVEL_STRIDE;
    steps.push({ level, node: row + at, sibling: row + (at ^ 1), isRight });
  }
  return steps;
}

function siblingsAreKnown(
  steps: readonly Step[],
  proof: readonly string[],
  from: number,
  known: ReadonlyMap<number, string>,
): boolean {
  for (let at = from; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined || known.get(step.sibling) !== proof[at]) return false;
  }
  return true;
}
