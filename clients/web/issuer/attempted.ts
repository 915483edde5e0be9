import type { Bilingual } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '@huren/clients';
import type { Ref } from 'vue';
import { words } from './words';

/** Values of a form that do not go together, as a clerk sees the form. */
const FAULTS = {
  'person-of-another-holder': 'personOfAnother',
  'person-of-each-holder': 'personOfEach',
} as const;

function faultOf({ details }: HurenProblem): (typeof FAULTS)[keyof typeof FAULTS] | undefined {
  const fault = String(details?.['fault']);
  return Object.hasOwn(FAULTS, fault) ? FAULTS[fault as keyof typeof FAULTS] : undefined;
}

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
    const fault = error instanceof HurenProblem ? faultOf(error) : undefined;
    trouble.value = fault === undefined ? error.messages : words[fault];
    return undefined;
  } finally {
    busy.value = false;
  }
}
