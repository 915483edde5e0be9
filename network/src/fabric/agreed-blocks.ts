import { EventEmitter, once } from 'node:events';
import type { common } from '@hyperledger/fabric-protos';
import type { Block } from '../ledger';
import { BlockVotes, Dispute, testimonyFrom } from './block-votes';
import type { Testimony } from './chain-finding';
import type { ChainVerifier, ConfigurationInForce } from './chain-verifier';

/** A block as one peer gave it. */
export interface GivenBlock {
  /** `host:port`. */
  readonly peer: string;
  readonly raw: common.Block;
}

/** How members' peers are asked. */
export interface BlockSource {
  /** Blocks of this member from `from()` on, without end; it outlives lost peers and ends with the signal. */
  stream(member: string, from: () => number, signal: AbortSignal): AsyncIterable<GivenBlock>;
  /** One block of this member; rejects when it does not come. */
  fetch(member: string, number: number, signal: AbortSignal): Promise<GivenBlock>;
}

/** How long a member may be behind another before it is called awaited, ms. */
const graceMs = 2_000;

/**
 * One reading of the chain from several members at once. Each member's stream waits at the block that is voted on, so
 * that no more than a few blocks of each are in memory; a member that is further behind than what is kept for
 * comparison is asked again from where the others are.
 */
export class AgreedBlocks {
  readonly #votes: BlockVotes;
  readonly #stop = new AbortController();
  readonly #moved = new EventEmitter().setMaxListeners(0);
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly members: readonly string[],
    private readonly source: BlockSource,
    private readonly options: {
      readonly verifier: ChainVerifier;
      readonly agreeing: number;
      readonly clock: () => number;
      /** Told before the block that brought it is yielded. */
      readonly brought: (configuration: ConfigurationInForce, raw: common.Block) => void;
      /** Decided blocks that a member behind the others is compared with; some thousands. */
      readonly compared?: number;
    },
  ) {
    const { verifier, agreeing, clock, compared } = options;
    this.#votes = new BlockVotes(verifier, agreeing, clock, compared);
  }

  /** Members that have not spoken while others wait for them. */
  get awaited(): readonly string[] {
    const since = this.#votes.waitingSince;
    if (since === undefined || this.options.clock() - since < graceMs) return [];
    return this.members.filter((member) => !this.#votes.has(member));
  }

  /** Blocks that enough members agree on; ends with the signal. @throws Dispute */
  async *read(signal: AbortSignal): AsyncGenerator<Block> {
    const stop = AbortSignal.any([signal, this.#stop.signal]);
    const lanes = this.members.map((member) => this.#lane(member, stop));
    try {
      while (!stop.aborted) {
        if (this.#failure !== undefined) throw this.#failure.error;
        if (!this.#votes.ready) {
          await once(this.#moved, 'vote', { signal: stop }).catch(() => undefined);
          continue;
        }
        const { block, brought, raw } = this.#votes.decide();
        if (brought !== undefined) this.options.brought(brought, raw);
        this.#moved.emit('next');
        yield block;
      }
    } catch (error) {
      throw error instanceof Dispute ? await this.#withOthers(error, signal) : error;
    } finally {
      this.#stop.abort();
      await Promise.allSettled(lanes);
    }
  }

  async #lane(member: string, stop: AbortSignal): Promise<void> {
    let at = this.#votes.next;
    try {
      while (!stop.aborted) {
        for await (const { peer, raw } of this.source.stream(member, () => at, stop)) {
          this.#votes.give(member, peer, raw, at);
          this.#moved.emit('vote');
          at += 1;
          while (this.#votes.next < at) await once(this.#moved, 'next', { signal: stop });
          if (this.#votes.next - at > this.#votes.compared) {
            at = this.#votes.next;
            break;
          }
        }
      }
    } catch (error) {
      if (stop.aborted) return;
      this.#failure ??= { error };
      this.#moved.emit('vote');
    }
  }

  /** The evidence with the blocks of those who spoke earlier, as far as they still give them. */
  async #withOthers(dispute: Dispute, signal: AbortSignal): Promise<Dispute> {
    const asked = dispute.others.map(async (member): Promise<Testimony> => {
      const { peer, raw } = await this.source.fetch(member, dispute.block, signal);
      return testimonyFrom(member, peer, raw);
    });
    const answers = await Promise.allSettled(asked);
    const more = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return new Dispute(dispute.code, dispute.block, [...dispute.testimonies, ...more]);
  }
}
