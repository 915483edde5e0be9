import {
  type CryptoProvider,
  decodeBase64url,
  type KernelProvider,
  MalformedError,
  parsePublicKey,
  type Seal,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';

/** Between two looks for seals that were registered meanwhile. */
const LOOK_MS = 5000;

const isKernel = (provider: CryptoProvider): provider is KernelProvider => 'warmStep' in provider;

/**
 * Builds the tables of registered SM2 seals before anybody asks for them, a slice at a turn of the event loop: at the
 * start of a gateway, and when a seal is registered. Never more keys than there are places for tables; keys beyond them
 * get a table by being used.
 */
export class SealWarmth {
  readonly #done = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #stopped = false;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly index: Pick<RecordIndex, 'keys' | 'record'>,
    private readonly provider: CryptoProvider,
    lookMs = LOOK_MS,
  ) {
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
    this.look();
  }

  /** Begins with the seals that have no table yet. */
  look(): void {
    this.#work = this.#work.then(() => this.#warmAll());
  }

  /** Resolves once all that was found is warm. */
  settled(): Promise<void> {
    return this.#work;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#work;
  }

  async #warmAll(): Promise<void> {
    const { provider, index } = this;
    if (!isKernel(provider)) return;
    for (const name of index.keys('seal')) {
      if (this.#stopped || this.#done.size >= provider.tables) return;
      if (this.#done.has(name)) continue;
      const seal = index.record<Seal>(name);
      if (seal?.suite !== 'SM2SM3' || seal.state !== 'active') continue;
      this.#done.add(name);
      const publicKey = readKey(seal.publicKey);
      while (publicKey !== undefined && !provider.warmStep(publicKey)) {
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#isStopped()) return;
      }
    }
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}

function readKey(text: string): Uint8Array | undefined {
  try {
    return parsePublicKey('SM2SM3', decodeBase64url(text));
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
