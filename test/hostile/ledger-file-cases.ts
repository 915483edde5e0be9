import { cpSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLog, IndexFeed, RecordIndex } from '@huren/gateway';
import type { Block, Ledger } from '@huren/network';
import { openLevel, type Store } from '@huren/network/embedded';
import { decodeBlock, encodeBlock } from '../../network/src/embedded/block-record';
import { blockKey, stateKey, transactionKey } from '../../network/src/embedded/layout';
import { decodeTransaction, encodeTransaction } from '../../network/src/embedded/transaction-record';
import { probe, ProbeNetwork } from '../network/probe-network';
import { classesOf, gist } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import type { HostileWorld } from './hostile-world';

interface Sample {
  readonly network: ProbeNetwork;
  /** A closed ledger of seven blocks. */
  readonly whole: string;
}

let sample: Promise<Sample> | undefined;

async function makeSample(): Promise<Sample> {
  const network = await ProbeNetwork.create();
  const whole = network.folder();
  const ledger = await network.open(whole);
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f'])
    await ledger.submit(probe('put', { key, value: key }), network.signer);
  await ledger.close();
  return { network, whole };
}

export async function closeLedgerFiles(): Promise<void> {
  if (sample !== undefined) await (await sample).network.clean();
  sample = undefined;
}

/** The engine's own answer to a folder: that it starts, or the sentence with which it refuses. */
async function opened(network: ProbeNetwork, path: string): Promise<Seen> {
  try {
    const ledger = await network.open(path, { audit: 'deep' });
    const height = await ledger.height();
    await ledger.close();
    return {
      classes: height === 7 ? ['self-heal'] : [],
      what: `opened at height ${String(height)}`,
      sent: [],
    };
  } catch (error) {
    const what = String(error);
    const isClear = what.length > 20 && !/undefined|TypeError|RangeError/.test(what);
    const named = /at block \d+/.test(what) ? ['evidence-corruption'] : [];
    return { classes: isClear ? ['startup-refuse', ...named] : [], what, sent: [] };
  }
}

type Damage = (folder: string) => Promise<void> | void;

const inStore =
  (change: (store: Store) => Promise<void>): Damage =>
  async (folder) => {
    const store = await openLevel(join(folder, 'level'));
    await change(store);
    await store.close();
  };

const read = (store: Store, key: Buffer): Buffer => Buffer.from(store.get(key) ?? Buffer.alloc(0));
const put = (store: Store, key: Buffer, value: Buffer): Promise<void> =>
  store.write([{ type: 'put', key, value }]);
const drop = (store: Store, key: Buffer): Promise<void> => store.write([{ type: 'del', key }]);

async function flip(store: Store, key: Buffer): Promise<void> {
  const value = read(store, key);
  const at = value.length >> 1;
  value[at] = (value[at] ?? 0) ^ 1;
  await put(store, key, value);
}

type BlockRecord = Parameters<typeof encodeBlock>[0];

async function rewrite(
  store: Store,
  number: number,
  change: (record: BlockRecord) => BlockRecord,
): Promise<void> {
  await put(store, blockKey(number), encodeBlock(change(decodeBlock(read(store, blockKey(number))))).bytes);
}

const levelFiles = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(folder, 'level'))
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, 'level', name));

const DAMAGES: Readonly<Record<string, Damage>> = {
  flip: inStore((store) => flip(store, blockKey(3))),
  'flip-state': inStore((store) => flip(store, stateKey('b'))),
  'flip-index': inStore(async (store) => {
    const [item = Buffer.alloc(0)] = decodeBlock(read(store, blockKey(2))).items;
    await drop(store, transactionKey(decodeTransaction(item).id));
  }),
  truncate: inStore(async (store) => put(store, blockKey(6), read(store, blockKey(6)).subarray(0, 40))),
  'drop-acked': inStore((store) => drop(store, blockKey(6))),
  'drop-mid': inStore((store) => drop(store, blockKey(3))),
  swap: inStore(async (store) => {
    const [two, three] = [read(store, blockKey(2)), read(store, blockKey(3))];
    await put(store, blockKey(2), three);
    await put(store, blockKey(3), two);
  }),
  'append-tx': inStore((store) =>
    rewrite(store, 3, (record) => ({ ...record, items: [...record.items, ...record.items] })),
  ),
  prevhash: inStore((store) =>
    rewrite(store, 3, (record) => ({ ...record, previousHash: Buffer.alloc(32, 1) })),
  ),
  'time-back': inStore((store) =>
    rewrite(store, 3, (record) => ({
      ...record,
      items: record.items.map((item) => encodeTransaction({ ...decodeTransaction(item), timestamp: 1 })),
    })),
  ),
  'no-current': (folder) => {
    for (const file of levelFiles(folder, /^CURRENT$/)) rmSync(file);
  },
  'no-manifest': (folder) => {
    for (const file of levelFiles(folder, /^MANIFEST/)) rmSync(file);
  },
  'cut-ldb': (folder) => {
    for (const file of levelFiles(folder, /\.(ldb|log)$/)) truncateSync(file, 40);
  },
  foreign: (folder) => {
    rmSync(folder, { recursive: true });
    cpSync(__dirname, folder, { recursive: true });
    writeFileSync(join(folder, 'tip'), 'another program’s');
  },
};

async function rolledBack({ network, whole }: Sample): Promise<Seen> {
  const path = network.folder();
  cpSync(whole, path, { recursive: true });
  const ledger = await network.open(path);
  await ledger.submit(probe('put', { key: 'g', value: 'g' }), network.signer);
  await ledger.close();
  rmSync(join(path, 'level'), { recursive: true });
  cpSync(join(whole, 'level'), join(path, 'level'), { recursive: true });
  return opened(network, path);
}

async function openedTwice({ network, whole }: Sample): Promise<Seen> {
  const path = network.folder();
  cpSync(whole, path, { recursive: true });
  const first = await network.open(path);
  const seen = await opened(network, path);
  await first.close();
  return seen;
}

/** The world's ledger as a gateway sees it through a feed that does something to the blocks. */
function through(
  ledger: Ledger,
  change: (blocks: AsyncIterable<Block>, signal?: AbortSignal) => AsyncIterable<Block>,
): Ledger {
  return new Proxy(ledger, {
    get: (target, name) => {
      if (name === 'blocks')
        return (from: number, signal?: AbortSignal) => change(target.blocks(from, signal), signal);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

async function* repeated(blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
  for await (const block of blocks) {
    yield block;
    if (block.number === 3) yield block;
  }
}

async function* reordered(blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
  let held: Block | undefined;
  for await (const block of blocks) {
    if (block.number === 3) held = block;
    else yield block;
    if (block.number === 4 && held !== undefined) yield held;
  }
}

/** A new index over the world's ledger; an empty folder is what a deleted one leaves. */
async function fed(world: HostileWorld, ledger: Ledger, healthy: string): Promise<Seen> {
  const { network } = await (sample ??= makeSample());
  const index = await RecordIndex.open(join(network.folder(), 'index'));
  const feed = new IndexFeed(index, ledger, createLog('silent', 'demo'));
  await feed.start();
  const caughtUp = await feed.caughtUp(2000);
  const same = caughtUp && index.head.hash === world.world.relying.context.index.head.hash;
  const { state } = feed;
  await feed.stop();
  await index.close();
  // A broken feed answers 503 on /readyz, and verdicts turn to cannot-tell as the index ages.
  const classes = same ? [healthy] : state === 'broken' ? ['fail-closed-503'] : [];
  return { classes, what: `${state} at ${String(index.head.height)}`, sent: [] };
}

/** Ten minutes without the ledger are within what policy allows. */
async function partitioned(world: HostileWorld): Promise<Seen> {
  const { world: base } = world;
  await base.relying.stopFeed();
  base.now += 10 * 60_000;
  try {
    const sent = await world.send(await world.request());
    return { classes: classesOf(sent, world.accepted), what: gist(sent), sent: [sent] };
  } finally {
    base.now -= 10 * 60_000;
    await base.relying.resumeFeed();
  }
}

const SCENARIOS: Readonly<Record<string, (world: HostileWorld, sample: Sample) => Promise<Seen>>> = {
  rollback: (_world, made) => rolledBack(made),
  lock: (_world, made) => openedTwice(made),
  'replay-block': (world) => fed(world, through(world.world.ledger, repeated), 'accept-same'),
  reorder: (world) => fed(world, through(world.world.ledger, reordered), 'self-heal'),
  'rm-readmodel': (world) => fed(world, world.world.ledger, 'self-heal'),
  partition: partitioned,
};

export const canDamage = ({ recipe = '' }: HostileCase): boolean => recipe in DAMAGES || recipe in SCENARIOS;

export async function damage({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const made = await (sample ??= makeSample());
  const scenario = SCENARIOS[recipe];
  if (scenario !== undefined) return scenario(world, made);
  const path = made.network.folder();
  cpSync(made.whole, path, { recursive: true });
  await DAMAGES[recipe]?.(path);
  return opened(made.network, path);
}
