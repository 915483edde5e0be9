import type { UnaskedMember, Wallet } from '@huren/clients';
import { ref, shallowRef } from 'vue';
import { useAttempt } from './attempt';
import type { DeviceStore, KeptUse } from './device-store';
import type { LicenceView } from './licence-view';

/** When the members were last asked, and who then told nothing. */
export interface Asked {
  /** Epoch ms. */
  readonly at: number;
  readonly unasked: readonly UnaskedMember[];
}

const storageKey = 'huren.wallet.uses-asked';

function lastAsked(): Asked | undefined {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '') as Asked;
  } catch {
    return undefined;
  }
}

/** What agents showed: kept on this device, and asked for at the members anew. */
export function useAgentUses(wallet: Wallet, store: DeviceStore) {
  const uses = shallowRef<readonly KeptUse[]>([]);
  const asked = ref(lastAsked());
  const { busy, trouble, attempt } = useAttempt();

  async function load(): Promise<void> {
    uses.value = await store.uses();
  }

  async function ask(licences: readonly LicenceView[]): Promise<void> {
    await attempt(async () => {
      const files = licences.map(({ kept: { file } }) => file);
      const told = await wallet.agentUses.ask(files, await store.key());
      for (const use of told.uses) await store.keepUse({ ...use, key: `${use.member}/${use.id}` });
      asked.value = { at: Date.now(), unasked: told.unasked };
      localStorage.setItem(storageKey, JSON.stringify(asked.value));
      await load();
    });
  }
  return { uses, asked, busy, trouble, load, ask };
}
