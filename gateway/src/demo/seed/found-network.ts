import { dayOfMs, recordKey, type Agreement, type Day } from '@huren/chaincode/domain';
import type { Ledger } from '@huren/network';
import { runStage, sideBySide, type Act } from './act';
import { agreementsFrom } from '../world';
import { caseStages } from './case';
import { agreementStages, mappingStages, matterStage } from './agreements';
import {
  approvalStage,
  mandateStage,
  receiptKeyStage,
  registrationStage,
  sealStage,
  successionStage,
} from './departments';
import { commonStages, foundingStages, witnessStages } from './founding';
import { groupStages } from './groups';
import type { SeedState } from './ledger-state';
import type { DemoMaterial } from './material';

/** The agreement that the seed brings into force last: with it the demo's world is complete. */
export const LAST_AGREEMENT = 'nenjiang-3';

/** Derived from the ledger itself, so that no flag file can say something else than the ledger does. */
export function isSeeded(records: ReadonlyMap<string, unknown>): boolean {
  return (records.get(recordKey.agreement(LAST_AGREEMENT)) as Agreement | undefined)?.state === 'in-force';
}

export interface Founding {
  /** The day that the demo's licences are dated from. */
  readonly foundedOn: Day;
  /** Transactions submitted by this start. */
  readonly submitted: number;
}

/**
 * Brings members, departments, types, matters, seals and agreements onto the ledger, through the contracts and with
 * real signatures; what is there already is left alone. The last agreement waits for `completeNetwork`.
 * @param onStage called after each stage, with how many of how many are done; `false` ends it there
 */
export async function foundNetwork(
  ledger: Ledger,
  material: DemoMaterial,
  state: SeedState,
  nowMs: number,
  onStage: (done: number, total: number) => unknown = () => undefined,
): Promise<Founding> {
  const { records } = state;
  const today = dayOfMs(nowMs);
  const foundedOn = state.foundedOn ?? today;
  const early = agreementsFrom(foundedOn).filter(({ id }) => id !== LAST_AGREEMENT);
  const before: readonly (readonly Act[])[] = [
    ...foundingStages(material),
    ...commonStages(material, today),
    registrationStage(material),
    ...sideBySide([approvalStage(material)], witnessStages(material)),
    successionStage(material),
    mandateStage(material, today),
    ...sideBySide(
      [matterStage(material, today), ...mappingStages(material)],
      agreementStages(material, early),
      groupStages(material),
      [await sealStage(material, records)],
      [await receiptKeyStage(material, records)],
    ),
  ];
  let submitted = 0;
  for (const [at, acts] of before.entries()) {
    submitted += await runStage(ledger, records, acts);
    if (onStage(at + 1, before.length) === false) break;
  }
  return { foundedOn, submitted };
}

/** What nobody waits for, and the last acceptances: after them `isSeeded` holds. */
export async function completeNetwork(
  ledger: Ledger,
  material: DemoMaterial,
  state: SeedState,
  foundedOn: Day,
): Promise<number> {
  const last = agreementsFrom(foundedOn).filter(({ id }) => id === LAST_AGREEMENT);
  let submitted = 0;
  for (const acts of [...caseStages(material), ...agreementStages(material, last)])
    submitted += await runStage(ledger, state.records, acts);
  return submitted;
}
