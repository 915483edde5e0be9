import { HurenProblem } from '@huren/clients';
import { ref, shallowRef } from 'vue';
import { type AnswerOutcome, mayRepeat, outcomeOf } from './answer-outcome';
import { NotKept } from '../shell/indexed-db';
import type { DeviceStore, DiaryEntry, OpenAnswer } from './device-store';

/** What an answer is once it has arrived: a holder's own, or one to another holder. */
type Good = 'presented' | 'declined' | 'agreed' | 'refusedCoHolder';
type Step = 'ask' | 'sending' | Good | Exclude<AnswerOutcome, 'arrived'>;

/** What the holder decided, and how it is sent. */
export interface Decision {
  readonly act: string;
  readonly send: () => Promise<void>;
  readonly good: Good;
  readonly result: DiaryEntry['result'];
}

/**
 * One asking, answered once from this device. It is written down before anything leaves, so that of two windows one
 * answers; what did not come through stays open, here and for whoever opens the same asking again.
 * @param entry its line in the diary, under one id
 * @param takenCode the problem that says that there is an answer already
 */
export function useAnswering(
  store: DeviceStore,
  entry: (result: DiaryEntry['result']) => DiaryEntry,
  takenCode: string,
) {
  const step = shallowRef<Step>('ask');
  const trouble = ref<{ readonly zh: string; readonly en: string }>();
  /** An earlier try, before the asking was opened again. */
  const earlier = shallowRef<OpenAnswer>();

  /** Finds what became of the asking before. */
  async function look(): Promise<void> {
    const kept = await store.entry(entry('unknown').id);
    if (kept === undefined) return;
    earlier.value = kept.open;
    // A page that was closed while it sent, or another window that sends right now.
    if (kept.open === undefined) step.value = kept.result === 'unknown' ? 'doubtful' : 'already';
  }

  async function begin(): ReturnType<DeviceStore['begin']> {
    try {
      const begun = await store.begin(entry('unknown'));
      if (begun === undefined) step.value = 'already';
      return begun;
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      trouble.value = error.messages;
      step.value = 'failed';
      return undefined;
    }
  }

  async function answer({ act, send, good, result }: Decision): Promise<void> {
    if (step.value === 'sending') return;
    step.value = 'sending';
    trouble.value = undefined;
    const begun = await begin();
    if (begun === undefined) return;
    const before = begun.earlier;
    const end = async (next: Step, of: DiaryEntry['result'], open?: OpenAnswer): Promise<void> => {
      step.value = next;
      await store.note({ ...entry(of), ...(open && { open }) });
    };
    try {
      await send();
      await end(good, result);
    } catch (error) {
      const outcome = outcomeOf(error, before?.step === 'lost', takenCode);
      if (error instanceof HurenProblem) trouble.value = error.messages;
      if (outcome === 'lost' || outcome === 'busy') {
        // What was lost once may have arrived, whichever it was.
        const open = { step: outcome, act: before?.step === 'lost' ? before.act : act } as const;
        await end(outcome, outcome === 'lost' ? 'unknown' : 'failed', open);
      } else if (outcome === 'arrived' && before?.act === act) await end(good, result);
      else if (outcome === 'arrived' || outcome === 'doubtful') await end('doubtful', 'unknown');
      else await end(outcome, 'failed');
    }
  }

  return { step, trouble, earlier, mayRepeat: () => mayRepeat(step.value), look, answer };
}
