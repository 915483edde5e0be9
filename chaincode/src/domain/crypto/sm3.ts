/** SM3 (GB/T 32905-2016, ISO/IEC 10118-3:2018 dedicated hash 17). */

const IV = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;

const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

/** T_j rotated left by j, for the 64 rounds (§5.3.3). */
const ROUND = Int32Array.from({ length: 64 }, (_, j) => rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));

/** Compresses bytes[at…at+64) into the eight words of v, with w as scratch for the expanded message. */
function compress(v: Int32Array, w: Int32Array, bytes: Uint8Array, at: number): void {
  for (let j = 0, i = at; j < 16; j++, i += 4) {
    w[j] =
      ((bytes[i] as number) << 24) |
      ((bytes[i + 1] as number) << 16) |
      ((bytes[i + 2] as number) << 8) |
      (bytes[i + 3] as number);
  }
  for (let j = 16; j < 68; j++) {
    const x = (w[j - 16] as number) ^ (w[j - 9] as number) ^ rotate(w[j - 3] as number, 15);
    const p1 = x ^ rotate(x, 15) ^ rotate(x, 23);
    w[j] = p1 ^ rotate(w[j - 13] as number, 7) ^ (w[j - 6] as number);
  }
  let a = v[0] as number;
  let b = v[1] as number;
  let c = v[2] as number;
  let d = v[3] as number;
  let e = v[4] as number;
  let f = v[5] as number;
  let g = v[6] as number;
  let h = v[7] as number;
  for (let j = 0; j < 64; j++) {
    const a12 = rotate(a, 12);
    const ss1 = rotate((a12 + e + (ROUND[j] as number)) | 0, 7);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ a12) + ((w[j] as number) ^ (w[j + 4] as number))) | 0;
    const tt2 = (gg + h + ss1 + (w[j] as number)) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  v[0] = (v[0] as number) ^ a;
  v[1] = (v[1] as number) ^ b;
  v[2] = (v[2] as number) ^ c;
  v[3] = (v[3] as number) ^ d;
  v[4] = (v[4] as number) ^ e;
  v[5] = (v[5] as number) ^ f;
  v[6] = (v[6] as number) ^ g;
  v[7] = (v[7] as number) ^ h;
}

/** SM3 over the concatenation of the parts; 32 bytes. */
export function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  const v = Int32Array.from(IV);
  const w = new Int32Array(68);
  const block = new Uint8Array(64);
  let filled = 0;
  let total = 0;
  for (const part of parts) {
    total += part.length;
    let at = 0;
    while (at < part.length) {
      if (filled === 0 && part.length - at >= 64) {
        compress(v, w, part, at);
        at += 64;
        continue;
      }
      const take = Math.min(64 - filled, part.length - at);
      block.set(part.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled === 64) {
        compress(v, w, block, 0);
        filled = 0;
      }
    }
  }
  block[filled] = 0x80;
  block.fill(0, filled + 1);
  if (filled >= 56) {
    compress(v, w, block, 0);
    block.fill(0);
  }
  // The length in bits is below 2^53 · 8: two halves of the 64-bit field.
  new DataView(block.buffer).setUint32(56, Math.floor(total / 0x20000000));
  new DataView(block.buffer).setUint32(60, (total * 8) >>> 0);
  compress(v, w, block, 0);
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  for (let i = 0; i < 8; i++) view.setInt32(4 * i, v[i] as number);
  return digest;
}
