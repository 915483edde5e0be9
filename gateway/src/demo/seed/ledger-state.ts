import { dayOfInstant, type Day } from '@huren/chaincode/domain';
import type { Ledger } from '@huren/network';

/** What the ledger holds, as far as the seed looks at it. */
export interface SeedState {
  readonly records: ReadonlyMap<string, unknown>;
  /** Day of the first transaction: the demo's licences are dated from it; undefined on a new ledger. */
  readonly foundedOn: Day | undefined;
}

/**
 * Reads the chain from its beginning until `isComplete` holds, so that a network that has grown since does not make
 * its start longer.
 */
export async function readSeedState(
  ledger: Ledger,
  isComplete: (records: ReadonlyMap<string, unknown>) => boolean,
): Promise<SeedState> {
  const records = new Map<string, unknown>();
  let foundedOn: Day | undefined;
  const height = await ledger.height();
  if (height === 0) return { records, foundedOn };
  const reading = new AbortController();
  for await (const block of ledger.blocks(0, reading.signal)) {
    for (const { valid, timestamp, writes } of block.transactions) {
      foundedOn ??= dayOfInstant(timestamp);
      if (!valid) continue;
      for (const { key, value } of writes) {
        if (value === null) records.delete(key);
        else records.set(key, JSON.parse(value));
      }
    }
    if (block.number + 1 >= height || isComplete(records)) break;
  }
  reading.abort();
  return { records, foundedOn };
}
