import { MalformedError } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '@huren/clients';
import { ref } from 'vue';
import { delegationFault } from './delegation-fault-words';

/** One act about delegations at a time, and why it came to nothing. */
export function useAttempt() {
  const busy = ref(false);
  const trouble = ref<{ readonly zh: string; readonly en: string }>();

  /** Whether it was done; what is no fault of the user's or the network's goes on to the caller. */
  async function attempt(act: () => Promise<void> | void): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    trouble.value = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof MalformedError) trouble.value = delegationFault(error.code);
      else if (error instanceof HurenProblem && error.code === 'not-found')
        trouble.value = delegationFault('not-found');
      else if (error instanceof HurenProblem || error instanceof HurenUnreachable)
        trouble.value = error.messages;
      else throw error;
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, trouble, attempt };
}
