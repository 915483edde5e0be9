import { type HashName, type LicenceState, nobleProvider, stateOnDay } from '@huren/chaincode/domain';
import { HurenClient, HurenProblem, HurenUnreachable } from '@huren/clients';
import { shallowRef } from 'vue';
import { dayInChina, type LicenceView } from './licence-view';

/** What the ledger said of a licence when it was last asked; kept on this device for when there is no network. */
export interface KnownState {
  readonly state: LicenceState | 'not-anchored';
  /** The decision's effective day; absent where there is none. */
  readonly since?: string;
  /** Epoch ms of the answer. */
  readonly askedAt: number;
}

const storageKey = 'huren.wallet.states';

function kept(): Readonly<Record<string, KnownState>> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Record<string, KnownState>;
  } catch {
    return {};
  }
}

/** States by identifier of the licence. The own gateway is asked by leaf hash: it learns neither name nor key. */
export function useLedgerStates() {
  const client = new HurenClient({ url: location.origin, retries: 0 });
  const states = shallowRef(kept());

  async function ask(view: LicenceView): Promise<KnownState> {
    const { anchor } = view.kept.file;
    const askedAt = Date.now();
    if (anchor === undefined) return { state: 'not-anchored', askedAt };
    const leaf = (hash: HashName): string => view.credential.leafText(nobleProvider, hash, anchor.other);
    let answer = await client.licenceState(anchor.batch, leaf('sha-256'));
    // The batch's own hash is only known from the ledger.
    if (answer.hash === 'sm3') answer = await client.licenceState(anchor.batch, leaf('sm3'));
    if (!answer.anchored) return { state: 'not-anchored', askedAt };
    const { state, change } = stateOnDay(answer.changes, dayInChina(askedAt));
    return { state, askedAt, ...(change === undefined ? {} : { since: change.effectiveFrom }) };
  }

  /** Asks for each; what cannot be had stays as it was last known. Licences that are gone are forgotten. */
  async function refresh(views: readonly LicenceView[]): Promise<void> {
    const found = await Promise.all(
      views.map(async (view): Promise<readonly [string, KnownState | undefined]> => {
        const { identifier } = view.kept;
        try {
          return [identifier, await ask(view)];
        } catch (error) {
          if (!(error instanceof HurenProblem || error instanceof HurenUnreachable)) throw error;
          return [identifier, states.value[identifier]];
        }
      }),
    );
    states.value = Object.fromEntries(found.filter(([, state]) => state !== undefined)) as Record<
      string,
      KnownState
    >;
    localStorage.setItem(storageKey, JSON.stringify(states.value));
  }

  return { states, refresh };
}
