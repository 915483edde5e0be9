import type { Block } from '../ledger';

/**
 * Live reading for any number of readers: each pulls at its own pace, holds one block at a time, and waits for the
 * next commit without polling.
 */
export class BlockFeed {
  readonly #read: (number: number) => Block;
  readonly #height: () => number;
  readonly #waiting = new Set<() => void>();
  #ended = false;

  constructor(read: (number: number) => Block, height: () => number) {
    this.#read = read;
    this.#height = height;
  }

  /** A block was committed. */
  wake(): void {
    for (const resume of this.#waiting) resume();
  }

  /** The ledger closes: every reader ends. */
  end(): void {
    this.#ended = true;
    this.wake();
  }

  /** @throws RangeError when `from` is not a block number. */
  blocks(from: number, signal?: AbortSignal): AsyncIterable<Block> {
    if (!Number.isSafeInteger(from) || from < 0)
      throw new RangeError('blocks are read from a block number on');
    return this.#iterate(from, signal);
  }

  async *#iterate(from: number, signal: AbortSignal | undefined): AsyncGenerator<Block> {
    for (let number = from; ; number += 1) {
      while (number >= this.#height() && !this.#stopped(signal)) await this.#change(signal);
      if (this.#stopped(signal)) return;
      // A reader that catches up must not keep everybody else waiting.
      if ((number - from) % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
      if (this.#stopped(signal)) return;
      yield this.#read(number);
    }
  }

  #stopped(signal: AbortSignal | undefined): boolean {
    return this.#ended || signal?.aborted === true;
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        this.#waiting.delete(resume);
        signal?.removeEventListener('abort', resume);
        resolve();
      };
      this.#waiting.add(resume);
      signal?.addEventListener('abort', resume);
    });
  }
}
