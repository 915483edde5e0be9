import { decodeBlock, noHash, type BlockRecord } from './block-record';
import { decodeConfiguration, type ChannelConfiguration } from './channel-configuration';
import { allBlocks, allState, markKey } from './layout';
import { LedgerDamaged } from './ledger-damaged';
import { StateDigest } from './state-digest';
import { scan, type StoreView } from './store';
import { decodeTip, type Tip } from './tip';
import type { TipWitness } from './tip-witness';

/** What a whole chain is known by. */
export interface AuditedChain {
  readonly tip: Tip;
  /** Hash of block 0; it names the network. */
  readonly genesisHash: Buffer;
  readonly configuration: ChannelConfiguration;
}

/** Looks at each block in order, besides its hashes; the deep audit is one. */
export interface BlockInspector {
  /** @throws Error with what is wrong, without saying where. */
  inspect(block: BlockRecord): void;
  finish(store: StoreView): Promise<void>;
}

export interface AuditOptions {
  /** Called about every 1,000 blocks, and at the end. */
  readonly progress?: (done: number, total: number) => void;
  readonly inspector?: BlockInspector;
}

/**
 * Walks the whole chain: numbers, links, data hashes, the tip, the witness, and the world state against the digest
 * that was written with the last block.
 * @returns undefined when there is no ledger yet.
 * @throws LedgerDamaged naming the block.
 */
export async function auditChain(
  store: StoreView,
  witness: TipWitness,
  options: AuditOptions = {},
): Promise<AuditedChain | undefined> {
  const witnessed = witness.read();
  const tipBytes = store.get(markKey('tip'));
  if (tipBytes === undefined && witnessed === undefined && (await isEmpty(store))) return undefined;
  const tip = readTip(tipBytes);
  let previousHash = noHash;
  let number = 0;
  let genesisHash = noHash;
  let configuration: ChannelConfiguration | undefined;
  for await (const [key, bytes] of scan(store, allBlocks, 64)) {
    const block = readBlock(key, bytes, number, previousHash);
    if (block.kind === 'configuration')
      configuration = at(number, () => decodeConfiguration(soleItem(block)));
    at(number, () => options.inspector?.inspect(block));
    if (number === 0) genesisHash = block.hash;
    if (witnessed?.height === number + 1 && !witnessed.hash.equals(block.hash)) {
      throw new LedgerDamaged(number, 'it is not the block that was acknowledged');
    }
    previousHash = block.hash;
    number += 1;
    if (number % 1_000 === 0) options.progress?.(number, tip.height);
  }
  if (number > tip.height) throw new LedgerDamaged(tip.height, 'it lies behind the end of the chain');
  if (number < Math.max(tip.height, witnessed?.height ?? 0)) {
    throw new LedgerDamaged(number, 'blocks are missing at the end of the chain');
  }
  if (!tip.hash.equals(previousHash))
    throw new LedgerDamaged(number - 1, 'it is not the block that was acknowledged');
  if (configuration === undefined) throw new LedgerDamaged(0, 'it is no configuration');
  await requireState(store, tip);
  await options.inspector?.finish(store);
  options.progress?.(number, tip.height);
  return { tip, genesisHash, configuration };
}

function readBlock(key: Buffer, bytes: Buffer, number: number, previousHash: Buffer): BlockRecord {
  const stored = Number(key.readBigUInt64BE(1));
  if (stored !== number) throw new LedgerDamaged(number, 'it is missing');
  const block = at(number, () => decodeBlock(bytes));
  if (block.number !== number) throw new LedgerDamaged(number, 'it carries another number');
  if (!block.previousHash.equals(previousHash)) {
    throw new LedgerDamaged(number, 'it does not follow from the block before it');
  }
  return block;
}

async function requireState(store: StoreView, tip: Tip): Promise<void> {
  const digest = new StateDigest();
  for await (const [key, record] of scan(store, allState, 1_000)) digest.add(key, record);
  if (!digest.bytes().equals(tip.stateDigest)) {
    throw new LedgerDamaged(tip.height, 'the world state is not what the blocks wrote');
  }
}

function readTip(bytes: Buffer | undefined): Tip {
  if (bytes === undefined) throw new LedgerDamaged(0, 'the record of the last block is missing');
  return at(0, () => decodeTip(bytes));
}

function soleItem(block: BlockRecord): Buffer {
  const [item] = block.items;
  if (item === undefined || block.items.length !== 1) throw new Error('it carries no single configuration');
  return item;
}

async function isEmpty(store: StoreView): Promise<boolean> {
  const first = await scan(store, { gte: Buffer.alloc(0), lt: Buffer.from([0xff]) }, 1).next();
  return first.done === true;
}

function at<T>(number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new LedgerDamaged(number, error instanceof Error ? error.message : 'it cannot be read');
  }
}
