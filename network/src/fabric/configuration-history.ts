import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { writeWhole } from '../certificates';
import { BlockDamaged } from './block-damaged';
import { readParts } from './block-parts';
import {
  beforeGenesis,
  ChainVerifier,
  type ChainPlace,
  type ConfigurationInForce,
  configurationIn,
  type VerifiedChannel,
} from './chain-verifier';
import { lastConfigurationOf } from './orderer-signatures';

/** Asks any peer for one block; what it answers is checked by the caller. */
export type FetchBlock = (number: number) => Promise<common.Block>;

/**
 * The channel's configuration blocks that were checked, kept in a folder as `NUMBER.block`. They say who signs from
 * where on; a gateway that starts again in the middle of the chain goes on from the last one, and an older one, whose
 * orderers may be gone and their keys anywhere, is not taken for it.
 */
export class ConfigurationHistory {
  readonly #known = new Map<number, ConfigurationInForce>();
  readonly #folder: string;

  /** @param folder of this member; channels with another first block have their own place in it. */
  constructor(
    private readonly channel: VerifiedChannel,
    folder: string,
  ) {
    this.#folder = join(folder, `channel-${channel.genesis.slice(0, 16)}`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#folder)) {
      const number = /^(\d{1,15})\.block$/.exec(name)?.[1];
      if (number !== undefined) this.#load(Number(number), join(this.#folder, name));
    }
  }

  /** Remembers the configuration block, on disk before its block is told to anybody. */
  keep(brought: ConfigurationInForce, raw: common.Block): void {
    if (this.#known.has(brought.block)) return;
    writeWhole(join(this.#folder, `${String(brought.block)}.block`), raw.serializeBinary(), 0o600);
    this.#known.set(brought.block, brought);
  }

  /** The newest configuration that is known; undefined before the first block was read. */
  get newest(): ConfigurationInForce | undefined {
    return this.#known.get(Math.max(-1, ...this.#known.keys()));
  }

  /**
   * Where a verifier stands before block `next`. Configuration blocks that are not known are read from the chain and
   * checked one after another, from the last one that is known or from block 0.
   * @throws BlockDamaged
   */
  async placeBefore(next: number, fetch: FetchBlock): Promise<ChainPlace> {
    if (next === 0) {
      if (this.newest === undefined) await this.#readFirst(fetch);
      return beforeGenesis;
    }
    const before = await fetched(fetch, next - 1);
    const inForce = await this.#inForceAt(before, fetch);
    if (inForce.block < next - 1) {
      const verifier = this.#verifier(next - 1, inForce);
      verifier.take(before);
      return verifier.place;
    }
    // It is the configuration block itself, which was checked under the configuration before it.
    const { hash } = readParts(before);
    if (hash !== inForce.hash) {
      throw new BlockDamaged(
        next - 1,
        'configuration',
        'it is another configuration than the one that was read',
      );
    }
    return { next, previousHash: hash, inForce, time: inForce.time };
  }

  /** The first configuration names the members, before anybody's word on the chain is heard. */
  async #readFirst(fetch: FetchBlock): Promise<void> {
    const raw = await fetched(fetch, 0);
    const { brought } = new ChainVerifier(this.channel).take(raw);
    if (brought !== undefined) this.keep(brought, raw);
  }

  async #inForceAt(block: common.Block, fetch: FetchBlock): Promise<ConfigurationInForce> {
    const number = block.getHeader()?.getNumber() ?? -1;
    // Only numbers are kept on the way back: what a peer claims may be endless.
    const missing: number[] = [];
    let named = lastConfigurationOf(block);
    while (!this.#known.has(named)) {
      missing.push(named);
      if (named === 0) break;
      named = lastConfigurationOf(await fetched(fetch, named - 1));
    }
    const newest = Math.max(-1, ...[...this.#known.keys()].filter((known) => known <= number));
    if (named < newest) {
      throw new BlockDamaged(number, 'last-configuration', 'it names a configuration that has been replaced');
    }
    let inForce = this.#known.get(named);
    for (const at of missing.reverse()) {
      const raw = await fetched(fetch, at);
      const { brought } = this.#verifier(at, inForce).take(raw);
      if (brought === undefined)
        throw new BlockDamaged(at, 'configuration', 'it is named as one and is none');
      this.keep(brought, raw);
      inForce = brought;
    }
    if (inForce === undefined)
      throw new BlockDamaged(number, 'last-configuration', 'it names no configuration');
    return inForce;
  }

  /** What follows is vouched for by its own signatures, not by the block before it, which may not have been read. */
  #verifier(next: number, inForce: ConfigurationInForce | undefined): ChainVerifier {
    const time = inForce?.time ?? 0;
    return new ChainVerifier(this.channel, { next, previousHash: undefined, inForce, time });
  }

  /** A file that cannot be read is read from the chain again. */
  #load(number: number, path: string): void {
    try {
      const parts = readParts(common.Block.deserializeBinary(readFileSync(path)));
      if (parts.number !== number || (number === 0 && parts.hash !== this.channel.genesis)) return;
      this.#known.set(number, configurationIn(parts));
    } catch {
      return;
    }
  }
}

async function fetched(fetch: FetchBlock, number: number): Promise<common.Block> {
  const block = await fetch(number);
  if (block.getHeader()?.getNumber() !== number) {
    throw new BlockDamaged(number, 'number', 'the peer answers with another block');
  }
  return block;
}
