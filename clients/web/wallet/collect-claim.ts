import { type JsonObject, type JsonValue, parseCredential } from '@huren/chaincode/domain';
import {
  type ClaimAnswer,
  type CredentialFile,
  type HolderKey,
  HurenProblem,
  HurenUnreachable,
  type Wallet,
} from '@huren/clients';
import type { DeviceStore, KeptLicence, PendingClaim } from './device-store';

type PageFile = NonNullable<KeptLicence['page']>;
/** A claim whose answer this phone does not know. */
export type SentClaim = PendingClaim & Required<Pick<PendingClaim, 'sent'>>;
/** `unsent`: it never arrived, so that the offer is still to be claimed. */
export type ClaimOutcome = 'kept' | 'refused' | 'expired' | 'waiting' | 'unsent';

/** Shortly after a claim its batch is anchored. */
const pauseMs = 400;
const attempts = 150;
/** Shows nobody, and is not looked at where the gateway has taken the claim. */
const noIdentity = { service: 'none', assertion: {} };

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

/** Whether the gateway's no leaves open that it has taken the same key's claim before, or takes it at this moment. */
const isInDoubt = ({ status, code }: HurenProblem): boolean =>
  code === 'offer-used' || status === 429 || status >= 500;

async function ask(
  wallet: Wallet,
  store: DeviceStore,
  attempt: SentClaim,
  key: HolderKey,
  identity: { readonly service: string; readonly assertion: JsonObject },
): Promise<PendingClaim> {
  const { sent, id: offer, ...rest } = attempt;
  const claim = { ...rest, offer, id: await wallet.claim(offer, sent, key, identity) };
  await store.replacePending(offer, { ...claim, isSealing: true });
  return claim;
}

/**
 * Claims an offer for this phone's key. It is written down before it leaves: once sent, the licence is anchored to this
 * key and to no other, so neither a reload nor a lost answer may lose it.
 * @returns the claim as it is written down from now on
 */
export async function sendClaim(
  wallet: Wallet,
  store: DeviceStore,
  attempt: SentClaim,
  identity: { readonly service: string; readonly assertion: JsonObject },
): Promise<PendingClaim> {
  const key = await store.key();
  await store.keepPending(attempt);
  try {
    return await ask(wallet, store, attempt, key, identity);
  } catch (error) {
    if (error instanceof HurenProblem && !isInDoubt(error)) await store.removePending(attempt.id);
    throw error;
  }
}

/**
 * Takes up a claim where this phone has left it: learns what became of one whose answer was lost, and waits for what it
 * brings.
 */
export async function resumeClaim(
  wallet: Wallet,
  store: DeviceStore,
  pending: PendingClaim,
): Promise<ClaimOutcome> {
  const { sent } = pending;
  if (sent === undefined) return collectClaim(wallet, store, pending);
  try {
    await wallet.offer(pending.id);
    return 'unsent';
  } catch (error) {
    if (!(error instanceof HurenProblem && error.code === 'offer-used')) throw error;
  }
  const key = await store.key();
  return collectClaim(wallet, store, await ask(wallet, store, { ...pending, sent }, key, noIdentity));
}

/**
 * Waits until a claim is kept, is refused, or turns out to wait for other holders; it stays written down on the device
 * until it is kept or dismissed.
 */
export async function collectClaim(
  wallet: Wallet,
  store: DeviceStore,
  claim: PendingClaim,
): Promise<ClaimOutcome> {
  const { isSealing: _, ...pending } = claim;
  for (let asked = 0; asked < attempts; asked++) {
    const answer = await wallet.claimed(pending.id);
    const { state } = answer;
    if (state === 'waiting') {
      await store.keepPending({ ...pending, ...answer.holders });
      return 'waiting';
    }
    if (state === 'refused' || state === 'expired') {
      const isRefused = state === 'refused' && ({ isRefused: true } as const);
      await store.keepPending({ ...pending, ...answer.holders, isOver: true, ...isRefused });
      return state;
    }
    if (await takeUp(answer, pending, store)) {
      await store.removePending(pending.id);
      return 'kept';
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new HurenUnreachable(location.origin, 'timeout');
}
