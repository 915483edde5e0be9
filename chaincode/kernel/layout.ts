/**
 * Where things lie in the kernel's memory. The loader (sm2-kernel-memory.ts) knows the same addresses; tables begin
 * at TABLES and are laid out by the loader.
 */

/** Entries of a batch, at most. */
export const BATCH: i32 = 64;
/** Table lookups of one verification, at most. */
export const LOOKUPS: i32 = 64;

export const QUAD: i32 = 144;
export const ENTRY: i32 = 64;

// Constants as quads.
export const ZERO: usize = 0x1000;
export const PRIME: usize = ZERO + QUAD;
export const ONE: usize = PRIME + QUAD;
export const R2: usize = ONE + QUAD;
export const R3: usize = R2 + QUAD;

/** Scratch quads. */
export const SCRATCH: usize = 0x2000;
/** Scratch integers: 64 bytes each. */
export const INTEGERS: usize = 0x3800;

// A batch: digests e, signatures r‖s, table addresses, results; and its messages, Z included.
export const DIGEST: usize = 0x4000;
export const SIGNATURE: usize = 0x5000;
export const TABLE: usize = 0x6000;
export const MESSAGE_AT: usize = 0x6100;
export const MESSAGE_LENGTH: usize = 0x6200;
export const RESULT: usize = 0x6300;
export const SM3_STATE: usize = 0x6400;
export const SM3_QUAD: usize = 0x6480;

/** Window descriptors {byte, shift, width, first entry}, for the generator and for keys. */
export const GENERATOR_WINDOWS: usize = 0x8000;
export const KEY_WINDOWS: usize = 0x8400;
/** Address of the generator's table. */
export const GENERATOR_TABLE: usize = 0x8800;
/** Lookups {address, sign} of each entry of a batch. */
export const LOOKUP: usize = 0x9000;
/** Points {x, y} in quads. */
export const POINTS: usize = 0x12000;
/** Running products of a batch inversion. */
export const PREFIX: usize = 0x5a000;
/** 2^j · P, j = 0…255, while a table is built. */
export const CHAIN: usize = 0x6c000;
/** Additions to be done at once while a table is built: addresses of both summands and of the sum. */
export const ADD_LEFT: usize = 0x70000;
export const ADD_RIGHT: usize = 0x70800;
export const ADD_SUM: usize = 0x71000;
export const ADDS: i32 = 512;
