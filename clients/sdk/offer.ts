import {
  type Bilingual,
  type HolderRepresentation,
  type JsonObject,
  MalformedError,
} from '@huren/chaincode/domain';
import type { LicenceDraft } from './answers';
import type { CredentialFile } from './credential-file';

/** How far the claims of a licence with several holders have come. */
export interface HolderProgress {
  readonly of: number;
  readonly claimed: number;
}

/** What an issuer offers: `licence` without a holder's key, and for whom (`OfferRequest` of `/openapi.json`). */
export interface OfferRequest {
  readonly type: string;
  /** Key id of the seal or issuing key. */
  readonly key: string;
  readonly licence: Omit<LicenceDraft, 'holderKey' | 'identityLevel'>;
  readonly person?: { readonly name: string; readonly idNumber: string };
  readonly identityLevel: number;
  /** Who may claim in the holder's place; `person` is then theirs. */
  readonly claimant?: HolderRepresentation;
  readonly coHolders?: readonly JsonObject[];
  readonly forms?: readonly ('data' | 'page')[];
  readonly pageSeals?: readonly string[];
  readonly coSeals?: readonly string[];
}

/** Good once: the link is for one holder alone. */
export interface OfferMade {
  readonly code: string;
  readonly link: string;
  readonly expiresAt: string;
  /** Of a licence with several holders: one for each further holder, in their order. */
  readonly coHolders?: readonly { readonly code: string; readonly link: string }[];
}

export interface OfferAnswer {
  readonly type: { readonly code: string; readonly name?: Bilingual };
  readonly issuer: { readonly code: string; readonly name?: Bilingual };
  readonly identityLevel: number;
  /** The licence is somebody else's, and this is as what it may be claimed. */
  readonly claimant?: HolderRepresentation;
  /** Of a licence with several holders. */
  readonly holders?: HolderProgress;
  readonly nonce: string;
  readonly member: string;
  readonly services: readonly string[];
  readonly expiresAt: string;
}

export interface ClaimAnswer {
  /** `waiting`: for the other holders' claims; `expired`: they did not come in time. */
  readonly state: 'waiting' | 'expired' | 'sealing' | 'anchored' | 'refused';
  readonly level: number;
  /** Of a licence with several holders: how many, and how many have claimed. */
  readonly holders?: HolderProgress;
  readonly credentials?: readonly (CredentialFile | { readonly ofd: string; readonly anchor: JsonObject })[];
}

/** The code of an offer: out of its link (`…/wallet/#offer=…`), or as it stands. @throws MalformedError not-an-offer */
export function offerCodeOf(text: string): string {
  const code = /(?:^|#offer=)([A-Za-z0-9_-]{22})$/.exec(text.trim())?.[1];
  if (code === undefined) throw new MalformedError('not-an-offer', 'This is no offer of a licence.', '');
  return code;
}
