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

/**
 * Brings the demo's world onto the ledger unless it is there. What a start that was cut off has done stays and is not
 * done again; the rest is done now.
 * @returns `present` when the ledger held everything already
 */
export async function seedDemo(options: SeedOptions): Promise<'present' | 'seeded'> {
  const { ledger, pool, folders, clock, onProgress = () => undefined } = options;
  const state = await readSeedState(ledger, isSeeded);
  if (isSeeded(state.records)) return 'present';
  const material = await options.material.open();
  pool.useKeys(material.keys);
  const { foundedOn } = await foundNetwork(ledger, material, state, clock(), (done, total) => {
    onProgress({ step: 'found', done, total });
  });
  const founded = await readSeedState(ledger, () => false);
  const onBatch = (done: number, total: number): void => {
    onProgress({ step: 'issue', done, total });
  };
  await issueLicences({ ledger, pool, folders, material, foundedOn, clock, onBatch }, founded.records);
  await completeNetwork(ledger, material, founded, foundedOn);
  return 'seeded';
}
