import type { Bilingual } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '@huren/clients';
import type { Ref } from 'vue';

/** What an act brings; undefined where it failed, which `trouble` then says. A bug stays a bug. */
export async function attempted<T>(
  busy: Ref<boolean>,
  trouble: Ref<Bilingual | undefined>,
  act: () => Promise<T>,
): Promise<T | undefined> {
  // A second press while the first is under way would act twice.
  if (busy.value) return undefined;
  busy.value = true;
  trouble.value = undefined;
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof HurenProblem || error instanceof HurenUnreachable)) throw error;
    trouble.value = error.messages;
    return undefined;
  } finally {
    busy.value = false;
  }
}
