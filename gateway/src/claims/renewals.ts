import {
  type CredentialFile,
  type CryptoProvider,
  encodeBase64url,
  forHolder,
  gatewayAudience,
  holdersOf,
  importJwk,
  isHolderRequestOf,
  type LicenceClaims,
  parseCredential,
  parseHolderRequest,
  RENEWAL_REQUEST_TYPE,
  splitBatch,
} from '@huren/chaincode/domain';
import type { SeenRequests } from '../cases/seen-requests';
import type { LicenceLibrary } from '../licences/licence-library';
import { Problem } from '../problems';

/** What a holder gets whose licence was made again for another holder: `current` where theirs is the newest. */
export type Renewal =
  | { readonly state: 'current' }
  | { readonly state: 'renewed'; readonly credentials: readonly CredentialFile[] };

/**
 * A licence with several holders is made again when one of them has lost a phone; the others get the new one here, each
 * by the key that stands in it as it stood before.
 */
export class Renewals {
  constructor(
    private readonly parts: {
      readonly member: string;
      readonly library: LicenceLibrary;
      readonly provider: CryptoProvider;
      readonly seen: SeenRequests;
      readonly clock: () => number;
    },
  ) {}

  /**
   * @param text the credential file that the holder has, without disclosures
   * @throws MalformedError; Problem unknown-licence (not of this library), claim-not-proven (none of its holders asks,
   * or not now, or a second time), licence-replaced (the newest is not theirs)
   */
  renewed(proof: string, text: string): Renewal {
    const { member, library, provider, clock, seen } = this.parts;
    const statement = parseHolderRequest(proof);
    const credential = parseCredential(text);
    const licence = credential.locator(provider);
    const old = library.placeOfDigest(licence);
    if (old === undefined) throw new Problem('unknown-licence', { path: '/licence' });
    const { payload, keyId } = statement;
    const before = placeOf(credential.claims, keyId);
    const aud = gatewayAudience(member);
    const asked = { type: RENEWAL_REQUEST_TYPE, aud, licence, nowMs: clock(), provider } as const;
    if (
      before === undefined ||
      !isHolderRequestOf(statement, before.holderKey, asked) ||
      !seen.take(keyId, payload.nonce, payload.iat)
    ) {
      throw new Problem('claim-not-proven', { path: '/proof' });
    }
    const { authority } = splitBatch(old.batch);
    const newest = library.placeOfIdentifier(authority, credential.claims.identifier) ?? old;
    if (newest.batch === old.batch && newest.index === old.index) return { state: 'current' };
    const whole = library.textAt(newest);
    const { claims, sdJwt } = parseCredential(whole);
    // The same key at another place would be another holder's: nobody moves.
    const now = placeOf(claims, keyId);
    if (now === undefined || now.place !== before.place) {
      throw new Problem('licence-replaced', { path: '/licence' });
    }
    const digest = encodeBase64url(provider.digest('sha-256', sdJwt.jwtBytes));
    const anchor = library.locate(library.placeOfDigest(digest) ?? newest);
    return { state: 'renewed', credentials: [{ sdJwt: forHolder(whole, now.place, provider), anchor }] };
  }
}

/** Where a key stands among the holders of a licence. */
function placeOf(claims: LicenceClaims, keyId: string) {
  const holders = holdersOf(claims);
  const place = holders.findIndex(({ holderKey }) => importJwk(holderKey).id === keyId);
  const holder = holders[place];
  return holder === undefined ? undefined : { place, holderKey: holder.holderKey };
}
