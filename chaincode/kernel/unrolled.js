'use strict';
/**
 * Writes the parts of the kernel that are loops in thought and straight lines in the machine: AssemblyScript does
 * not unroll loops, and WebAssembly engines keep only locals in registers.
 *
 * A field element is Σ l_k · 2^(29k), k = 0…8, with signed 32-bit limbs, four elements side by side ("a quad"): nine
 * v128 in memory, limb k of lane i at 16k + 4i. Products are in Montgomery form, R = 2^261.
 */

const LIMBS = 9;

const BLOCKS = [0, 1, 2];
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
];

/** x_(k+3i) + x_(k+3j), k = 0…2, for each pair of blocks: the factors of Karatsuba's mixed products. */
const blockSums = (x) =>
  PAIRS.flatMap(([i, j]) =>
    BLOCKS.map((k) => `const ${x}${i}${j}${k} = i32x4.add(${x}${k + 3 * i}, ${x}${k + 3 * j});`),
  );

/** The five columns of a product of two blocks of three limbs. */
function blockProduct(half, name, left, right) {
  return [0, 1, 2, 3, 4].map((column) => {
    const terms = BLOCKS.filter((i) => column - i >= 0 && column - i < 3).map(
      (i) => `i64x2.extmul_${half}_i32x4_s(${left(i)}, ${right(column - i)})`,
    );
    return `const ${name}_${column} = ${terms.reduce((sum, term) => `i64x2.add(${sum}, ${term})`)};`;
  });
}

/**
 * x · y by Karatsuba over three blocks of three limbs: 54 products of limbs instead of 81. Block products are
 * <half><xy><i> and <half><xy><i><j>, the latter less the two plain ones: what belongs between them.
 */
function blockProducts(half, x, y) {
  const h = `${half[0]}${x}${y}`;
  const lines = BLOCKS.flatMap((i) =>
    blockProduct(half, `${h}${i}`, (k) => `${x}${k + 3 * i}`, (k) => `${y}${k + 3 * i}`),
  );
  for (const [i, j] of PAIRS) {
    lines.push(...blockProduct(half, `${h}s${i}${j}`, (k) => `${x}${i}${j}${k}`, (k) => `${y}${i}${j}${k}`));
    for (let column = 0; column < 5; column++) {
      const plain = `i64x2.add(${h}${i}_${column}, ${h}${j}_${column})`;
      lines.push(`const ${h}${i}${j}_${column} = i64x2.sub(${h}s${i}${j}_${column}, ${plain});`);
    }
  }
  return lines;
}

/** Terms a_i · b_j of column k, limb by limb. */
function plainTerms(half, k, x, y) {
  const terms = [];
  for (let i = 0; i < LIMBS; i++) {
    const j = k - i;
    if (j >= 0 && j < LIMBS) terms.push(`i64x2.extmul_${half}_i32x4_s(${x}${i}, ${y}${j})`);
  }
  return terms;
}

/** Terms of column k: block product (i, j) stands 3(i + j) columns up. */
function productTerms(half, k, x, y) {
  const h = `${half[0]}${x}${y}`;
  const terms = [];
  const take = (name, up) => {
    if (k >= up && k < up + 5) terms.push(`${h}${name}_${k - up}`);
  };
  for (const i of BLOCKS) take(`${i}`, 6 * i);
  for (const [i, j] of PAIRS) take(`${i}${j}`, 3 * (i + j));
  return terms;
}

/** The same for a square: each mixed term once, with the doubled limb. */
function squareTerms(half, k) {
  const terms = [];
  for (let i = 0; i < LIMBS; i++) {
    const j = k - i;
    if (j < i || j >= LIMBS) continue;
    terms.push(`i64x2.extmul_${half}_i32x4_s(${i === j ? 'a' : 'b'}${i}, a${j})`);
  }
  return terms;
}

/**
 * Columns of a product with the Montgomery reduction woven in. p = 2^256 − 2^224 − 2^96 + 2^64 − 1 ≡ −1 mod 2^29, so
 * the multiplier of column k is m_k = its own low 29 bits, and adding m_k·p adds m_k·2^6 to column k+2, takes m_k·2^9
 * from k+3 and m_k·2^21 from k+7, adds m_k·2^24 to k+8. With d_k = m_k − 8·m_(k−1) that is d_k·2^6 to k+2, −d_k·2^21
 * to k+7. BIAS makes a column non-negative before the unsigned shift and is worth zero in all: what it adds to one
 * column, the next has less.
 */
function columns(half, plus, minus) {
  const h = half === 'low' ? 'l' : 'h';
  const lines = [];
  const add = (k, term) => lines.push(`${h}${k} = i64x2.add(${h}${k}, ${term});`);
  for (let k = 0; k < 17; k++) {
    lines.push(
      k === 0
        ? `let ${h}0 = i64x2.splat(FIRST_BIAS);`
        : `let ${h}${k} = i64x2.add(i64x2.shr_u(${h}${k - 1}, 29), i64x2.splat(BIAS));`,
    );
    for (const term of plus(half, k)) add(k, term);
    for (const term of minus(half, k)) lines.push(`${h}${k} = i64x2.sub(${h}${k}, ${term});`);
    if (k >= 2 && k <= 11) add(k, `i64x2.shl(${h}d${k - 2}, 6)`);
    if (k >= 7) lines.push(`${h}${k} = i64x2.sub(${h}${k}, i64x2.shl(${h}d${k - 7}, 21));`);
    if (k < LIMBS) {
      lines.push(`const ${h}m${k} = v128.and(${h}${k}, i64x2.splat(MASK));`);
      const before = `i64x2.shl(${h}m${k - 1}, 3)`;
      lines.push(`const ${h}d${k} = ${k === 0 ? `${h}m0` : `i64x2.sub(${h}m${k}, ${before})`};`);
    }
    if (k === 8) lines.push(`const ${h}d9 = i64x2.neg(i64x2.shl(${h}m8, 3));`);
  }
  lines.push(`const ${h}17 = i64x2.sub(i64x2.shr_u(${h}16, 29), i64x2.splat(1 << 34));`);
  return lines;
}

const load = (name, count = LIMBS) =>
  Array.from({ length: count }, (_, k) => `const ${name}${k} = v128.load(${name}, ${16 * k});`);

function product(name, parameters, loads, plus, minus = () => [], before = () => []) {
  const lines = [...loads];
  for (const half of ['low', 'high']) lines.push(...before(half), ...columns(half, plus, minus));
  for (let k = 0; k < 8; k++) {
    lines.push(`v128.store(out, v128.and(evens(l${9 + k}, h${9 + k}), i32x4.splat(<i32>MASK)), ${16 * k});`);
  }
  lines.push('v128.store(out, evens(l17, h17), 128);');
  return method(name, parameters, lines);
}

function method(name, parameters, lines) {
  const list = ['out', ...parameters].map((parameter) => `${parameter}: usize`).join(', ');
  return `export function ${name}(${list}): void {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

/**
 * Carries x_0…x_8 and takes the multiple of p that the top limb holds: the value lands in [0, 2^256 + 2^230), limbs
 * 0…7 in (−2^10, 2^29 + 2^25), for |value| < 128p.
 */
function carried() {
  const lines = [];
  for (let k = 0; k < 8; k++) {
    lines.push(`x${k + 1} = i32x4.add(x${k + 1}, i32x4.shr_s(x${k}, 29));`);
    lines.push(`x${k} = v128.and(x${k}, i32x4.splat(<i32>MASK));`);
  }
  lines.push(
    'const q = i32x4.shr_s(x8, 24);',
    'x8 = v128.and(x8, i32x4.splat(0xffffff));',
    'x7 = i32x4.add(x7, i32x4.shl(q, 21));',
    'x3 = i32x4.add(x3, i32x4.shl(q, 9));',
    'x2 = i32x4.sub(x2, i32x4.shl(q, 6));',
    'x0 = i32x4.add(x0, q);',
  );
  for (let k = 0; k < LIMBS; k++) lines.push(`v128.store(out, x${k}, ${16 * k});`);
  return lines;
}

/** norm(sum of the signed parameters), limb by limb. */
function normalSum(name, signs) {
  const parameters = signs.map((_, i) => 'abcd'[i]);
  const lines = [];
  for (let k = 0; k < LIMBS; k++) {
    let sum = '';
    signs.forEach((sign, i) => {
      const limb = `v128.load(${parameters[i]}, ${16 * k})`;
      sum = i === 0 ? limb : `i32x4.${sign > 0 ? 'add' : 'sub'}(${sum}, ${limb})`;
    });
    lines.push(`let x${k} = ${sum};`);
  }
  return method(name, parameters, [...lines, ...carried()]);
}

function difference() {
  const lines = [];
  for (let k = 0; k < LIMBS; k++) {
    const at = `${16 * k}`;
    lines.push(`v128.store(out, i32x4.sub(v128.load(a, ${at}), v128.load(b, ${at})), ${at});`);
  }
  return method('sub', ['a', 'b'], lines);
}

/** Inline: the machine's own memory.copy is a call out of WebAssembly. */
function copy() {
  const lines = [];
  for (let k = 0; k < LIMBS; k++) lines.push(`v128.store(out, v128.load(a, ${16 * k}), ${16 * k});`);
  return method('copyQuad', ['a'], lines);
}

/** The AssemblyScript module `product`. */
function fieldSource() {
  const none = () => [];
  const doubled = Array.from({ length: 8 }, (_, k) => `const b${k} = i32x4.shl(a${k}, 1);`);
  const all = (...names) => names.flatMap((name) => load(name));
  return [
    'const MASK: i64 = 0x1fffffff;',
    'const FIRST_BIAS: i64 = i64.MIN_VALUE;',
    'const BIAS: i64 = i64.MIN_VALUE - (1 << 34);',
    'function evens(l: v128, h: v128): v128 { return v128.shuffle<i32>(l, h, 0, 2, 4, 6); }',
    product(
      'mul',
      ['a', 'b'],
      [...all('a', 'b'), ...blockSums('a'), ...blockSums('b')],
      (half, k) => productTerms(half, k, 'a', 'b'),
      none,
      (half) => blockProducts(half, 'a', 'b'),
    ),
    product('sqr', ['a'], [...load('a'), ...doubled], squareTerms),
    // Two products at once have too much at hand for Karatsuba: it is slower here.
    product(
      'mulSub',
      ['a', 'b', 'c', 'd'],
      all('a', 'b', 'c', 'd'),
      (half, k) => plainTerms(half, k, 'a', 'b'),
      (half, k) => plainTerms(half, k, 'c', 'd'),
    ),
    copy(),
    difference(),
    normalSum('sub1', [1, -1]),
    normalSum('sub2', [1, -1, -1]),
    normalSum('sub3', [1, -1, -1, -1]),
    normalSum('add3', [1, 1, 1]),
  ].join('\n');
}

const rotation = (j) => j % 32;
const roundConstant = (j) => {
  const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
  const n = rotation(j);
  return n === 0 ? t : ((t << n) | (t >>> (32 - n))) | 0;
};

/** SM3's compression (GB/T 32905 §5.3), for i32 or for four lanes of v128: `op` spells the operations. */
function compression(name, op) {
  const lines = [];
  for (let i = 0; i < 8; i++) lines.push(`const v${i} = ${op.load('state', i)};`);
  for (let i = 0; i < 16; i++) lines.push(`const w${i} = ${op.word(i)};`);
  let [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, i) => `v${i}`);
  const rotate = (x, n) => op.rotate(x, n);
  for (let j = 0; j < 64; j++) {
    const n = j + 4;
    if (n >= 16) {
      const x = op.xor(op.xor(`w${n - 16}`, `w${n - 9}`), rotate(`w${n - 3}`, 15));
      lines.push(`const x${n} = ${x};`);
      const p1 = op.xor(op.xor(`x${n}`, rotate(`x${n}`, 15)), rotate(`x${n}`, 23));
      lines.push(`const w${n} = ${op.xor(op.xor(p1, rotate(`w${n - 13}`, 7)), `w${n - 6}`)};`);
    }
    lines.push(`const r${j} = ${rotate(a, 12)};`);
    const sum = op.add(op.add(`r${j}`, e), op.constant(roundConstant(j)));
    lines.push(`const s${j} = ${sum};`);
    lines.push(`const p${j} = ${rotate(`s${j}`, 7)};`);
    const ff = j < 16 ? op.xor(op.xor(a, b), c) : op.or(op.and(a, b), op.and(op.or(a, b), c));
    const gg = j < 16 ? op.xor(op.xor(e, f), g) : op.xor(op.and(op.xor(f, g), e), g);
    const one = op.add(op.add(ff, d), op.add(op.xor(`p${j}`, `r${j}`), op.xor(`w${j}`, `w${n}`)));
    lines.push(`const t${j} = ${one};`);
    lines.push(`const u${j} = ${op.add(op.add(gg, h), op.add(`p${j}`, `w${j}`))};`);
    lines.push(`const b${j} = ${rotate(b, 9)};`);
    lines.push(`const f${j} = ${rotate(f, 19)};`);
    lines.push(`const e${j} = ${op.xor(op.xor(`u${j}`, rotate(`u${j}`, 9)), rotate(`u${j}`, 17))};`);
    [a, b, c, d, e, f, g, h] = [`t${j}`, a, `b${j}`, c, `e${j}`, e, `f${j}`, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => lines.push(op.store('state', i, op.xor(`v${i}`, word))));
  return `export function ${name}(state: usize, block: usize): void {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

const SCALAR = {
  load: (base, i) => `load<i32>(${base}, ${4 * i})`,
  word: (i) => `bswap<i32>(load<i32>(block, ${4 * i}))`,
  store: (base, i, value) => `store<i32>(${base}, ${value}, ${4 * i});`,
  rotate: (x, n) => `rotl<i32>(${x}, ${n})`,
  constant: (value) => `${value}`,
  add: (x, y) => `(${x} + ${y})`,
  xor: (x, y) => `(${x} ^ ${y})`,
  and: (x, y) => `(${x} & ${y})`,
  or: (x, y) => `(${x} | ${y})`,
};

const QUAD = {
  load: (base, i) => `v128.load(${base}, ${16 * i})`,
  word: (i) => `v128.load(block, ${16 * i})`,
  store: (base, i, value) => `v128.store(${base}, ${value}, ${16 * i});`,
  rotate: (x, n) => `rotate(${x}, ${n})`,
  constant: (value) => `i32x4.splat(${value})`,
  add: (x, y) => `i32x4.add(${x}, ${y})`,
  xor: (x, y) => `v128.xor(${x}, ${y})`,
  and: (x, y) => `v128.and(${x}, ${y})`,
  or: (x, y) => `v128.or(${x}, ${y})`,
};

/** The AssemblyScript module `compress`: block is 64 message bytes, or 16 words of four messages. */
function sm3Source() {
  return [
    '@inline function rotate(x: v128, n: i32): v128 { return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n)); }',
    compression('compress', SCALAR),
    compression('compressQuad', QUAD),
  ].join('\n');
}

module.exports = { fieldSource, sm3Source };
