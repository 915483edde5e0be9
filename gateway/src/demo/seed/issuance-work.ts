import type { Anchor, Day } from '@huren/chaincode/domain';
import type { Ledger } from '@huren/network';
import type { DemoFolders } from './demo-folders';
import type { GatewayPool } from './gateway-pool';
import type { SeedState } from './ledger-state';
import type { DemoMaterial } from './material';

/** What issuing needs: who, where, and what the ledger held when this start began. */
export interface IssuanceWork {
  readonly ledger: Ledger;
  readonly pool: GatewayPool;
  readonly folders: DemoFolders;
  readonly material: DemoMaterial;
  readonly foundedOn: Day;
  readonly clock: () => number;
  /** Batches of other members that are issued at once; 1. */
  readonly wave?: number;
  /** Called after each batch, with how many of how many are anchored. */
  readonly onBatch: (done: number, total: number) => void;
}

export type Records = SeedState['records'];

/** What is anchored already, as `authority requestId`. */
export function anchoredRequests(records: Records): ReadonlySet<string> {
  return new Set(
    [...records]
      .filter(([key]) => key.startsWith('anchor/'))
      .map(([, anchor]) => `${(anchor as Anchor).authority} ${(anchor as Anchor).requestId}`),
  );
}
