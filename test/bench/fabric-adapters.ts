import { setTimeout as wait } from 'node:timers/promises';
import { LedgerConflict, LedgerInDoubt, LedgerUnavailable, type Ledger, type Signer } from '@huren/network';
import { anchorOf, perSecond, plain } from './fabric-world';
import { rounded, type BenchRow } from './row';

/** Attempts of one submission that meets a busy network. */
const ATTEMPTS = 20;

/** Runs `act` with so many at once until `count` are done; answers ms. */
async function atOnce(width: number, count: number, act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left > 0) {
        left -= 1;
        await act();
      }
    }),
  );
  return performance.now() - from;
}

/** What became of submissions beside those that were acknowledged. */
interface Tally {
  inDoubt: number;
  unavailable: number;
}

/** Submits until it is acknowledged; in doubt is neither success nor failure, and is not sent again. Answers whether. */
async function acknowledged(ledger: Ledger, signer: Signer, keyId: string, tally: Tally): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await ledger.submit(anchorOf(keyId), signer);
      return true;
    } catch (error) {
      if (error instanceof LedgerInDoubt) {
        tally.inDoubt += 1;
        return false;
      }
      if (error instanceof LedgerUnavailable) tally.unavailable += 1;
      else if (!(error instanceof LedgerConflict)) throw error;
      await wait(attempt * 20);
    }
  }
  return false;
}

/** One adapter alone: submissions one after another and many at once, then evaluations likewise. */
export async function* benchAdapter(ledger: Ledger, signer: Signer, keyId: string): AsyncGenerator<BenchRow> {
  const { engine } = ledger;
  const tally: Tally = { inDoubt: 0, unavailable: 0 };
  let done = 0;
  const submit = async (): Promise<void> => {
    if (await acknowledged(ledger, signer, keyId, tally)) done += 1;
  };
  let unanswered = 0;
  const evaluate = async (): Promise<void> => {
    try {
      await ledger.evaluate(anchorOf(keyId), signer);
      done += 1;
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      unanswered += 1;
    }
  };
  await submit();
  await evaluate();
  const alone = await atOnce(1, 10, submit);
  yield plain(`fabric submit ${engine} sequential`, alone / 10, 'ms');
  for (const [width, count] of [
    [64, 128],
    [256, 256],
  ] as const) {
    done = 0;
    const ms = await atOnce(width, count, submit);
    const value = perSecond(done, ms);
    yield {
      ...plain(`fabric submit ${engine} ${String(width)} in flight`, value, '/s'),
      ratio: rounded((value * alone) / 10_000),
    };
  }
  yield plain(`fabric submit ${engine} in doubt`, tally.inDoubt, 'transactions');
  yield plain(`fabric submit ${engine} unavailable, sent again`, tally.unavailable, 'attempts');
  for (const [width, count] of [
    [1, 50],
    [64, 128],
    [256, 256],
  ] as const) {
    done = 0;
    const ms = await atOnce(width, count, evaluate);
    const name = width === 1 ? 'sequential' : `${String(width)} in flight`;
    yield plain(`fabric evaluate ${engine} ${name}`, perSecond(done, ms), '/s');
  }
  yield plain(`fabric evaluate ${engine} unavailable`, unanswered, 'calls');
}
