import type { JsonObject } from '@huren/chaincode/domain';
import type { LeafPlace } from '../licences/licence-library';
import type { LicencesRequest } from '../licences/licence-request';
import type { ExpectedPerson } from './identity-service';

/** What the licences of one batch have in common. */
export interface BatchKind {
  /** Authority that issues. */
  readonly authority: string;
  readonly type: LicencesRequest['type'];
  /** Key id of the seal. */
  readonly key: string;
  readonly forms?: readonly ('data' | 'page')[];
  readonly pageSeals?: readonly string[];
  readonly coSeals?: readonly string[];
}

/** A licence that waits for its holder's key. */
export interface Offer {
  readonly kind: BatchKind;
  /** As in `POST /v1/licences`, without holder key and level. */
  readonly licence: JsonObject;
  readonly identifier: string;
  readonly person?: ExpectedPerson;
  readonly identityLevel: number;
  readonly nonce: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** Assertions that showed nobody. */
  readonly failures: number;
  /** The one claim. */
  readonly claim?: { readonly id: string; readonly holderKeyId: string };
  /** One holder's part of a licence with several. */
  readonly part?: OfferPart;
  /** Of a licence that is offered again: what it replaces. */
  readonly from?: LeafPlace;
  /** Taken back by the issuer. */
  readonly isCancelled?: true;
}

/** Which holder of a licence with several an offer or a claim is for; 0 is the first. */
export interface OfferPart {
  readonly joint: string;
  readonly place: number;
}

/** A licence that waits for the keys of several holders. */
export interface JointOffer {
  readonly kind: BatchKind;
  /** As in `POST /v1/licences`, without anybody's key and level; empty once all have claimed. */
  readonly licence: JsonObject;
  readonly identifier: string;
  readonly expiresAt: number;
  /** What each holder brought, by place; null: not claimed yet. */
  readonly holders: readonly (JoinedHolder | null)[];
  /** One of the codes was closed after failures: so are all. */
  readonly isClosed: boolean;
  /** The issuer took them back: all are closed. */
  readonly isCancelled?: true;
  /** As of an offer. */
  readonly from?: LeafPlace;
  /** Id of the claim that is sealed for all. */
  readonly sealedAs?: string;
  /** Storage names of the offers. */
  readonly offers?: readonly string[];
}

export interface JoinedHolder {
  readonly holderKey: JsonObject;
  readonly holderKeyId: string;
  /** Absent: the licence says none, of a holder who is kept. */
  readonly level?: number;
  /** Keyed digest of the number of whoever claimed for themselves: nobody takes a second place. */
  readonly person?: string;
}

/** One claim: `sealing` until its batch is on the ledger; before that `waiting` for the other holders. */
export interface Claim {
  readonly state: 'waiting' | 'sealing' | 'anchored' | 'refused';
  readonly kind: BatchKind;
  readonly identifier: string;
  readonly licence: JsonObject;
  readonly level: number;
  /** Where it stands, once anchored. */
  readonly requestId?: string;
  readonly index?: number;
  readonly part?: OfferPart;
  readonly from?: LeafPlace;
  /** Of one that is sealed for several: the marks of those who claimed, by place. */
  readonly persons?: readonly (string | null)[];
}

/** Claims that are anchored together. */
export interface ClaimGroup {
  readonly requestId: string;
  readonly kind: BatchKind;
  /** Storage names of claims, in the order of the batch. */
  readonly claims: readonly string[];
  /** What each replaces. */
  readonly replaces: readonly (LeafPlace | null)[];
}
