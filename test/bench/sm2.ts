/**
 * SM2 verification by the kernel, warm key, against Node's native SM2 in the same run: turn and turn about, the ratio of
 * the medians. Both get the bytes r‖s and the message (64 bytes, about what a holder's signature covers) and pay for e.
 */
import { nativePrimitives, generateSigner } from '@huren/chaincode/crypto-node';
import { SERVER_KERNEL, type SignatureItem, Sm2Kernel } from '@huren/chaincode/domain';
import { type BenchRow, median, rounded } from './row';

const MESSAGE_LENGTH = 64;
const BATCH = 64;
const KEYS = 8;
const ROUNDS = 60;
/** Verifications of a round: about 10 ms of each side. */
const NATIVE_COUNT = 24;
const KERNEL_COUNT = 640;

function microseconds(count: number, act: () => void): number {
  const from = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - from) / 1e3 / count;
}

function signedMessages(): SignatureItem[] {
  const signers = Array.from({ length: KEYS }, () => generateSigner('SM2SM3'));
  return Array.from({ length: KERNEL_COUNT }, (_, i) => {
    const signer = signers[i % KEYS] as (typeof signers)[number];
    const message = new Uint8Array(MESSAGE_LENGTH).fill(i % 251);
    return { publicKey: signer.publicKey, message, signature: signer.sign(message) };
  });
}

function mustHold(answers: readonly (boolean | undefined)[]): void {
  if (!answers.every((answer) => answer === true)) throw new Error('A signature of the bench does not hold.');
}

export function benchSm2(): BenchRow[] {
  const kernel = new Sm2Kernel(SERVER_KERNEL);
  const native = nativePrimitives().verify.SM2SM3;
  const items = signedMessages();
  const batches = Array.from({ length: KERNEL_COUNT / BATCH }, (_, i) =>
    items.slice(BATCH * i, BATCH * (i + 1)),
  );
  for (const { publicKey } of items.slice(0, KEYS)) kernel.warm(publicKey);
  const runs = {
    native: () =>
      mustHold(items.slice(0, NATIVE_COUNT).map((it) => native(it.publicKey, it.message, it.signature))),
    single: () => mustHold(items.map((it) => kernel.verify(it.publicKey, it.message, it.signature))),
    batch: () => batches.forEach((batch) => mustHold(kernel.verifyMany(batch))),
  };
  const times = { native: [] as number[], single: [] as number[], batch: [] as number[] };
  for (let round = -10; round < ROUNDS; round++) {
    for (const name of ['native', 'single', 'batch'] as const) {
      const time = microseconds(name === 'native' ? NATIVE_COUNT : KERNEL_COUNT, runs[name]);
      // The first rounds let the engine compile.
      if (round >= 0) times[name].push(time);
    }
  }
  const base = median(times.native);
  const row = (name: string, time: number, limit: number): BenchRow => ({
    name,
    value: Math.round(1e6 / time),
    unit: 'verifications/s',
    ratio: rounded(base / time),
    limit,
  });
  return [
    row('sm2 verify native', base, 0),
    row('sm2 verify single', median(times.single), 16),
    row('sm2 verify batch-64', median(times.batch), 24),
  ];
}
