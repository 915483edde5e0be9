import { MalformedError } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable, type Wallet } from '@huren/clients';
import { ref, type ShallowRef, toRaw } from 'vue';
import { NotKept } from '../shell/indexed-db';
import type { DeviceStore } from './device-store';
import type { KnownState } from './ledger-states';
import type { LicenceView } from './licence-view';

/**
 * Another holder of a licence has claimed it again, on a new phone: this phone's key stands in the new one, which is
 * fetched and kept in the old one's place. Where this phone is itself the one that was replaced, nothing changes.
 * @returns how many were renewed
 */
async function renewReplaced(
  wallet: Wallet,
  store: DeviceStore,
  views: readonly LicenceView[],
  states: Readonly<Record<string, KnownState>>,
): Promise<number> {
  const replaced = views.filter(
    ({ holders, kept }) => holders > 1 && states[kept.identifier]?.state === 'superseded',
  );
  let renewed = 0;
  for (const { kept } of replaced) {
    try {
      const licence = toRaw(kept);
      const file = await wallet.renewed(licence.file, await store.key());
      if (file === undefined) continue;
      if (await store.replace({ ...licence, file })) renewed++;
    } catch (error) {
      const isTold =
        error instanceof HurenProblem || error instanceof HurenUnreachable || error instanceof NotKept;
      // The card goes on saying that it is superseded; the next look tries again.
      if (!isTold && !(error instanceof MalformedError)) throw error;
    }
  }
  return renewed;
}

/** Renews what was replaced, once what the ledger says of it has been asked. */
export function useRenewals(of: {
  readonly wallet: Wallet;
  readonly store: ShallowRef<DeviceStore | undefined>;
  readonly licences: ShallowRef<readonly LicenceView[]>;
  readonly states: ShallowRef<Readonly<Record<string, KnownState>>>;
  /** What is shown is to be read anew. */
  readonly renewed: () => Promise<void>;
}) {
  /** Since this page was opened. */
  const isRenewed = ref(false);

  async function renew(): Promise<void> {
    const { wallet, store, licences, states } = of;
    if (store.value === undefined) return;
    if ((await renewReplaced(wallet, store.value, licences.value, states.value)) === 0) return;
    isRenewed.value = true;
    await of.renewed();
  }
  return { isRenewed, renew };
}
