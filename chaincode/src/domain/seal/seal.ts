import type { Position } from '../record/version';
import type { SuiteName } from '../crypto/provider';
import type { SealEngraving } from './engraving';

/**
 * Which SES seal (GB/T 38540-2020) an authority uses: a certificate of a good CA makes nobody an owner of this one.
 */
export interface SesIdentity {
  /** base64url SM3 of the seal's DER, as it stands inside the signature. */
  readonly digest: string;
  /** esID, in government seals the 14-digit seal code. */
  readonly esId: string;
  /** Key id of the maker (制作管理单位) that signed the seal. */
  readonly makerKeyId: string;
}

/**
 * 电子印章, or 签发密钥 where the key is outside the national seal system: a signing key that an authority answers for.
 * When it was registered, frozen or retired is read from the record's history, by position.
 */
export interface Seal {
  readonly keyId: string;
  /** The authority that answers for it. */
  readonly authority: string;
  /** Who holds the key under a mandate, when it is not the authority itself. */
  readonly custodian?: string;
  readonly suite: SuiteName;
  readonly publicKey: string;
  readonly kind: 'seal' | 'issuing-key';
  /** For people, e.g. 电子证照专用章. */
  readonly name: string;
  /** 备案 number. */
  readonly filing?: string;
  /** The named role that a licence type with several seals asks for. */
  readonly role?: string;
  /** What the office that had it made keeps on file; absent for a 签发密钥, which nobody engraved. */
  readonly engraving?: SealEngraving;
  /** The SES seal that page forms carry; absent: the key seals no page forms. */
  readonly ses?: SesIdentity;
  /** The seal that this one re-engraves. */
  readonly replaces?: string;
  readonly state: 'active' | 'frozen' | 'retired';
  /** Anchors from `from` on fail once another party has confirmed (DETAILS 17). */
  readonly compromise?: {
    readonly from: Position;
    readonly reportedBy: string;
    readonly confirmedBy?: string;
  };
}
