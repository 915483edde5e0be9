import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Level } from 'level';
import { createLog, IndexBroken, IndexFeed, RecordIndex } from '@huren/gateway';
import type { Block, Ledger } from '@huren/network';
import { openWorld } from './world';

const KEYS = [
  'member/230200',
  'authority/a',
  'seal/k',
  'agreement/x',
  'basis/y',
  'mapping/220100001000/230100001000',
  'anchor/a/r1',
  'anchor/a/r2',
  'status/a/l1',
  'receipt-head/k',
  'matter/000100001000',
];

const valueOf = (key: string, n: number): string =>
  key.startsWith('agreement/')
    ? JSON.stringify({ n, terms: { clauses: [{ types: n % 3 === 0 ? '*' : [`T${String(n % 3)}`] }] } })
    : key.startsWith('basis/')
      ? JSON.stringify({ n, types: [`T${String(n % 2)}`] })
      : JSON.stringify({ n, receiptKeys: [] });

const writes = fc.uniqueArray(
  fc.record({ key: fc.constantFrom(...KEYS), n: fc.nat(9), deleted: fc.boolean() }),
  { selector: ({ key }) => key, maxLength: 5 },
);
const chains = fc.array(
  fc.array(fc.record({ valid: fc.boolean(), seconds: fc.nat(100), writes }), { maxLength: 3 }),
  { minLength: 1, maxLength: 12 },
);

type Chain = { valid: boolean; seconds: number; writes: { key: string; n: number; deleted: boolean }[] }[][];

const hashOf = (number: number, salt = 0): string => String(number + 1 + salt).padStart(64, '0');

function blocksOf(chain: Chain, salt = 0): Block[] {
  return chain.map((transactions, number) => ({
    number,
    previousHash: number === 0 ? '0'.repeat(64) : hashOf(number - 1, salt),
    hash: hashOf(number, salt),
    transactions: transactions.map((transaction, tx) => ({
      id: `${String(number)}-${String(tx)}`,
      valid: transaction.valid,
      creator: { mspId: 'x', certificate: '' },
      timestamp: new Date(transaction.seconds * 1000).toISOString(),
      writes: transaction.writes.map(({ key, n, deleted }) => ({
        key,
        value: deleted ? null : valueOf(key, n),
      })),
    })),
  }));
}

/** A ledger that holds these blocks and gets no more. */
function ledgerOf(blocks: readonly Block[]): Ledger {
  return {
    engine: 'embedded',
    submit: () => Promise.reject(new Error('read only')),
    evaluate: () => Promise.reject(new Error('read only')),
    async *blocks(from: number, signal?: AbortSignal) {
      for (const block of blocks.slice(from)) yield block;
      if (signal?.aborted !== true)
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    },
    height: () => Promise.resolve(blocks.length),
    health: () => Promise.resolve({ ready: true }),
    close: () => Promise.resolve(),
  };
}

function answers(index: RecordIndex, blocks: readonly Block[]): unknown {
  return {
    head: index.head,
    genesis: index.genesis,
    histories: KEYS.map((key) => index.history(key)),
    grounds: ['T0', 'T1', 'T2', 'T9'].map((type) => index.grounds(type)),
    mappings: ['220100001000', '230100001000', '0'].map((basic) => index.mappings(basic)),
    keys: ['member', 'seal', 'agreement'].map((kind) => index.keys(kind)),
    positions: blocks.flatMap(({ transactions }) => transactions.map(({ id }) => index.position(id) ?? null)),
  };
}

const log = createLog('silent', 'x');

async function readAll(index: RecordIndex, blocks: readonly Block[]): Promise<IndexFeed> {
  const feed = new IndexFeed(index, ledgerOf(blocks), log);
  await feed.start();
  if (!(await feed.caughtUp(5000))) throw new Error('the index did not catch up');
  await feed.stop();
  return feed;
}

describe('the index', () => {
  let root: string;
  let count = 0;
  const folder = (): string => join(root, String(count++));
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'huren-index-'));
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('gives the same answers built at once, resumed at any point, and thrown away and rebuilt', async () => {
    await fc.assert(
      fc.asyncProperty(chains, fc.nat(12), async (chain, cut) => {
        const blocks = blocksOf(chain);
        const whole = await RecordIndex.open(folder());
        await readAll(whole, blocks);
        const path = folder();
        const part = await RecordIndex.open(path);
        await readAll(part, blocks.slice(0, cut));
        await part.close();
        const resumed = await RecordIndex.open(path);
        await readAll(resumed, blocks);
        expect(answers(resumed, blocks)).toEqual(answers(whole, blocks));
        await resumed.clear();
        await readAll(resumed, blocks);
        expect(answers(resumed, blocks)).toEqual(answers(whole, blocks));
        await whole.close();
        await resumed.close();
      }),
      { numRuns: 40 },
    );
  });

  it('never lets block time run backwards, and takes no time from a refused transaction', async () => {
    const index = await RecordIndex.open(folder());
    const at = (seconds: number, valid = true) => ({ valid, seconds, writes: [] });
    await readAll(index, blocksOf([[at(50)], [at(10)], [at(90, false)]]));
    expect(index.head.time).toBe(50_000);
    await index.close();
  });

  it('rebuilds from a ledger that is another one than its checkpoint', async () => {
    const index = await RecordIndex.open(folder());
    const write = (n: number): Chain => [
      [{ valid: true, seconds: 1, writes: [{ key: 'seal/k', n, deleted: false }] }],
    ];
    await readAll(index, blocksOf(write(1)));
    await readAll(index, blocksOf(write(2), 100));
    expect(index.history('seal/k')).toHaveLength(1);
    expect(index.record('seal/k')).toMatchObject({ n: 2 });
    await index.close();
  });

  it.each<[why: string, code: string, bend: (block: Block) => Block]>([
    ['a block is left out', 'gap', (block) => ({ ...block, number: 2 })],
    [
      'a block does not name the one before',
      'other-chain',
      (block) => ({ ...block, previousHash: 'f'.repeat(64) }),
    ],
    [
      'a value is no JSON',
      'bad-value',
      (block) => ({
        ...block,
        transactions: block.transactions.map((each) => ({
          ...each,
          writes: [{ key: 'seal/k', value: '{' }],
        })),
      }),
    ],
  ])('stops where %s', async (_why, code, bend) => {
    const index = await RecordIndex.open(folder());
    const blocks = blocksOf([[], [{ valid: true, seconds: 1, writes: [] }]]);
    const feed = new IndexFeed(index, ledgerOf([blocks[0] as Block, bend(blocks[1] as Block)]), log);
    await feed.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([feed.state, feed.finding?.code]).toEqual(['broken', code]);
    expect(feed.finding).toBeInstanceOf(IndexBroken);
    expect(index.head.height).toBe(1);
    await feed.stop();
    await index.close();
  });

  it('lets nobody wait for a block after it is closed', async () => {
    const index = await RecordIndex.open(folder());
    const waiting = index.reached(1, 600_000);
    await index.close();
    expect(await waiting).toBe(false);
  });

  it('loses nothing of a group that the disk refused when a later write goes through', async () => {
    let full = false;
    class FullDisk extends Level {
      override batch(...parts: unknown[]): never {
        if (full) return Promise.reject(new Error('no space left on device')) as never;
        return (super.batch as (...all: unknown[]) => never)(...parts);
      }
    }
    const path = folder();
    const writes = KEYS.map((key, n) => [
      { valid: true, seconds: n, writes: [{ key, n: n % 10, deleted: false }] },
    ]);
    const blocks = blocksOf(writes);
    const index = await RecordIndex.open(path, (where) => new FullDisk(where) as Level);
    for (const block of blocks.slice(0, 4)) index.apply(block);
    await index.flush();
    full = true;
    for (const block of blocks.slice(4, 8)) index.apply(block);
    await expect(index.flush()).rejects.toThrow('no space');
    const known = answers(index, blocks.slice(0, 8));
    expect(index.history('anchor/a/r1')).toHaveLength(1);
    for (const block of blocks.slice(8)) index.apply(block);
    full = false;
    // A trust file is asked for: it writes what waits, with a checkpoint that covers the refused group.
    for await (const [key] of index.stored('anchor')) expect(key).toMatch(/^anchor/);
    expect(known).toMatchObject({ head: { height: 8 } });
    const before = answers(index, blocks);
    await index.close();
    const again = await RecordIndex.open(path);
    expect(answers(again, blocks)).toEqual(before);
    expect(again.history('anchor/a/r1')).toHaveLength(1);
    await again.close();
  });

  it('reads a real ledger to the same answers again', async () => {
    const world = await openWorld();
    const index = await RecordIndex.open(folder());
    const feed = new IndexFeed(index, world.ledger, log);
    await feed.start();
    await feed.caughtUp(5000);
    const known = world.relying.context.index;
    expect(index.head).toEqual(known.head);
    for (const kind of ['member', 'authority', 'seal', 'licence-type', 'matter', 'agreement', 'key']) {
      expect(index.keys(kind)).toEqual(known.keys(kind));
      for (const key of index.keys(kind)) expect(index.history(key)).toEqual(known.history(key));
    }
    await feed.stop();
    await index.close();
    await world.close();
  });
});
