/** Milliseconds of work in one round of the event loop; a single piece of work may take longer. */
const SLICE_MS = 10;
/** The same while new connections come: more of them may be waiting. */
const HURRIED_SLICE_MS = 1;

/**
 * Requests do their work by turns, first come first served, and a round of the event loop ends after a slice of it. Node
 * takes one new connection a round, so that rounds as long as all the work that waits would leave whoever connects
 * waiting until the others are through: 200 connections at once for as long as the busy time lasts. Rounds are long
 * where nobody connects, since receipts of one round share a signature and a write.
 */
export class Turns {
  #waiting: (() => void)[] = [];
  #next = 0;
  #running = false;
  #since = 0;
  #slice = SLICE_MS;
  #connected = false;

  /** Resolves when it is this request's turn; what then runs up to its next wait is its piece of work. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#running) return;
      this.#running = true;
      setImmediate(this.#round);
    });
  }

  /** A connection was taken, and the next waits for the next round. */
  connected(): void {
    this.#connected = true;
  }

  readonly #round = (): void => {
    this.#slice = this.#connected ? HURRIED_SLICE_MS : SLICE_MS;
    this.#connected = false;
    this.#since = performance.now();
    // Where somebody always waits, those who have had their turn go here.
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
    this.#one();
  };

  readonly #one = (): void => {
    const resolve = this.#waiting[this.#next++];
    if (resolve === undefined) {
      this.#waiting = [];
      this.#next = 0;
      this.#running = false;
    } else if (performance.now() - this.#since >= this.#slice) {
      this.#next--;
      setImmediate(this.#round);
    } else {
      resolve();
      // Ticks come after all promises that are settled by then, so this piece of work is over before the next begins.
      queueMicrotask(() => {
        process.nextTick(this.#one);
      });
    }
  };
}
