import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerDamaged, openEmbedded, openLevel, type Store } from '@huren/network/embedded';
import { decodeBlock, encodeBlock } from '../../network/src/embedded/block-record';
import { blockKey, creatorKey, markKey, stateKey, transactionKey } from '../../network/src/embedded/layout';
import { StateDigest } from '../../network/src/embedded/state-digest';
import { decodeStateRecord, encodeStateRecord } from '../../network/src/embedded/state-record';
import { decodeTip, encodeTip, type Tip } from '../../network/src/embedded/tip';
import {
  decodeTransaction,
  encodeTransaction,
  type TransactionRecord,
} from '../../network/src/embedded/transaction-record';
import { failure } from './conformance';
import { ProbeContract } from './probe-contract';
import { probe, ProbeNetwork, signerOf, start } from './probe-network';

/** Block 0, then six blocks with one transaction each. */
const height = 7;

describe('the audit of the embedded engine', () => {
  let network: ProbeNetwork;
  let whole: string;

  beforeAll(async () => {
    network = await ProbeNetwork.create();
    whole = network.folder();
    const ledger = await network.open(whole);
    for (const call of [
      probe('put', { key: 'a', value: '1' }),
      probe('put', { key: 'b', value: '2' }),
      probe('countRange', { key: 'count', start: 'a', end: 'b' }),
      probe('add', { key: 'n' }),
      probe('remove', { key: 'a' }),
      probe('setPolicy', { key: 'b', value: 'majority' }),
    ]) {
      await ledger.submit(call, network.signer);
    }
    expect(await ledger.height()).toBe(height);
    await ledger.close();
  });
  afterAll(() => network.clean());

  /** A copy of the whole ledger, changed on its disk. */
  const damaged = async (change: (store: Store) => Promise<void>): Promise<string> => {
    const path = network.folder();
    cpSync(whole, path, { recursive: true });
    const store = await openLevel(join(path, 'level'));
    await change(store);
    await store.close();
    return path;
  };
  const put = (store: Store, key: Buffer, value: Buffer) => store.write([{ type: 'put', key, value }]);
  const remove = (store: Store, key: Buffer) => store.write([{ type: 'del', key }]);

  it('passes a whole ledger, deep too, and reports its progress', async () => {
    const seen: [number, number][] = [];
    const ledger = await network.open(whole, {
      audit: 'deep',
      auditProgress: (done, total) => seen.push([done, total]),
    });
    await ledger.close();
    expect(seen).toEqual([[height, height]]);
  });

  it('refuses to found a ledger without a channel', async () => {
    const path = network.folder();
    const options = { path, contracts: [ProbeContract], clock: () => start };
    expect(await failure(openEmbedded(options))).toBeInstanceOf(RangeError);
  });

  it('reads the channel from the ledger when none is given', async () => {
    const ledger = await openEmbedded({ path: whole, contracts: [ProbeContract], clock: () => start });
    expect(ledger.channelId).toBe('huren');
    await ledger.close();
  });

  it.each<[string, number, (store: Store) => Promise<void>]>([
    ['one bit of a block', 3, (store) => flip(store, blockKey(3))],
    ['one bit of block 0', 0, (store) => flip(store, blockKey(0))],
    ['one bit of the last block', 6, (store) => flip(store, blockKey(6))],
    ['a block gone from the middle', 4, (store) => remove(store, blockKey(4))],
    ['block 0 gone', 0, (store) => remove(store, blockKey(0))],
    ['the last block gone', 6, (store) => remove(store, blockKey(6))],
    ['a block too many', 7, (store) => put(store, blockKey(7), whole7(store))],
    ['a block in the place of another', 2, (store) => put(store, blockKey(2), value(store, blockKey(3)))],
    [
      'a block rewritten with its own hashes',
      3,
      (store) => rewrite(store, 2, (record) => ({ ...record, timestamp: 1 })).then(() => undefined),
    ],
    ['a block cut short', 5, (store) => put(store, blockKey(5), value(store, blockKey(5)).subarray(0, 40))],
    ['the tip gone', 0, (store) => remove(store, markKey('tip'))],
    ['a state value changed', height, (store) => changeState(store, 'b', 'x')],
    ['a state record gone', height, (store) => remove(store, stateKey('b'))],
    ['a state record too many', height, (store) => put(store, stateKey('zz'), value(store, stateKey('b')))],
    [
      'a key policy gone',
      height,
      (store) => put(store, stateKey('b'), withoutPolicy(value(store, stateKey('b')))),
    ],
  ])('finds %s and names block %p', async (_reason, block, change) => {
    const path = await damaged(change);
    const damage = await failure(network.open(path));
    expect(damage).toBeInstanceOf(LedgerDamaged);
    expect(damage).toMatchObject({ block });
    expect(String(damage)).toContain(`at block ${String(block)}:`);
    // Found again: nothing was repaired.
    expect(await failure(network.open(path))).toMatchObject({ block });
  });

  it('finds a rollback to an older copy, which is whole in itself', async () => {
    const path = network.folder();
    cpSync(whole, path, { recursive: true });
    const ledger = await network.open(path);
    await ledger.submit(probe('put', { key: 'c', value: '3' }), network.signer);
    await ledger.close();
    rmSync(join(path, 'level'), { recursive: true });
    cpSync(join(whole, 'level'), join(path, 'level'), { recursive: true });
    const damage = await failure(network.open(path));
    expect(damage).toMatchObject({ block: height });
    expect(String(damage)).toContain('missing at the end');
  });

  it('finds a last block replaced by another with everything else made to match', async () => {
    const path = await damaged((store) =>
      forge(store, (record) => ({ ...record, timestamp: record.timestamp + 1 })),
    );
    expect(await failure(network.open(path))).toMatchObject({ block: height - 1 });
  });

  it('finds the blocks gone altogether', async () => {
    const path = network.folder();
    cpSync(join(whole, 'tip'), join(path, 'tip'));
    expect(await failure(network.open(path))).toMatchObject({ block: 0 });
  });

  it('finds an unreadable witness', async () => {
    const path = await damaged(() => Promise.resolve());
    writeFileSync(join(path, 'tip'), 'noise');
    expect(await failure(network.open(path))).toBeInstanceOf(LedgerDamaged);
  });

  it('takes a witness that lags, as after a power cut', async () => {
    const path = network.folder();
    cpSync(whole, path, { recursive: true });
    const ledger = await network.open(path);
    await ledger.submit(probe('put', { key: 'c', value: '3' }), network.signer);
    await ledger.close();
    cpSync(join(whole, 'tip'), join(path, 'tip'));
    const again = await network.open(path, { audit: 'deep' });
    expect(await again.height()).toBe(height + 1);
    await again.close();
  });

  describe('deep', () => {
    const stranger = async (): Promise<Buffer> => {
      const signer = await signerOf(network.ca, { from: start - 90 * 86_400_000, days: 1 });
      return Buffer.from(await signer.sign(Buffer.from('x')));
    };

    it.each<[string, (record: TransactionRecord) => TransactionRecord | Promise<TransactionRecord>]>([
      ['a signature of another key', async (record) => ({ ...record, signature: await stranger() })],
      ['a time that the proposal does not say', (record) => ({ ...record, timestamp: record.timestamp + 1 })],
      ['an id that the proposal does not have', (record) => ({ ...record, id: Buffer.alloc(32, 7) })],
      [
        'a proposal that was changed',
        (record) => ({ ...record, proposalTail: flipped(record.proposalTail) }),
      ],
      ['a transaction marked as void', (record) => ({ ...record, validity: 'mvcc-conflict' })],
      [
        'a read of a version that never was',
        (record) => ({ ...record, reads: [{ key: 'b', version: { block: 1, tx: 9 } }] }),
      ],
      [
        'a range that was never so',
        (record) => ({
          ...record,
          ranges: [{ start: 'a', end: '', exhausted: true, digest: Buffer.alloc(32) }],
        }),
      ],
    ])('finds %s although every hash was made to match', async (_reason, change) => {
      const path = await damaged((store) => forge(store, change));
      rmSync(join(path, 'tip'));
      const chain = await network.open(path);
      await chain.close();
      expect(await failure(network.open(path, { audit: 'deep' }))).toMatchObject({ block: height - 1 });
    });

    it('finds a state that no block wrote although its digest was made to match', async () => {
      const path = await damaged(async (store) => {
        await changeState(store, 'b', 'forged');
        const digest = new StateDigest();
        const cursor = store.entries({ gte: Buffer.from('s'), lt: Buffer.from('t') });
        for (const [key, record] of await cursor.next(100)) digest.add(key, record);
        await cursor.close();
        const tip = decodeTip(value(store, markKey('tip')));
        await put(store, markKey('tip'), encodeTip({ ...tip, stateDigest: digest.bytes() }));
      });
      await (await network.open(path)).close();
      expect(await failure(network.open(path, { audit: 'deep' }))).toMatchObject({ block: height });
    });

    it('finds an identity that is missing', async () => {
      const path = await damaged(async (store) => {
        const [item = Buffer.alloc(0)] = decodeBlock(value(store, blockKey(1))).items;
        await remove(store, creatorKey(decodeTransaction(item).creator));
      });
      expect(await failure(network.open(path, { audit: 'deep' }))).toMatchObject({ block: 1 });
    });

    it('finds an index without one of the transactions', async () => {
      const path = await damaged(async (store) => {
        const [item = Buffer.alloc(0)] = decodeBlock(value(store, blockKey(2))).items;
        await remove(store, transactionKey(decodeTransaction(item).id));
      });
      expect(await failure(network.open(path, { audit: 'deep' }))).toMatchObject({ block: 2 });
    });
  });

  describe('of the channel', () => {
    it.each([
      ['without a member', () => network.channel.slice(1)],
      [
        "with another CA in a member's place",
        () => network.channel.map((trust) => ({ ...trust, mspId: `X${trust.mspId}` })),
      ],
    ])('refuses to open it %s', async (_reason, channel) => {
      expect(await failure(network.open(whole, { channel: channel() }))).toBeInstanceOf(RangeError);
    });

    it('opens it with the members in another order', async () => {
      const ledger = await network.open(whole, { channel: [...network.channel].reverse() });
      await ledger.close();
    });

    it.each([
      ['no members', () => ({ channel: [] })],
      ['a member twice', () => ({ channel: [...network.channel, ...network.channel] })],
      ['a member without a CA', () => ({ channel: [{ mspId: 'X', caCertificates: [] }] })],
      ['an id with a space', () => ({ channelId: 'my channel' })],
    ])('refuses to found one with %s, and leaves nothing that is half', async (_reason, options) => {
      const path = network.folder();
      expect(await failure(network.open(path, options()))).toBeInstanceOf(RangeError);
      const ledger = await network.open(path);
      expect(await ledger.height()).toBe(1);
      await ledger.close();
    });
  });

  function whole7(store: Store): Buffer {
    const last = decodeBlock(value(store, blockKey(6)));
    return encodeBlock({ ...last, number: 7, previousHash: last.hash }).bytes;
  }

  function value(store: Store, key: Buffer): Buffer {
    const found = store.get(key);
    if (found === undefined) throw new Error('the fixture lacks a record');
    return found;
  }

  function flipped(bytes: Buffer): Buffer {
    const changed = Buffer.from(bytes);
    const at = Math.floor(bytes.length / 2);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  }

  async function flip(store: Store, key: Buffer): Promise<void> {
    await put(store, key, flipped(value(store, key)));
  }

  async function changeState(store: Store, key: string, text: string): Promise<void> {
    const record = decodeStateRecord(value(store, stateKey(key)));
    await put(store, stateKey(key), encodeStateRecord({ ...record, value: Buffer.from(text) }));
  }

  function withoutPolicy(bytes: Buffer): Buffer {
    return encodeStateRecord({ ...decodeStateRecord(bytes), metadata: new Map() });
  }

  /** Changes the only transaction of a block and gives the block hashes that match. */
  async function rewrite(
    store: Store,
    number: number,
    change: (record: TransactionRecord) => TransactionRecord | Promise<TransactionRecord>,
  ): Promise<Tip> {
    const block = decodeBlock(value(store, blockKey(number)));
    const [item = Buffer.alloc(0)] = block.items;
    const record = await change(decodeTransaction(item));
    const { bytes, hash } = encodeBlock({ ...block, items: [encodeTransaction(record)] });
    await put(store, blockKey(number), bytes);
    await put(store, transactionKey(record.id), Buffer.from([0, 0, 0, number, 0, 0, 0, 0]));
    return { ...decodeTip(value(store, markKey('tip'))), hash };
  }

  /** The same for the last block, with a tip that matches. */
  async function forge(
    store: Store,
    change: (record: TransactionRecord) => TransactionRecord | Promise<TransactionRecord>,
  ): Promise<void> {
    await put(store, markKey('tip'), encodeTip(await rewrite(store, height - 1, change)));
  }
});
