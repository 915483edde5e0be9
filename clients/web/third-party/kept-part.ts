import {
  type CasePlace,
  holderKeyOf,
  HurenProblem,
  type InvitationView,
  type ThirdPartyClient,
} from '@huren/clients';
import { KeptValues } from '../shell/kept-values';

/** One case that this device takes part in, and the key that was made for it. */
export interface KeptPart extends CasePlace {
  readonly authority: InvitationView['authority'];
  readonly matter: InvitationView['matter'];
  readonly pair: CryptoKeyPair;
}

export const keptParts = new KeptValues<KeptPart>('huren-third-party', 'parts');

/**
 * A part for this invitation: the key of an earlier try on this device, which may have been named already, or a new one.
 * The ledger names no key twice: whoever's part in the case has ended comes back with a new one.
 */
export async function partFor(view: InvitationView, client: ThirdPartyClient): Promise<KeptPart> {
  const { case: id, member, authority, matter } = view;
  const known = await keptParts.get(id);
  const pair =
    known !== undefined && !(await hasEnded(known, client))
      ? known.pair
      : await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const part = { case: id, member, authority, matter, pair };
  await keptParts.put(id, part);
  return part;
}

/** Only what the gateway says for certain counts: a key that it does not know may have been named a moment ago. */
async function hasEnded(part: KeptPart, client: ThirdPartyClient): Promise<boolean> {
  try {
    await client.view(part, await holderKeyOf(part.pair));
    return false;
  } catch (error) {
    if (error instanceof HurenProblem) return error.code === 'third-party-ended';
    throw error;
  }
}
