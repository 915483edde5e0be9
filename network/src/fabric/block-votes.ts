import type { common } from '@hyperledger/fabric-protos';
import type { ChainFinding } from '../ledger';
import { BlockDamaged } from './block-damaged';
import { readParts, type BlockParts } from './block-parts';
import type { Testimony } from './chain-finding';
import type { ChainVerifier, VerifiedBlock } from './chain-verifier';

/** Members contradict each other, or one gave what cannot be genuine. */
export class Dispute extends Error {
  constructor(
    readonly code: ChainFinding['code'],
    readonly block: number,
    readonly testimonies: readonly Testimony[],
    /** Members whose earlier word on this block is not at hand any more. */
    readonly others: readonly string[] = [],
  ) {
    super(`block ${String(block)}: ${code}`);
    this.name = 'Dispute';
  }
}

/** Decided blocks whose digests are kept, so that a member behind the others is still compared. */
const comparedBlocks = 4096;

interface Vote {
  readonly member: string;
  readonly peer: string;
  readonly parts: BlockParts;
}

interface Decided {
  readonly hash: string;
  readonly flags: string;
  readonly members: readonly string[];
}

/**
 * Counts the members' words on one block after another. A block is believed when enough different members gave it with
 * the same validation flags; whoever comes later is compared with what was believed. Holds one block a member.
 */
export class BlockVotes {
  readonly #votes = new Map<string, Vote>();
  readonly #decided = new Map<number, Decided>();
  #firstAt: number | undefined;

  constructor(
    private readonly verifier: ChainVerifier,
    private readonly agreeing: number,
    private readonly clock: () => number,
    /** How many decided blocks are still compared. */
    readonly compared = comparedBlocks,
  ) {}

  /** The block that is voted on. */
  get next(): number {
    return this.verifier.place.next;
  }

  /** Whether enough members agree on the next block. */
  get ready(): boolean {
    return this.#votes.size >= this.agreeing;
  }

  /** Since when there are words on the next block, but too few, ms; undefined when there are none or enough. */
  get waitingSince(): number | undefined {
    return this.ready ? undefined : this.#firstAt;
  }

  has(member: string): boolean {
    return this.#votes.has(member);
  }

  /**
   * A member's word on block `number`, which is the next or one before it.
   * @throws Dispute
   */
  give(member: string, peer: string, raw: common.Block, number: number): void {
    const parts = this.#checked(member, peer, raw, number);
    if (number < this.next) {
      this.#compare({ member, peer, parts });
      return;
    }
    for (const other of this.#votes.values()) {
      const code = difference(other.parts, parts);
      if (code !== undefined) {
        const votes = [...this.#votes.values(), { member, peer, parts }];
        throw new Dispute(code, number, votes.map(testimonyOf));
      }
    }
    // The first copy was checked whole; one that comes again after a break may have been checked by its hash alone.
    if (!this.#votes.has(member)) this.#votes.set(member, { member, peer, parts });
    this.#firstAt ??= this.clock();
  }

  /** Takes in the block that members agree on. @throws Dispute when nobody can read it; TypeError before `ready` */
  decide(): VerifiedBlock & { readonly raw: common.Block } {
    const votes = [...this.#votes.values()];
    const [first] = votes;
    if (first === undefined || !this.ready) throw new TypeError('too few members agree yet');
    const { parts } = first;
    try {
      const verified = this.verifier.accept(parts);
      this.#decided.set(parts.number, {
        hash: parts.hash,
        flags: hexOf(parts.flags),
        members: votes.map(({ member }) => member),
      });
      this.#decided.delete(parts.number - this.compared);
      this.#votes.clear();
      this.#firstAt = undefined;
      return { ...verified, raw: parts.raw };
    } catch (error) {
      if (!(error instanceof BlockDamaged)) throw error;
      const testimonies = votes.map((vote) => ({ ...testimonyOf(vote), fault: error.fault }));
      throw new Dispute('block-refused', parts.number, testimonies);
    }
  }

  #checked(member: string, peer: string, raw: common.Block, number: number): BlockParts {
    try {
      const parts = this.#vouchedFor(raw, number) ?? this.verifier.check(raw);
      if (parts.number === number) return parts;
      throw new BlockDamaged(parts.number, 'number', `block ${String(number)} was asked for`);
    } catch (error) {
      if (!(error instanceof BlockDamaged)) throw error;
      const others = [...this.#votes.values()].map(testimonyOf);
      const refused: Testimony = { member, peer, fault: error.fault, raw };
      throw new Dispute('block-refused', number, [...others, refused]);
    }
  }

  /**
   * A block whose header the orderers' signatures vouch for already, here or in another member's copy, needs no second
   * look at them: its hash says whether it is that block. Undefined when that must be found out.
   */
  #vouchedFor(raw: common.Block, number: number): BlockParts | undefined {
    if (number >= this.next && this.#votes.size === 0) return undefined;
    const parts = readParts(raw);
    if (number < this.next) return parts;
    return [...this.#votes.values()].some((vote) => vote.parts.hash === parts.hash) ? parts : undefined;
  }

  #compare(vote: Vote): void {
    const { hash, number } = vote.parts;
    const decided = this.#decided.get(number);
    if (decided === undefined) return;
    if (decided.hash !== hash)
      throw new Dispute('blocks-differ', number, [testimonyOf(vote)], decided.members);
    if (decided.flags !== hexOf(vote.parts.flags)) {
      throw new Dispute('flags-differ', number, [testimonyOf(vote)], decided.members);
    }
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function difference(one: BlockParts, other: BlockParts): ChainFinding['code'] | undefined {
  if (one.hash !== other.hash) return 'blocks-differ';
  return hexOf(one.flags) === hexOf(other.flags) ? undefined : 'flags-differ';
}

function testimonyOf({ member, peer, parts }: Vote): Testimony {
  return { member, peer, hash: parts.hash, flags: hexOf(parts.flags), raw: parts.raw };
}

/** What the member's peer said, read anew. */
export function testimonyFrom(member: string, peer: string, raw: common.Block): Testimony {
  try {
    return testimonyOf({ member, peer, parts: readParts(raw) });
  } catch (error) {
    return { member, peer, raw, fault: error instanceof BlockDamaged ? error.fault : 'malformed' };
  }
}
