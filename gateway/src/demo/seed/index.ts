import type { Ledger } from '@huren/network';
import { completeNetwork, foundNetwork, isSeeded } from './found-network';
import type { GatewayPool } from './gateway-pool';
import { foundForFirstVerdict } from './first-verdict';
import { FIRST_ISSUER, issueFirstLicences, issueLicences } from './issuance';
import { readSeedState, type SeedState } from './ledger-state';
import type { DemoFolders } from './demo-folders';
import type { DemoMaterial, MaterialFolder } from './material';

export { GatewayPool } from './gateway-pool';
export { GatewayCaller, SeedRefused } from './gateway-caller';
export { holderKeyFile, type HolderJwk } from './holder-key';
export {
  identityFile,
  openMaterial,
  operatorFile,
  openPassphrase,
  type DemoMaterial,
  type DemoMember,
} from './material';
export { demoFolders, type DemoFolders } from './demo-folders';
export { sampleFile, samplePageFile } from './sample-file';
export { sealFolder } from './seal-maker';

/** How far a first start has come: `found` counts transactions or stages of them, `issue` batches of licences. */
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
  /**
   * Where each transaction waits for a block: only what the first verdict needs comes before the serving. Of these
   * members, whose gateways are opened while the network is founded.
   */
  readonly firstVerdictAt?: readonly string[];
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
  const { firstVerdictAt } = options;
  if (firstVerdictAt !== undefined) return seedInWaves(options, firstVerdictAt, material, state);
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

/** Batches that are issued at once where each of them waits for a block. */
const WAVE = 8;

async function seedInWaves(
  { ledger, pool, folders, clock, onProgress = () => undefined }: SeedOptions,
  members: readonly string[],
  material: DemoMaterial,
  state: SeedState,
): Promise<Seeding> {
  // Whoever needs one of them waits for it, and is told when it could not be opened.
  for (const member of [FIRST_ISSUER, ...members]) pool.gateway(member).catch(() => undefined);
  const found = await foundForFirstVerdict(ledger, material, state, clock(), (done, total) => {
    onProgress({ step: 'found', done, total });
  });
  const { foundedOn } = found;
  const work = { ledger, pool, folders, material, foundedOn, clock, wave: WAVE, onBatch: () => undefined };
  await found.sealed;
  await Promise.all([issueFirstLicences(work), found.recognised]);
  return {
    seed: 'seeded',
    finish: async (stop) => {
      const isStopped = (): boolean => stop.aborted;
      const first = await readSeedState(ledger, () => false);
      await foundNetwork(ledger, material, first, clock(), () => !isStopped());
      if (isStopped()) return false;
      const founded = await readSeedState(ledger, () => false);
      const issueOthers = await issueLicences(work, founded.records);
      await issueOthers(stop);
      if (isStopped()) return false;
      await completeNetwork(ledger, material, founded, foundedOn);
      return true;
    },
  };
}
