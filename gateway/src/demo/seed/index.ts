import type { Ledger } from '@huren/network';
import { completeNetwork, foundNetwork, isSeeded } from './found-network';
import type { GatewayPool } from './gateway-pool';
import { issueLicences } from './issuance';
import { readSeedState } from './ledger-state';
import type { DemoFolders, MaterialFolder } from './material';

export { GatewayPool } from './gateway-pool';
export { GatewayCaller, SeedRefused } from './gateway-caller';
export { holderKeyFile, type HolderJwk } from './holder-key';
export {
  demoFolders,
  identityFile,
  openMaterial,
  openPassphrase,
  type DemoFolders,
  type DemoMaterial,
} from './material';
export { sampleFile } from './sample-file';

/** How far a first start has come: `found` counts stages of transactions, `issue` batches of licences. */
export interface SeedProgress {
  readonly step: 'found' | 'issue';
  readonly done: number;
  readonly total: number;
}

export interface SeedOptions {
  readonly ledger: Ledger;
  readonly material: MaterialFolder;
  readonly pool: GatewayPool;
  readonly folders: DemoFolders;
  readonly clock: () => number;
  readonly onProgress?: (progress: SeedProgress) => void;
}

/** What a start has done before it serves, and what goes on while it does. */
export interface Seeding {
  /** `present`: the ledger held everything already. */
  readonly seed: 'present' | 'seeded';
  /**
   * The other departments' licences and the last agreement. False when `stop` came first: the next start does the rest.
   */
  readonly finish: (stop: AbortSignal) => Promise<boolean>;
}

/**
 * Brings the demo's world onto the ledger unless it is there: the network, and the licences that people try first. What
 * a start that was cut off has done stays and is not done again; the rest is done now.
 */
export async function seedDemo(options: SeedOptions): Promise<Seeding> {
  const { ledger, pool, folders, clock, onProgress = () => undefined } = options;
  const state = await readSeedState(ledger, isSeeded);
  if (isSeeded(state.records)) return { seed: 'present', finish: () => Promise.resolve(true) };
  const material = await options.material.open();
  pool.useKeys(material.keys);
  const { foundedOn } = await foundNetwork(ledger, material, state, clock(), (done, total) => {
    onProgress({ step: 'found', done, total });
  });
  const founded = await readSeedState(ledger, () => false);
  const onBatch = (done: number, total: number): void => {
    onProgress({ step: 'issue', done, total });
  };
  const work = { ledger, pool, folders, material, foundedOn, clock, onBatch };
  const issueOthers = await issueLicences(work, founded.records);
  return {
    seed: 'seeded',
    finish: async (stop) => {
      await issueOthers(stop);
      if (stop.aborted) return false;
      await completeNetwork(ledger, material, founded, foundedOn);
      return true;
    },
  };
}
