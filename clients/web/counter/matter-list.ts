import type { MatterMapping } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable, type HurenClient } from '@huren/clients';
import { ref, shallowRef } from 'vue';
import { choiceKey, type MatterChoice } from './matter-search';

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
      matters.value = [...found, ...(await localChoices(client, found))];
    } catch (error) {
      if (!(error instanceof HurenProblem || error instanceof HurenUnreachable)) throw error;
      isUnavailable.value = true;
    }
  }
  return { matters, isUnavailable, load };
}

/** Local codes that count as one of these matters somewhere; whether they do for this asker, the gateway decides. */
async function localChoices(
  client: HurenClient,
  matters: readonly MatterChoice[],
): Promise<readonly MatterChoice[]> {
  const names = new Map(matters.map(({ code, name }) => [code, name]));
  const found = new Map<string, MatterChoice>();
  for await (const each of client.all('mappings')) {
    const { from, list, to, state } = each as unknown as MatterMapping;
    const name = names.get(to);
    if (list === undefined || state !== 'accepted' || name === undefined) continue;
    const choice = { code: from, list, name };
    found.set(choiceKey(choice), choice);
  }
  return [...found.values()];
}
