import type { CasePlace, InvitationView } from '@huren/clients';
import { KeptValues } from '../shell/kept-values';

/** One case that this device takes part in, and the key that was made for it. */
export interface KeptPart extends CasePlace {
  readonly authority: InvitationView['authority'];
  readonly matter: InvitationView['matter'];
  readonly pair: CryptoKeyPair;
}

export const keptParts = new KeptValues<KeptPart>('huren-third-party', 'parts');

/** A part for this invitation: the key of an earlier try on this device, which may have been named already, or a new one. */
export async function partFor(view: InvitationView): Promise<KeptPart> {
  const { case: id, member, authority, matter } = view;
  const known = await keptParts.get(id);
  const pair =
    known?.pair ??
    (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']));
  const part = { case: id, member, authority, matter, pair };
  await keptParts.put(id, part);
  return part;
}
