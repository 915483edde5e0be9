import type { SignatureItem } from './provider';
import {
  DIGEST_AT,
  INPUT_AT,
  INPUT_LENGTH,
  KERNEL_BATCH,
  Machine,
  MESSAGE_AT,
  MESSAGE_LENGTH_AT,
  RESULT_AT,
  SIGNATURE_AT,
  TABLE_AT,
  UNDECIDED,
  VALID,
} from './sm2-kernel-machine';
import { type KernelLimits, KernelTables, type KeyTable, SERVER_KERNEL } from './sm2-kernel-tables';

/** A signature over e = SM3(Z ‖ M), 32 bytes. */
export interface DigestItem {
  readonly publicKey: Uint8Array;
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}

/** An item whose key has a table, and its place among the answers. */
interface Entry<Item> {
  readonly item: Item;
  readonly table: KeyTable;
  readonly place: number;
}

/** Room for SM3's padding after a message (chaincode/kernel/sm3.ts). */
const PADDING = 72;
const HASH = 32;
/** A piece of a long message: whole blocks, and room for the padding after them. */
const PIECE = INPUT_LENGTH / 2;

/**
 * SM2 verification and SM3 in WebAssembly with 128-bit SIMD. Verification reads tables of multiples of the key, so that
 * it has no doublings; what the tables do not cover is left to the caller: a key without a table, and a sum that met two
 * points of one abscissa. Nothing here touches a secret: the memory accesses tell every scalar.
 */
export class Sm2Kernel {
  readonly #machine = new Machine();
  readonly #tables: KernelTables;

  constructor(limits: KernelLimits = SERVER_KERNEL) {
    this.#tables = new KernelTables(this.#machine, limits);
  }

  /** Bytes of the machine's memory; it never shrinks, and the limits bound it. */
  get memoryBytes(): number {
    return this.#machine.bytes.length;
  }

  /** Keys that have a table, or one in the making. */
  get keys(): number {
    return this.#tables.size;
  }

  /** Whether the key has a table. */
  isWarm(publicKey: Uint8Array): boolean {
    return this.#tables.find(publicKey) !== undefined;
  }

  /**
   * Builds the key's table, and before it the generator's: some 20 ms, and 100 ms the first time with the tables of a
   * server. publicKey: 65 bytes that passed the strict check. False when the platform grants no memory.
   */
  warm(publicKey: Uint8Array): boolean {
    // At most what is in the making, the generator and the key itself.
    for (let round = 0; round < 3; round++) {
      if (!this.#tables.advance(publicKey, Infinity, true)) continue;
      this.#tables.keep(publicKey);
      return true;
    }
    return false;
  }

  /**
   * A part of a table, for keys that nobody announced: some steps of about 0.2 ms, of the table in the making first.
   * Such a key never takes the place of one that was warmed. Answers whether the key has its table.
   */
  advance(publicKey: Uint8Array, steps: number): boolean {
    return this.#tables.advance(publicKey, steps);
  }

  /**
   * `warm` in slices: some steps at a call, of the table in the making first. Answers whether nothing is left to do: the
   * key has its table and keeps it, or there is no place for it.
   */
  warmStep(publicKey: Uint8Array, steps: number): boolean {
    if (this.#tables.advance(publicKey, steps, true)) {
      this.#tables.keep(publicKey);
      return true;
    }
    return !this.#tables.isBuilding;
  }

  /** Keys that can have a table at once. */
  get places(): number {
    return this.#tables.limits.keys;
  }

  /** Gives up the key's table. */
  forget(publicKey: Uint8Array): void {
    this.#tables.forget(publicKey);
  }

  /** SM3 of bytes, 32 fresh bytes. */
  sm3(bytes: Uint8Array): Uint8Array {
    this.#digest(undefined, bytes);
    return this.#machine.bytes.slice(DIGEST_AT, DIGEST_AT + HASH);
  }

  /** Whether the signature over the message (default user id) holds; undefined when the kernel cannot tell. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | undefined {
    const table = this.#tables.find(publicKey);
    if (table === undefined) return undefined;
    this.#digest(table.za, message);
    return this.#verifyOne(table, signature);
  }

  /** The same for e = SM3(Z ‖ M), 32 bytes. */
  verifyDigest(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean | undefined {
    const table = this.#tables.find(publicKey);
    if (table === undefined) return undefined;
    this.#machine.bytes.set(digest, DIGEST_AT);
    return this.#verifyOne(table, signature);
  }

  #verifyOne(table: KeyTable, signature: Uint8Array): boolean | undefined {
    this.#machine.bytes.set(signature, SIGNATURE_AT);
    this.#machine.words[TABLE_AT >> 2] = table.at;
    const answer = this.#machine.run.verifyOne();
    return answer === UNDECIDED ? undefined : answer === VALID;
  }

  /** `verify` for many signatures, any number and any keys; 64 at a time share their work. */
  verifyMany(items: readonly SignatureItem[]): (boolean | undefined)[] {
    return this.#inBatches(items, (batch) => this.#digestBatch(batch));
  }

  /** `verifyDigest` for many. */
  verifyDigests(items: readonly DigestItem[]): (boolean | undefined)[] {
    return this.#inBatches(items, (batch) => {
      batch.forEach(({ item }, i) => this.#machine.bytes.set(item.digest, DIGEST_AT + HASH * i));
    });
  }

  #inBatches<Item extends { readonly publicKey: Uint8Array; readonly signature: Uint8Array }>(
    items: readonly Item[],
    putDigests: (batch: readonly Entry<Item>[]) => void,
  ): (boolean | undefined)[] {
    const answers = new Array<boolean | undefined>(items.length).fill(undefined);
    let batch: Entry<Item>[] = [];
    items.forEach((item, place) => {
      const table = this.#tables.find(item.publicKey);
      if (table !== undefined) batch.push({ item, table, place });
      if (batch.length < KERNEL_BATCH) return;
      this.#verifyBatch(batch, putDigests, answers);
      batch = [];
    });
    if (batch.length > 0) this.#verifyBatch(batch, putDigests, answers);
    return answers;
  }

  #verifyBatch<Item extends { readonly signature: Uint8Array }>(
    batch: readonly Entry<Item>[],
    putDigests: (batch: readonly Entry<Item>[]) => void,
    answers: (boolean | undefined)[],
  ): void {
    const { bytes, words, run } = this.#machine;
    if (batch.length >= SHARED_FROM) {
      putDigests(batch);
      batch.forEach(({ item, table }, i) => {
        bytes.set(item.signature, SIGNATURE_AT + 64 * i);
        words[(TABLE_AT >> 2) + i] = table.at;
      });
      if (run.verifyMany(batch.length) !== 0) {
        batch.forEach(({ place }, i) => (answers[place] = bytes[RESULT_AT + i] === VALID));
        return;
      }
    }
    // Somewhere two points met (no honest signature does that), or sharing does not pay: one by one.
    for (const entry of batch) {
      putDigests([entry]);
      answers[entry.place] = this.#verifyOne(entry.table, entry.item.signature);
    }
  }

  /** e of each entry of a batch. */
  #digestBatch(batch: readonly Entry<SignatureItem>[]): void {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      this.#digest(only.table.za, only.item.message);
      return;
    }
    const { bytes, words, run } = this.#machine;
    const long: number[] = [];
    let at = INPUT_AT;
    batch.forEach(({ item, table }, i) => {
      let length = HASH + item.message.length;
      if (at + length + PADDING > INPUT_AT + INPUT_LENGTH - KERNEL_BATCH * (HASH + PADDING)) {
        long.push(i);
        length = HASH;
      } else bytes.set(item.message, at + HASH);
      bytes.set(table.za, at);
      words[(MESSAGE_AT >> 2) + i] = at;
      words[(MESSAGE_LENGTH_AT >> 2) + i] = length;
      at += length + PADDING;
    });
    run.digestBatch(batch.length);
    if (long.length === 0) return;
    const digests = bytes.slice(DIGEST_AT, DIGEST_AT + HASH * batch.length);
    for (const i of long) {
      const { item, table } = batch[i] as Entry<SignatureItem>;
      this.#digest(table.za, item.message);
      digests.set(bytes.subarray(DIGEST_AT, DIGEST_AT + HASH), HASH * i);
    }
    bytes.set(digests, DIGEST_AT);
  }

  /** SM3 of prefix ‖ message to the first digest. */
  #digest(prefix: Uint8Array | undefined, message: Uint8Array): void {
    const { bytes, run } = this.#machine;
    run.sm3Begin();
    let filled = 0;
    if (prefix !== undefined) {
      bytes.set(prefix, INPUT_AT);
      filled = prefix.length;
    }
    const total = filled + message.length;
    let from = 0;
    while (filled + (message.length - from) > PIECE) {
      const take = PIECE - filled;
      bytes.set(message.subarray(from, from + take), INPUT_AT + filled);
      run.sm3Absorb(INPUT_AT, PIECE / 64);
      from += take;
      filled = 0;
    }
    bytes.set(from === 0 ? message : message.subarray(from), INPUT_AT + filled);
    run.sm3End(INPUT_AT, filled + message.length - from, total, DIGEST_AT);
  }

  /**
   * Parents of pairs of hashes, RFC 6962 §2.1 with SM3: `pairs` holds 2n hashes end to end, `parents` takes n. A PairsHash
   * of merkle/tree.ts.
   */
  readonly hashPairs = (pairs: Uint8Array, parents: Uint8Array): void => {
    this.#hashLevel(pairs, parents, 2 * HASH, this.#machine.run.hashPairs);
  };

  /** Leaf hashes of data of 32 bytes each, end to end, RFC 6962 §2.1 with SM3. */
  readonly hashLeaves = (data: Uint8Array, leaves: Uint8Array): void => {
    this.#hashLevel(data, leaves, HASH, this.#machine.run.hashLeaves);
  };

  #hashLevel(
    input: Uint8Array,
    output: Uint8Array,
    width: number,
    hash: (at: number, count: number, out: number) => void,
  ): void {
    const count = output.length / HASH;
    if (!Number.isInteger(count) || input.length !== count * width) {
      throw new TypeError('a level is not whole');
    }
    const { bytes } = this.#machine;
    const outAt = INPUT_AT + LEVEL * 2 * HASH;
    for (let done = 0; done < count; done += LEVEL) {
      const now = Math.min(LEVEL, count - done);
      bytes.set(input.subarray(done * width, (done + now) * width), INPUT_AT);
      // Whole quads: what the last one has too much is left over memory, and is not copied out.
      hash(INPUT_AT, (now + 3) & ~3, outAt);
      output.set(bytes.subarray(outAt, outAt + now * HASH), done * HASH);
    }
  }
}

/** Hashes of a level in one call of the machine: both sides fit the second-level cache. */
const LEVEL = 1024;
/** A smaller batch is faster one by one. */
const SHARED_FROM = 8;
