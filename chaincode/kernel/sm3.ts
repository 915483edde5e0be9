import { DIGEST, MESSAGE_AT, MESSAGE_LENGTH, SM3_QUAD, SM3_STATE } from './layout';
import { compress, compressQuad } from './compress';

/** SM3 (GB/T 32905-2016): one message, or four of equal length side by side. */

const IV = memory.data<i32>([
  0x7380166f, 0x4914b2b9, 0x172442d7, <i32>0xda8a0600, <i32>0xa96f30bc, 0x163138aa, <i32>0xe38dee4d,
  <i32>0xb0fb0e4e,
]);

/** Words of a block of four messages. */
const WORDS: usize = SM3_QUAD + 128;

export function begin(): void {
  v128.store(SM3_STATE, v128.load(IV));
  v128.store(SM3_STATE, v128.load(IV, 16), 16);
}

/** Takes `blocks` blocks of 64 bytes. */
export function absorb(at: usize, blocks: i32): void {
  for (let i = 0; i < blocks; i++) compress(SM3_STATE, at + 64 * i);
}

/** Pads the last `length` bytes at `at`, of `total` in the message, in place (up to 72 bytes more); answers the blocks. */
function pad(at: usize, length: i32, total: u64): i32 {
  const blocks = (length + 9 + 63) >> 6;
  memory.fill(at + length, 0, 64 * blocks - length);
  store<u8>(at + length, 0x80);
  store<u64>(at + 64 * blocks - 8, bswap<u64>(total << 3));
  return blocks;
}

/** Takes the last bytes and writes the digest. `at` has 72 bytes of room after them. */
export function end(at: usize, length: i32, total: f64, out: usize): void {
  absorb(at, pad(at, length, <u64>total));
  for (let i: usize = 0; i < 32; i += 4) store<u32>(out + i, bswap<u32>(load<u32>(SM3_STATE + i)));
}

/** Inline, as are the copies elsewhere: memory.fill is a call out of WebAssembly. */
function zeros(from: usize, to: usize): void {
  for (let at = from; at < to; at += 16) v128.store(at, i32x4.splat(0));
}

function beginQuad(): void {
  for (let i: usize = 0; i < 8; i++) v128.store(SM3_QUAD + 16 * i, i32x4.splat(load<i32>(IV + 4 * i)));
}

// @ts-ignore: decorator
@inline
function swapped(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

// @ts-ignore: decorator
@inline
function rows(x: v128, y: v128, z: v128, w: v128, to: usize): void {
  const a = v128.shuffle<i32>(x, y, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(z, w, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(z, w, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(to, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(to, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(to, v128.shuffle<i64>(c, d, 1, 3), 48);
}

/** The big-endian words of 64 bytes at each of four addresses, transposed to `to`. */
function transpose(to: usize, a: usize, b: usize, c: usize, d: usize): void {
  for (let i: usize = 0; i < 64; i += 16) {
    rows(
      swapped(v128.load(a + i)),
      swapped(v128.load(b + i)),
      swapped(v128.load(c + i)),
      swapped(v128.load(d + i)),
      to + 4 * i,
    );
  }
}

/** Writes the four digests at out, out + stride, … */
function endQuad(out: usize, stride: usize): void {
  for (let i: usize = 0; i < 32; i += 16) {
    const at: usize = SM3_QUAD + 4 * i;
    rows(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), WORDS);
    v128.store(out + i, swapped(v128.load(WORDS)));
    v128.store(out + stride + i, swapped(v128.load(WORDS, 16)));
    v128.store(out + 2 * stride + i, swapped(v128.load(WORDS, 32)));
    v128.store(out + 3 * stride + i, swapped(v128.load(WORDS, 48)));
  }
}

/** Digests of `count` messages of a batch to DIGEST; each has 72 bytes of room. Four at a time where they match. */
export function digestBatch(count: i32): void {
  let i = 0;
  while (i < count) {
    const at: usize = MESSAGE_AT + 4 * i;
    const length = load<i32>(MESSAGE_LENGTH + 4 * i);
    const blocks = pad(load<usize>(at), length, length);
    let alike = i + 4 <= count;
    for (let j = 1; alike && j < 4; j++) {
      alike = (load<i32>(MESSAGE_LENGTH + 4 * (i + j)) + 72) >> 6 == blocks;
    }
    if (!alike) {
      begin();
      end(load<usize>(at), length, length, DIGEST + 32 * i);
      i++;
      continue;
    }
    for (let j = 1; j < 4; j++) {
      const other = load<i32>(MESSAGE_LENGTH + 4 * (i + j));
      pad(load<usize>(at + 4 * j), other, other);
    }
    beginQuad();
    for (let k: usize = 0; k < <usize>blocks; k++) {
      const from: usize = 64 * k;
      transpose(WORDS, load<usize>(at) + from, load<usize>(at, 4) + from, load<usize>(at, 8) + from, load<usize>(at, 12) + from);
      compressQuad(SM3_QUAD, WORDS);
    }
    endQuad(DIGEST + 32 * i, 32);
    i += 4;
  }
}

/** Words of a block that begins with one byte more, and how it goes on: w_j = v_(j−1) ≪ 24 | v_j ≫ 8. */
function shiftIn(first: i32, count: usize): void {
  let before = i32x4.splat(first);
  for (let i: usize = 0; i < 16 * count; i += 16) {
    const word = v128.load(WORDS + i);
    v128.store(WORDS + i, v128.or(i32x4.shl(before, 24), i32x4.shr_u(word, 8)));
    before = word;
  }
  if (count < 16) {
    v128.store(WORDS + 16 * count, v128.or(i32x4.shl(before, 24), i32x4.splat(0x800000)));
    return;
  }
  v128.store(WORDS + 256, v128.or(i32x4.shl(before, 24), i32x4.splat(0x800000)));
}

/** Parents of `count` pairs (64 bytes each, RFC 6962 §2.1), count a multiple of 4: SM3(0x01 ‖ left ‖ right), 65 bytes. */
export function hashPairs(pairs: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i += 4) {
    const at = pairs + 64 * i;
    transpose(WORDS, at, at + 64, at + 128, at + 192);
    shiftIn(1, 16);
    beginQuad();
    compressQuad(SM3_QUAD, WORDS);
    v128.store(WORDS, v128.load(WORDS + 256));
    zeros(WORDS + 16, WORDS + 16 * 15);
    v128.store(WORDS, i32x4.splat(65 * 8), 16 * 15);
    compressQuad(SM3_QUAD, WORDS);
    endQuad(out + 32 * i, 32);
  }
}

/** Leaves of 32 bytes, count a multiple of 4: SM3(0x00 ‖ data), 33 bytes. */
export function hashLeaves(data: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i += 4) {
    const at = data + 32 * i;
    for (let j: usize = 0; j < 32; j += 16) {
      rows(
        swapped(v128.load(at + j)),
        swapped(v128.load(at + 32 + j)),
        swapped(v128.load(at + 64 + j)),
        swapped(v128.load(at + 96 + j)),
        WORDS + 4 * j,
      );
    }
    shiftIn(0, 8);
    zeros(WORDS + 16 * 9, WORDS + 16 * 15);
    v128.store(WORDS, i32x4.splat(33 * 8), 16 * 15);
    beginQuad();
    compressQuad(SM3_QUAD, WORDS);
    endQuad(out + 32 * i, 32);
  }
}
