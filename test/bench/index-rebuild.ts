/**
 * The read model rebuilt from blocks alone: 200,000 transactions, each one anchor, in blocks of 100, through the feed of
 * a gateway into a new folder, until the last one is on the disk. The ratio is against the goal of 50,000 a second.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, IndexFeed, RecordIndex } from '@huren/gateway';
import { type Block, type Ledger, LedgerUnavailable } from '@huren/network';
import { ISSUER, TYPE } from '../gateway/world';
import { type BenchRow, elapsedMs, rounded } from './row';

const BLOCKS = 2000;
const PER_BLOCK = 100;
const GOAL = 50_000;
const START = Date.UTC(2026, 0, 1);

function makeBlocks(): readonly Block[] {
  let previousHash = '0'.repeat(64);
  return Array.from({ length: BLOCKS }, (_, number) => {
    const hash = createHash('sha256').update(previousHash).digest('hex');
    const timestamp = new Date(START + 1000 * number).toISOString();
    const transactions = Array.from({ length: PER_BLOCK }, () => {
      const root = randomBytes(32).toString('base64url');
      const anchor = { authority: ISSUER, by: ISSUER, type: TYPE, root, size: 100_000, hash: 'sha-256' };
      const more = { keyId: root, coSeals: [], provenance: 'issuer', requestId: root.slice(0, 16) };
      return {
        id: randomBytes(32).toString('hex'),
        valid: true,
        creator: { mspId: 'demo', certificate: '' },
        timestamp,
        writes: [{ key: `anchor/${ISSUER}/${root}`, value: JSON.stringify({ ...anchor, ...more }) }],
      };
    });
    const block = { number, previousHash, hash, transactions };
    previousHash = hash;
    return block;
  });
}

/** A ledger that only holds blocks. */
function ledgerOf(blocks: readonly Block[]): Ledger {
  const unavailable = (): never => {
    throw new LedgerUnavailable('this ledger holds blocks alone');
  };
  return {
    engine: 'embedded',
    submit: unavailable,
    evaluate: unavailable,
    async *blocks(from, signal) {
      for (const block of blocks.slice(from)) {
        // As an engine reads its disk: a turn of the loop now and then.
        if (block.number % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (signal?.aborted === true) return;
        yield block;
      }
    },
    height: () => Promise.resolve(blocks.length),
    health: () => Promise.resolve({ ready: true }),
    close: () => Promise.resolve(),
  };
}

/** Row `index rebuild`. */
export async function* benchIndexRebuild(): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'huren-bench-index-'));
  const ledger = ledgerOf(makeBlocks());
  const index = await RecordIndex.open(join(folder, 'index'));
  try {
    const feed = new IndexFeed(index, ledger, createLog('silent', 'bench'));
    const ms = await elapsedMs(async () => {
      await feed.start();
      if (!(await feed.caughtUp(600_000))) throw new Error('the index did not catch up');
      await feed.stop();
    });
    const rate = (1000 * BLOCKS * PER_BLOCK) / ms;
    yield {
      name: 'index rebuild',
      value: Math.round(rate),
      unit: 'tx/s',
      ratio: rounded(rate / GOAL),
      limit: 1,
    };
  } finally {
    await index.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
