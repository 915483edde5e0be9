import type { Wallet } from '@huren/clients';
import { ref } from 'vue';
import {
  type DelegationState,
  type GivenDelegation,
  linksOf,
  type ReceivedLicence,
  spanOf,
} from './kept-delegation';
import { dayInChina } from './licence-view';

/** How delegations stand today: by their days, by this phone's own revocations, and by what the ledger was asked. */
export function useDelegationStates(wallet: Wallet) {
  /** Ids of delegations that the ledger knows as revoked. */
  const revoked = ref(new Set<string>());

  async function refresh(
    given: readonly GivenDelegation[],
    received: readonly ReceivedLicence[],
  ): Promise<void> {
    const links = received.flatMap(({ file }) => linksOf(file).map(({ id }) => id));
    const open = [...given.filter((each) => each.revokedAt === undefined).map(({ id }) => id), ...links];
    for (const id of new Set(open)) {
      // What cannot be asked now shows as it was last known.
      if (await wallet.isDelegationRevoked(id).catch(() => false)) revoked.value.add(id);
    }
  }

  function stateOf(ids: readonly string[], from: string, until: string): DelegationState {
    const today = dayInChina(Date.now());
    if (ids.some((id) => revoked.value.has(id))) return 'revoked';
    if (today > until) return 'ended';
    return today < from ? 'not-yet' : 'current';
  }

  const ofGiven = ({ id, until, revokedAt }: GivenDelegation): DelegationState =>
    revokedAt === undefined ? stateOf([id], '', until) : 'revoked';

  function ofReceived({ file }: ReceivedLicence): DelegationState {
    const links = linksOf(file);
    const { from, until } = spanOf(links);
    return stateOf(
      links.map(({ id }) => id),
      from,
      until,
    );
  }
  return { refresh, ofGiven, ofReceived };
}

export type DelegationStates = ReturnType<typeof useDelegationStates>;
