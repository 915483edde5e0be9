import { type JsonValue, parseCredential } from '@huren/chaincode/domain';
import { type ClaimAnswer, type CredentialFile, HurenUnreachable, type Wallet } from '@huren/clients';
import type { DeviceStore, KeptLicence, PendingClaim } from './device-store';

type PageFile = NonNullable<KeptLicence['page']>;

/** Shortly after a claim its batch is anchored. */
const pauseMs = 400;
const attempts = 150;

/** Takes up what a claim brought; undefined while it is being sealed, or waits for other holders. */
async function takeUp(
  { state, credentials = [] }: ClaimAnswer,
  { typeName, issuerName }: Pick<PendingClaim, 'typeName' | 'issuerName'>,
  store: DeviceStore,
): Promise<boolean> {
  const file = credentials.find((each): each is CredentialFile => 'sdJwt' in each);
  if (state !== 'anchored' || file === undefined) return false;
  const { identifier } = parseCredential(file as unknown as JsonValue).claims;
  const page = credentials.find((each): each is PageFile => 'ofd' in each);
  await store.keep({
    identifier,
    file,
    typeName: { ...typeName },
    issuerName: { ...issuerName },
    ...(page === undefined ? {} : { page }),
  });
  return true;
}

/**
 * Waits until a claim is kept, is refused, or turns out to wait for other holders; then it stays written down on the
 * device until it is kept or dismissed.
 */
export async function collectClaim(
  wallet: Wallet,
  store: DeviceStore,
  pending: PendingClaim,
): Promise<'kept' | 'refused' | 'expired' | 'waiting'> {
  for (let asked = 0; asked < attempts; asked++) {
    const answer = await wallet.claimed(pending.id);
    if (answer.state === 'waiting') {
      await store.keepPending({ ...pending, ...answer.holders });
      return 'waiting';
    }
    if (answer.state === 'refused' || answer.state === 'expired') {
      if (answer.holders !== undefined)
        await store.keepPending({ ...pending, ...answer.holders, isOver: true });
      return answer.state;
    }
    if (await takeUp(answer, pending, store)) {
      await store.removePending(pending.id);
      return 'kept';
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new HurenUnreachable(location.origin, 'timeout');
}
