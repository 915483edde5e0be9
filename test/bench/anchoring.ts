/**
 * Anchoring: a batch of 100,000 licences is one transaction, and memory stays flat while a million are anchored. The
 * ratio of `anchor batch` is the bare Merkle root of the same leaves against root, transaction and durable block.
 */
import { createHash, randomBytes } from 'node:crypto';
import { encodeBase64url, MerkleTree, recordKey } from '@huren/chaincode/domain';
import { ISSUER, openWorld, TYPE, type World } from '../gateway/world';
import { type BenchRow, elapsedMs, median, rounded } from './row';

const BATCH = 100_000;
const BATCHES = 10;
const MIB = 1024 * 1024;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function rootOf(leaves: Uint8Array): string {
  return encodeBase64url(new MerkleTree(leaves, sha256).root());
}

async function anchor(world: World, root: string, requestId: string): Promise<number> {
  const commit = await world.submit(ISSUER, 'licence', 'anchor', {
    authority: ISSUER,
    type: TYPE,
    root,
    size: BATCH,
    hash: 'sha-256',
    keyId: world.sealKey,
    coSeals: [],
    provenance: 'issuer',
    requestId,
  });
  return commit.position.block;
}

/** Bytes in use after a collection where the process may ask for one. */
function memoryUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

export async function* benchAnchoring(): AsyncGenerator<BenchRow> {
  const world = await openWorld();
  try {
    const before = await world.ledger.height();
    const bare: number[] = [];
    const whole: number[] = [];
    const memory: number[] = [];
    for (let at = 0; at < BATCHES; at++) {
      const leaves = new Uint8Array(randomBytes(32 * BATCH));
      bare.push(await elapsedMs(() => rootOf(leaves)));
      whole.push(await elapsedMs(() => anchor(world, rootOf(leaves), `bench-${at}`)));
      memory.push(memoryUsed());
    }
    await world.relying.caughtUp();
    const transactions = (await world.ledger.height()) - before;
    yield {
      name: 'anchor batch of 100,000',
      value: Math.round((1000 * BATCH) / median(whole)),
      unit: 'licences/s',
      ratio: rounded(median(bare) / median(whole)),
      limit: 0.7,
    };
    yield {
      name: 'transactions per 100,000 licences',
      value: transactions / BATCHES,
      unit: 'tx',
      ratio: BATCHES / transactions,
      limit: 1,
    };
    const [first = 0] = memory;
    const last = memory[memory.length - 1] ?? 0;
    yield {
      name: 'memory after 1,000,000 anchored',
      value: Math.round(last / MIB),
      unit: 'MiB',
      ratio: rounded(first / last),
      limit: 0.9,
    };
    const bytes = JSON.stringify(world.relying.context.index.history(recordKey.anchor(ISSUER, 'x'))).length;
    if (bytes !== 2) throw new Error('an anchor that was never made has a history');
  } finally {
    await world.close();
  }
}
