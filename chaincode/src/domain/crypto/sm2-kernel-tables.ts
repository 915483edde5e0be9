import { integerTo32 } from './integer';
import { INPUT_AT, KERNEL_LOOKUPS, type Machine, TABLES_AT } from './sm2-kernel-machine';
import { sm2Za } from './sm2';
import { SM2P256V1 } from './suites';

/**
 * How big the tables are. More windows make a table smaller and a verification longer: a table of w windows has about
 * w · 2^(256/w − 1) entries of 64 bytes: 16 windows 32 MB, 18 11 MB, 20 4.5 MB, 22 2.3 MB, 24 1.3 MB, 28 0.5 MB, 32 0.25 MB.
 */
export interface KernelLimits {
  /** Windows of the generator's table, 15…48. */
  readonly generatorWindows: number;
  /** Windows of a key's table, 15…48; both together a multiple of 4, at most 64. */
  readonly keyWindows: number;
  /** Keys with a table at once; the one used longest ago makes room. */
  readonly keys: number;
}

/** For a server: 11 MB for the generator, 2.3 MB a key. */
export const SERVER_KERNEL: KernelLimits = { generatorWindows: 18, keyWindows: 22, keys: 32 };

/** For a browser or a command: 0.25 MB each, built in a few milliseconds. */
export const SMALL_KERNEL: KernelLimits = { generatorWindows: 32, keyWindows: 32, keys: 16 };

/** A key whose table lies in the machine. */
export interface KeyTable {
  readonly key: Uint8Array;
  /** Z of GB/T 32918.2 §5.5 with the default user id. */
  readonly za: Uint8Array;
  readonly at: number;
  usedAt: number;
  ready: boolean;
  /** Only another kept key takes its place. */
  kept: boolean;
}

/** Enough of the abscissa to tell keys apart; the whole key is compared afterwards. */
function nameOf(key: Uint8Array): number {
  const high = ((key[1] as number) << 16) | ((key[2] as number) << 8) | (key[3] as number);
  const low = ((key[4] as number) << 16) | ((key[5] as number) << 8) | (key[6] as number);
  return high * 0x1000000 + low;
}

function sameKey(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 1; i < 65; i++) if (one[i] !== other[i]) return false;
  return one.length === other.length;
}

/** @throws TypeError when the windows or the keys are out of range */
export function checkKernelLimits({ generatorWindows, keyWindows, keys }: KernelLimits): void {
  const inRange = [generatorWindows, keyWindows].every((n) => Number.isInteger(n) && n >= 15 && n <= 48);
  const sum = generatorWindows + keyWindows;
  if (!inRange || sum % 4 !== 0 || sum > KERNEL_LOOKUPS) throw new TypeError('the windows are out of range');
  if (!Number.isInteger(keys) || keys < 1) throw new TypeError('a kernel holds one key at least');
}

/** Tables in the machine: the generator's, and those of the keys used last. They are built in steps, one at a time. */
export class KernelTables {
  /** Bytes of a key's table. */
  readonly keyBytes: number;
  readonly generatorBytes: number;
  readonly #byName = new Map<number, KeyTable>();
  #generatorReady = false;
  #building: KeyTable | 'generator' | undefined;
  #justDone = false;
  #clock = 0;
  /** Places that had a table, and how many places there are. */
  readonly #free: number[] = [];
  #places = 0;

  constructor(
    private readonly machine: Machine,
    readonly limits: KernelLimits,
  ) {
    checkKernelLimits(limits);
    const { generatorWindows, keyWindows } = limits;
    this.generatorBytes = machine.run.configure(generatorWindows, keyWindows, 0);
    this.keyBytes = machine.run.configure(generatorWindows, keyWindows, 1);
  }

  /** Keys that have a table, or one in the making. */
  get size(): number {
    return this.#byName.size;
  }

  /** Whether a table is in the making, or one was just done that makes room for the next. */
  get isBuilding(): boolean {
    return this.#building !== undefined || this.#justDone;
  }

  /** The finished table of a key. */
  find(publicKey: Uint8Array): KeyTable | undefined {
    const table = this.#byName.get(nameOf(publicKey));
    if (table?.ready !== true || !sameKey(table.key, publicKey)) return undefined;
    table.usedAt = ++this.#clock;
    return table;
  }

  /** A finished table stays until only kept ones are left to make room. */
  keep(publicKey: Uint8Array): void {
    const table = this.find(publicKey);
    if (table !== undefined) table.kept = true;
  }

  /** Gives the place of a key to the next. */
  forget(publicKey: Uint8Array): void {
    const table = this.find(publicKey);
    if (table !== undefined) this.#drop(table);
  }

  #drop(table: KeyTable): void {
    this.#byName.delete(nameOf(table.key));
    this.#free.push(table.at);
  }

  /**
   * Does `steps` steps (512 entries each, 0.1–0.2 ms) of what is in the making, and otherwise begins with this key.
   * publicKey: 65 bytes that passed the strict check. Answers whether this key is ready.
   */
  advance(publicKey: Uint8Array, steps: number, kept = false): boolean {
    this.#justDone = false;
    if (this.find(publicKey) !== undefined) return true;
    if (this.#building === undefined && !this.#begin(publicKey, kept)) return false;
    for (let step = 0; step < steps; step++) {
      if (this.machine.run.tableStep() === 0) continue;
      if (this.#building === 'generator') this.#generatorReady = true;
      else if (this.#building !== undefined) this.#building.ready = true;
      this.#building = undefined;
      this.#justDone = true;
      break;
    }
    return this.find(publicKey) !== undefined;
  }

  /** False when the platform grants no memory, or every place is kept. */
  #begin(publicKey: Uint8Array, kept: boolean): boolean {
    if (!this.#generatorReady) {
      if (!this.machine.reach(TABLES_AT + this.generatorBytes)) return false;
      this.machine.bytes.set(integerTo32(SM2P256V1.Gx), INPUT_AT);
      this.machine.bytes.set(integerTo32(SM2P256V1.Gy), INPUT_AT + 32);
      this.machine.run.tableBegin(TABLES_AT, INPUT_AT, 1, this.limits.generatorWindows);
      this.#building = 'generator';
      return true;
    }
    const at = this.#place(nameOf(publicKey), kept);
    if (at === undefined) return false;
    const key = Uint8Array.from(publicKey);
    const table = { key, za: sm2Za(key), at, usedAt: ++this.#clock, ready: false, kept };
    this.#byName.set(nameOf(key), table);
    this.machine.bytes.set(key.subarray(1), INPUT_AT);
    this.machine.run.tableBegin(at, INPUT_AT, 0, this.limits.keyWindows);
    this.#building = table;
    return true;
  }

  /** Where a table may lie: unused memory, or that of the key used longest ago. */
  #place(name: number, kept: boolean): number | undefined {
    const namesake = this.#byName.get(name);
    if (namesake !== undefined) this.#drop(namesake);
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const fresh = TABLES_AT + this.generatorBytes + this.#places * this.keyBytes;
    if (this.#places < this.limits.keys && this.machine.reach(fresh + this.keyBytes)) {
      this.#places++;
      return fresh;
    }
    let oldest: KeyTable | undefined;
    for (const table of this.#byName.values()) {
      if (table.kept && (!kept || oldest?.kept === false)) continue;
      const better = oldest === undefined || table.usedAt < oldest.usedAt || (oldest.kept && !table.kept);
      if (better) oldest = table;
    }
    if (oldest === undefined) return undefined;
    this.#drop(oldest);
    return this.#free.pop();
  }
}
