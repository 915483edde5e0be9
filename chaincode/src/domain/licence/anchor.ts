import type { HashName } from '../crypto/provider';

/** Where the anchorer had the licences from. */
export type Provenance = 'issuer' | 'custodian' | 'relayed';

/** 存证: one batch of 1…1,000,000 licences of one type, sealed with one key, as an RFC 6962 root. */
export interface Anchor {
  /** The authority that answers for the licences. */
  readonly authority: string;
  /** The authority that anchored them: itself, or a custodian under its mandate. */
  readonly by: string;
  readonly type: string;
  /** base64url. */
  readonly root: string;
  readonly size: number;
  readonly hash: HashName;
  readonly keyId: string;
  /** Further seals for types that need several: each signs the batch (see `coSealBytes`). */
  readonly coSeals: readonly CoSeal[];
  readonly provenance: Provenance;
  /** With `relayed`: which platform answered, when (RFC 3339), and the digest of its answer. */
  readonly relayed?: { readonly platform: string; readonly answeredAt: string; readonly digest: string };
  /** The issuer's own id of the request, so that a repetition is recognised. */
  readonly requestId: string;
}

export interface CoSeal {
  readonly keyId: string;
  readonly role: string;
  readonly signature: string;
}
