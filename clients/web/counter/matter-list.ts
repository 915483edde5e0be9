import { HurenProblem, HurenUnreachable, type HurenClient } from '@huren/clients';
import { ref, shallowRef } from 'vue';
import type { MatterChoice } from './matter-search';

/** The matters that one authority may verify for; without them a whole code still does. */
export function useMatterList(client: HurenClient) {
  const matters = shallowRef<readonly MatterChoice[]>([]);
  const isUnavailable = ref(false);

  async function load(ownAuthority: string | undefined): Promise<void> {
    const found: MatterChoice[] = [];
    try {
      for await (const each of client.all('matters')) {
        const { code, name, state, authority } = each as unknown as MatterChoice & {
          state: string;
          authority?: string;
        };
        // A long code belongs to one authority, and only that one may use it.
        const isOwn = authority === undefined || authority === ownAuthority;
        if (state === 'active' && isOwn) found.push({ code, name });
      }
      matters.value = found;
      isUnavailable.value = false;
    } catch (error) {
      if (!(error instanceof HurenProblem || error instanceof HurenUnreachable)) throw error;
      isUnavailable.value = true;
    }
  }
  return { matters, isUnavailable, load };
}
