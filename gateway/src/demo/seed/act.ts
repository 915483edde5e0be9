import { canonicalJson, type JsonValue } from '@huren/chaincode/domain';
import { setTimeout as pause } from 'node:timers/promises';
import { LedgerConflict, LedgerUnavailable, type Ledger, type Signer } from '@huren/network';

/** One transaction of the seed, and how the ledger's records show that it was done before. */
export interface Act {
  readonly contract: string;
  readonly fn: string;
  readonly argument: unknown;
  readonly signer: Signer;
  readonly isDone: (records: ReadonlyMap<string, unknown>) => boolean;
}

const PEERS_WIDTH = 24;
const MAX_FAILURES = 10;
const PAUSE_MS = { conflict: 50, unavailable: 1000 } as const;

/** Runs the acts that are not done, at once: acts of one stage do not touch the same records. Answers how many ran. */
export async function runStage(
  ledger: Ledger,
  records: ReadonlyMap<string, unknown>,
  acts: readonly Act[],
): Promise<number> {
  const open = acts.filter((act) => !act.isDone(records));
  // In process the acts of one stage share their blocks; peers of a small machine are not asked for all at once.
  const width = ledger.engine === 'embedded' ? open.length : PEERS_WIDTH;
  for (let at = 0; at < open.length; at += width) {
    await Promise.all(open.slice(at, at + width).map((act) => submit(ledger, act)));
  }
  return open.length;
}

async function submit(ledger: Ledger, { contract, fn, argument, signer }: Act): Promise<void> {
  const request = { contract, fn, argument: canonicalJson(argument as JsonValue) };
  for (let failures = 0; ; failures++) {
    try {
      await ledger.submit(request, signer);
      return;
    } catch (error) {
      // Nothing was ordered: members' peers stand at different heights for a moment, or a busy machine keeps one silent.
      const isUnavailable = error instanceof LedgerUnavailable;
      const again = isUnavailable || error instanceof LedgerConflict;
      if (!again || failures >= MAX_FAILURES) throw error;
      await pause(failures * (isUnavailable ? PAUSE_MS.unavailable : PAUSE_MS.conflict));
    }
  }
}

/** Stages that touch different records run together, stage by stage. */
export function sideBySide(...tracks: readonly (readonly (readonly Act[])[])[]): readonly (readonly Act[])[] {
  const longest = Math.max(...tracks.map((track) => track.length));
  return Array.from({ length: longest }, (_, at) => tracks.flatMap((track) => track[at] ?? []));
}
