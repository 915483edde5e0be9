import { canonicalJson, type JsonValue } from '@huren/chaincode/domain';
import { setTimeout as pause } from 'node:timers/promises';
import { LedgerConflict, type Ledger, type Signer } from '@huren/network';

/** One transaction of the seed, and how the ledger's records show that it was done before. */
export interface Act {
  readonly contract: string;
  readonly fn: string;
  readonly argument: unknown;
  readonly signer: Signer;
  readonly isDone: (records: ReadonlyMap<string, unknown>) => boolean;
}

const MAX_CONFLICTS = 10;
const CONFLICT_PAUSE_MS = 50;

/** Runs the acts that are not done, at once: acts of one stage do not touch the same records. Answers how many ran. */
export async function runStage(
  ledger: Ledger,
  records: ReadonlyMap<string, unknown>,
  acts: readonly Act[],
): Promise<number> {
  const open = acts.filter((act) => !act.isDone(records));
  await Promise.all(open.map((act) => submit(ledger, act)));
  return open.length;
}

async function submit(ledger: Ledger, { contract, fn, argument, signer }: Act): Promise<void> {
  const request = { contract, fn, argument: canonicalJson(argument as JsonValue) };
  for (let conflicts = 0; ; conflicts++) {
    try {
      await ledger.submit(request, signer);
      return;
    } catch (error) {
      if (!(error instanceof LedgerConflict) || conflicts >= MAX_CONFLICTS) throw error;
      // Members' peers may stand at different heights for a moment.
      await pause(conflicts * CONFLICT_PAUSE_MS);
    }
  }
}

/** Stages that touch different records run together, stage by stage. */
export function sideBySide(...tracks: readonly (readonly (readonly Act[])[])[]): readonly (readonly Act[])[] {
  const longest = Math.max(...tracks.map((track) => track.length));
  return Array.from({ length: longest }, (_, at) => tracks.flatMap((track) => track[at] ?? []));
}
