/**
 * A Merkle tree of RFC 6962 over SM3: leaf hashes of 32-byte data and every level above, by the kernel four at a time,
 * against createHash('sm3') node by node, turn and turn about in one run.
 */
import { createHash } from 'node:crypto';
import { MerkleTree, SMALL_KERNEL, Sm2Kernel } from '@huren/chaincode/domain';
import { type BenchRow, median, rounded } from './row';

const LEAVES = 16_384;
const ROUNDS = 15;
const HASH = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The same tree with one createHash a node. */
function createHashRoot(data: Uint8Array): Uint8Array {
  let level = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += HASH) {
    level.set(
      createHash('sm3')
        .update(LEAF)
        .update(data.subarray(at, at + HASH))
        .digest(),
      at,
    );
  }
  while (level.length > HASH) {
    const above = new Uint8Array(level.length / 2);
    for (let at = 0; at < above.length; at += HASH) {
      above.set(
        createHash('sm3')
          .update(NODE)
          .update(level.subarray(2 * at, 2 * (at + HASH)))
          .digest(),
        at,
      );
    }
    level = above;
  }
  return level;
}

function seconds(act: () => void): number {
  const from = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - from) / 1e9;
}

export function benchSm3(): BenchRow[] {
  const kernel = new Sm2Kernel(SMALL_KERNEL);
  const data = Uint8Array.from({ length: LEAVES * HASH }, (_, i) => (i * 7) ^ (i >> 8));
  const sm3 = kernel.sm3.bind(kernel);
  const kernelRoot = (): Uint8Array => {
    const leaves = new Uint8Array(data.length);
    kernel.hashLeaves(data, leaves);
    return new MerkleTree(leaves, sm3, kernel.hashPairs).root();
  };
  if (Buffer.compare(kernelRoot(), createHashRoot(data)) !== 0) throw new Error('The trees differ.');
  const [native, own]: [number[], number[]] = [[], []];
  for (let round = -5; round < ROUNDS; round++) {
    const times = [seconds(() => createHashRoot(data)), seconds(kernelRoot)] as const;
    if (round < 0) continue;
    native.push(times[0]);
    own.push(times[1]);
  }
  const [base, time] = [median(native), median(own)];
  return [
    { name: 'sm3 merkle createHash', value: Math.round(LEAVES / base), unit: 'leaves/s', ratio: 1, limit: 0 },
    {
      name: 'sm3 merkle',
      value: Math.round(LEAVES / time),
      unit: 'leaves/s',
      ratio: rounded(base / time),
      limit: 5,
    },
  ];
}
