import type { PageInspection } from '@huren/chaincode/domain';
import { type InspectorOptions, OfdInspector } from '@huren/chaincode/ofd';
import { Problem } from '../problems';
import { PAGE_LIMITS } from './page-limits';

/** Where page forms are opened: in a worker beside the event loop, and only so many at once. */
export class PageDesk {
  #inspector: OfdInspector | undefined;
  #inHand = 0;

  constructor(
    private readonly clock: () => number,
    private readonly options: InspectorOptions = {},
  ) {}

  /** Takes a place for a request with a page form. @throws Problem too-busy */
  enter(): () => void {
    if (this.#inHand >= PAGE_LIMITS.atOnce) throw new Problem('too-busy', { retryAfterSeconds: 1 });
    this.#inHand++;
    let left = false;
    return () => {
      if (!left) this.#inHand--;
      left = true;
    };
  }

  /** What is found in the file, without any list of trusted parties: the ledger is the list. */
  inspect(ofd: Uint8Array): Promise<PageInspection> {
    this.#inspector ??= new OfdInspector(this.options);
    return this.#inspector.inspect(ofd, { atMs: this.clock() });
  }

  async close(): Promise<void> {
    await this.#inspector?.close();
  }
}
