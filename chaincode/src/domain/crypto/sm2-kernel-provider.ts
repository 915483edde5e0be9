import { encodeBase64url } from '../encoding/base64url';
import { decodeHex, encodeHex } from '../encoding/hex';
import { encodeUtf8 } from '../encoding/utf8';
import type { CryptoProvider, SignatureItem } from './provider';
import { Sm2Kernel } from './sm2-kernel';
import { checkKernelLimits, type KernelLimits } from './sm2-kernel-tables';

/** GB/T 32918.5-2017 Annex A.2. */
const KNOWN: SignatureItem = {
  publicKey: decodeHex(
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  ),
  message: encodeUtf8('message digest'),
  signature: decodeHex(
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  ),
};

/** GB/T 32905-2016 Annex A.1, of "abc". */
const KNOWN_DIGEST = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';

/** How a provider uses a kernel. */
export interface KernelUse {
  /** A key gets a table when it was asked for so often; 0: at once. */
  readonly warmAfter: number;
  /** Steps of table building (some 0.2 ms each) that one verification does for a key without a table. */
  readonly stepsPerUse: number;
  /** Messages up to so many bytes are hashed by the kernel, longer ones by the base. */
  readonly sm3UpTo: number;
}

/** Over a native base: it is never slower than the base by more than a millisecond. */
export const OVER_NATIVE: KernelUse = { warmAfter: 8, stepsPerUse: 4, sm3UpTo: 512 };

/** Over noble, with small tables: one verification by noble costs more than a table. */
export const OVER_NOBLE: KernelUse = { warmAfter: 0, stepsPerUse: Infinity, sm3UpTo: Infinity };

/** Keys without a table whose uses are counted; then counting begins anew. */
const COUNTED_KEYS = 1024;

/** A provider with tables for SM2 keys. */
export interface KernelProvider extends CryptoProvider {
  /** False when the kernel failed its known-answer test, and everything is the base's work. */
  readonly accelerated: boolean;
  /** Builds the table of an SM2 key (65 bytes that passed the strict check) now; see Sm2Kernel.warm. */
  warm(publicKey: Uint8Array): boolean;
  /** A slice of the same, some two milliseconds; true when nothing is left to do for the key. */
  warmStep(publicKey: Uint8Array): boolean;
  /** Keys that can have a table at once. */
  readonly tables: number;
}

/** Whether the kernel gives the published answers, singly and in a batch. */
function isRight(kernel: Sm2Kernel): boolean {
  const { publicKey, message, signature } = KNOWN;
  if (encodeHex(kernel.sm3(encodeUtf8('abc'))) !== KNOWN_DIGEST || !kernel.warm(publicKey)) return false;
  const wrong = { ...KNOWN, message: Uint8Array.of(...message, 0) };
  const batch = Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? wrong : KNOWN));
  const right =
    kernel.verify(publicKey, message, signature) === true &&
    kernel.verify(publicKey, wrong.message, signature) === false &&
    kernel.verifyMany(batch).every((answer, i) => answer === (i % 3 !== 0));
  kernel.forget(publicKey);
  return right;
}

/** How often keys without a table were asked for. */
class UseCount {
  readonly #uses = new Map<string, number>();

  next(publicKey: Uint8Array): number {
    const name = encodeHex(publicKey);
    if (this.#uses.size >= COUNTED_KEYS && !this.#uses.has(name)) this.#uses.clear();
    const uses = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, uses);
    return uses;
  }
}

const plain = (base: CryptoProvider): KernelProvider => ({
  ...base,
  accelerated: false,
  warm: () => false,
  warmStep: () => true,
  tables: 0,
});

/** Steps of a slice; a step takes 0.2 ms. */
const WARM_STEPS = 10;

/**
 * kernelProvider with a kernel of its own, or the base alone where the platform has no WebAssembly with 128-bit SIMD or
 * forbids it. Browsers and chaincode: `(nobleProvider, SMALL_KERNEL, OVER_NOBLE)`.
 * @throws TypeError for limits out of range
 */
export function acceleratedProvider(
  base: CryptoProvider,
  limits: KernelLimits,
  use: KernelUse,
): KernelProvider {
  checkKernelLimits(limits);
  let kernel: Sm2Kernel;
  try {
    kernel = new Sm2Kernel(limits);
  } catch {
    return plain(base);
  }
  return kernelProvider(base, kernel, use);
}

/**
 * `base` with SM2 verification and short SM3 digests by the kernel. The kernel answers a known-answer test first; what it
 * cannot tell is asked of the base. The same answers as the base for every input.
 */
export function kernelProvider(
  base: CryptoProvider,
  kernel: Sm2Kernel,
  use: KernelUse = OVER_NATIVE,
): KernelProvider {
  if (!isRight(kernel)) return plain(base);
  const cold = new UseCount();
  const prepare = (publicKey: Uint8Array): void => {
    if (use.warmAfter > 0 && cold.next(publicKey) < use.warmAfter) return;
    // The generator's table comes first where there is none.
    for (let round = 0; round < 2 && !kernel.advance(publicKey, use.stepsPerUse); round++) {
      if (use.stepsPerUse !== Infinity) return;
    }
  };
  const verifySm2 = (item: SignatureItem): boolean => {
    const { publicKey, message, signature } = item;
    let answer = kernel.verify(publicKey, message, signature);
    if (answer === undefined && !kernel.isWarm(publicKey)) {
      prepare(publicKey);
      answer = kernel.verify(publicKey, message, signature);
    }
    return answer ?? base.verifyRaw('SM2SM3', publicKey, message, signature);
  };
  return {
    name: `${base.name}+kernel`,
    accelerated: true,
    warm: (publicKey) => kernel.warm(publicKey),
    warmStep: (publicKey) => kernel.warmStep(publicKey, WARM_STEPS),
    tables: kernel.places,
    digest: (hash, bytes) =>
      hash === 'sm3' && bytes.length <= use.sm3UpTo ? kernel.sm3(bytes) : base.digest(hash, bytes),
    digestBase64url: (hash, bytes) =>
      hash === 'sm3' && bytes.length <= use.sm3UpTo
        ? encodeBase64url(kernel.sm3(bytes))
        : (base.digestBase64url?.(hash, bytes) ?? encodeBase64url(base.digest(hash, bytes))),
    verifyRaw: (suite, publicKey, message, signature) =>
      suite === 'SM2SM3'
        ? verifySm2({ publicKey, message, signature })
        : base.verifyRaw(suite, publicKey, message, signature),
    verifyBatch(suite, items) {
      if (suite !== 'SM2SM3') {
        return (
          base.verifyBatch?.(suite, items) ??
          items.map(({ publicKey, message, signature }) =>
            base.verifyRaw(suite, publicKey, message, signature),
          )
        );
      }
      return kernel.verifyMany(items).map((answer, i) => answer ?? verifySm2(items[i] as SignatureItem));
    },
  };
}
