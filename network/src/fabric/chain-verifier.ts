import { common, peer } from '@hyperledger/fabric-protos';
import type { Block } from '../ledger';
import { channelHeaderOf, claimedMs, contentOf, kindsOf, payloadOf } from './block-content';
import { BlockDamaged } from './block-damaged';
import { readParts, type BlockParts } from './block-parts';
import { readConfiguration, type ChannelConfiguration } from './channel-configuration';
import { checkSignatures, lastConfigurationOf } from './orderer-signatures';

/** The channel that is meant, and whose writes are the ledger's. */
export interface VerifiedChannel {
  readonly channelId: string;
  readonly chaincode: string;
  /** Hash of block 0's header, hex: the one thing about the channel that is taken on trust. */
  readonly genesis: string;
}

/** A configuration and the block that brought it. */
export interface ConfigurationInForce {
  readonly block: number;
  /** Of that block's header, hex. */
  readonly hash: string;
  /** When it was made, as the block claims, ms since 1970. */
  readonly time: number;
  readonly configuration: ChannelConfiguration;
}

/** Where a verifier stands before the next block. */
export interface ChainPlace {
  readonly next: number;
  /** Hex; undefined where the block before was not looked at: its successor's signatures vouch for it. */
  readonly previousHash: string | undefined;
  /** Undefined before block 0 only. */
  readonly inForce: ConfigurationInForce | undefined;
  /** The latest time that a valid transaction has claimed, ms since 1970. */
  readonly time: number;
}

export const beforeGenesis: ChainPlace = { next: 0, previousHash: undefined, inForce: undefined, time: 0 };

/** A block taken in, and the configuration that it brought, if it is a configuration block. */
export interface VerifiedBlock {
  readonly block: Block;
  readonly brought: ConfigurationInForce | undefined;
}

/**
 * Reads a chain as one who trusts no peer: each block follows the one before, has the data that its header names, and
 * the signatures that the configuration in force asks for; configuration blocks, checked under the configuration
 * before them, change who signs from then on. Only validation flags stay the word of whoever delivered the block.
 */
export class ChainVerifier {
  #place: ChainPlace;

  constructor(
    private readonly channel: VerifiedChannel,
    place: ChainPlace = beforeGenesis,
  ) {
    this.#place = place;
  }

  get place(): ChainPlace {
    return this.#place;
  }

  /** Whether this is the next block; it is not taken in yet. @throws BlockDamaged */
  check(raw: common.Block): BlockParts {
    const { next, previousHash, inForce } = this.#place;
    const parts = readParts(raw);
    const { number } = parts;
    if (number !== next) throw new BlockDamaged(number, 'number', `block ${String(next)} comes next`);
    if (inForce === undefined) {
      if (parts.hash !== this.channel.genesis) {
        throw new BlockDamaged(number, 'genesis', 'it is not the first block that this member knows');
      }
      return parts;
    }
    if (previousHash !== undefined && parts.previousHash !== previousHash) {
      throw new BlockDamaged(number, 'previous-hash', 'it does not follow the block before it');
    }
    // A configuration block names itself.
    const named = lastConfigurationOf(raw);
    if (named !== (isConfiguration(parts) ? number : inForce.block)) {
      throw new BlockDamaged(
        number,
        'last-configuration',
        'it names another configuration than the one in force',
      );
    }
    checkSignatures(parts, inForce.configuration, this.#place.time);
    return parts;
  }

  /** Takes a checked block in. @throws BlockDamaged when its content cannot be read. */
  accept(parts: BlockParts): VerifiedBlock {
    const block = contentOf(parts, this.channel.chaincode);
    const brought = this.#brought(parts);
    this.#place = {
      next: parts.number + 1,
      previousHash: parts.hash,
      inForce: brought ?? this.#place.inForce,
      time: Math.max(this.#place.time, timeOf(block)),
    };
    return { block, brought };
  }

  /** Checks the next block and takes it in. @throws BlockDamaged */
  take(raw: common.Block): VerifiedBlock {
    return this.accept(this.check(raw));
  }

  #brought(parts: BlockParts): ConfigurationInForce | undefined {
    const { number } = parts;
    const damaged = (reason: string): BlockDamaged => new BlockDamaged(number, 'configuration', reason);
    if (!isConfiguration(parts)) {
      if (number === 0) throw damaged('the first block has no configuration');
      if (kindsOf(parts).includes(common.HeaderType.CONFIG)) {
        throw damaged('a configuration stands among other transactions');
      }
      return undefined;
    }
    const before = this.#place.inForce?.configuration;
    const brought = configurationIn(parts);
    if (brought.configuration.channelId !== this.channel.channelId) {
      throw damaged('the configuration of another channel');
    }
    if (before !== undefined && brought.configuration.sequence !== before.sequence + 1) {
      throw damaged('the configuration does not follow the one before it');
    }
    return brought;
  }
}

/** The configuration that the block carries; who signed the block is not looked at. @throws BlockDamaged */
export function configurationIn(parts: BlockParts): ConfigurationInForce {
  const { number, hash } = parts;
  const damaged = (reason: string): BlockDamaged => new BlockDamaged(number, 'configuration', reason);
  if (parts.flags[0] !== peer.TxValidationCode.VALID) throw damaged('a configuration that does not apply');
  const [envelope = new Uint8Array()] = parts.envelopes;
  try {
    const payload = payloadOf(envelope);
    const header = channelHeaderOf(payload);
    const configuration = readConfiguration(payload, header.getChannelId());
    return { block: number, hash, time: claimedMs(header), configuration };
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : 'the configuration cannot be read');
  }
}

/** A configuration stands alone in its block. */
function isConfiguration(parts: BlockParts): boolean {
  return parts.envelopes.length === 1 && kindsOf(parts)[0] === common.HeaderType.CONFIG;
}

function timeOf({ transactions }: Block): number {
  return Math.max(
    0,
    ...transactions.filter(({ valid }) => valid).map(({ timestamp }) => Date.parse(timestamp)),
  );
}
