import { decodeBase64 } from '../encoding/base64url';
import { SM2_KERNEL_WASM } from './sm2-kernel-wasm';

/** The WebAssembly instance behind the kernel: what it exports, and where things lie in its memory. */

/** Exports of chaincode/kernel/index.ts; addresses and counts are trusted there and kept in bounds here. */
interface MachineExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly configure: (generatorWindows: number, keyWindows: number, which: 0 | 1) => number;
  readonly tableBegin: (at: number, point: number, ofGenerator: 0 | 1, windows: number) => void;
  readonly tableStep: () => number;
  readonly verifyOne: () => number;
  readonly verifyMany: (count: number) => number;
  readonly sm3Begin: () => void;
  readonly sm3Absorb: (at: number, blocks: number) => void;
  readonly sm3End: (at: number, length: number, total: number, out: number) => void;
  readonly digestBatch: (count: number) => void;
  readonly hashPairs: (pairs: number, count: number, out: number) => void;
  readonly hashLeaves: (data: number, count: number, out: number) => void;
}

/** Answers of verifyOne and bytes of RESULT (chaincode/kernel/verify.ts). */
export const VALID = 1;
export const UNDECIDED = 2;

/** Addresses of chaincode/kernel/layout.ts. */
export const DIGEST_AT = 0x4000;
export const SIGNATURE_AT = 0x5000;
export const TABLE_AT = 0x6000;
export const MESSAGE_AT = 0x6100;
export const MESSAGE_LENGTH_AT = 0x6200;
export const RESULT_AT = 0x6300;
/** Half a megabyte for messages, levels of trees, and points to be read. */
export const INPUT_AT = 0x80000;
export const TABLES_AT = 0x100000;
export const INPUT_LENGTH = TABLES_AT - INPUT_AT;

/** Signatures in one batch (chaincode/kernel/layout.ts). */
export const KERNEL_BATCH = 64;
/** Lookups of one verification, and so windows of both tables together (chaincode/kernel/layout.ts). */
export const KERNEL_LOOKUPS = 64;

const PAGE = 0x10000;

/** An instance and views on its memory, renewed when it grows. */
export class Machine {
  readonly run: MachineExports;
  bytes: Uint8Array;
  words: Uint32Array;

  /** @throws when the platform has no WebAssembly with 128-bit SIMD, or forbids it (CSP without 'wasm-unsafe-eval') */
  constructor() {
    const module = new WebAssembly.Module(decodeBase64(SM2_KERNEL_WASM));
    const abort = (): never => {
      throw new TypeError('the kernel met a state that it does not know');
    };
    this.run = new WebAssembly.Instance(module, { env: { abort } }).exports as MachineExports;
    this.bytes = new Uint8Array(this.run.memory.buffer);
    this.words = new Uint32Array(this.run.memory.buffer);
  }

  /** Makes memory up to `end` usable; false when the platform grants no more. */
  reach(end: number): boolean {
    const missing = end - this.bytes.length;
    if (missing <= 0) return true;
    try {
      this.run.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      return false;
    }
    this.bytes = new Uint8Array(this.run.memory.buffer);
    this.words = new Uint32Array(this.run.memory.buffer);
    return true;
  }
}
