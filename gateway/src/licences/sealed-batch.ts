import type { HashName } from '@huren/chaincode/domain';

/** One issuing request and the batch that it became. */
export interface SealedBatch {
  readonly requestId: string;
  /** Authority whose token asked. */
  readonly caller: string;
  /** Keyed digest of the request's canonical content: tells a repetition from a reuse. */
  readonly content: string;
  /** `authority/root` */
  readonly batch: string;
  readonly size: number;
  readonly hash: HashName;
  /** The one argument of `licence:anchor`. */
  readonly argument: string;
}

export interface SealedLicence {
  /** The SD-JWT with all its disclosures. */
  readonly text: string;
  readonly identifier: string;
  /** 证照编号 with its type, where the licence has one. */
  readonly number?: { readonly type: string; readonly text: string };
  /** base64url SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  readonly leafHash: Uint8Array;
  /** base64url digest of the page form under the batch's hash, where there is one. */
  readonly other?: string;
  readonly page?: SealedPage;
}

/** The page form of a licence. */
export interface SealedPage {
  readonly ofd: Buffer;
  /** base64url SHA-256 of the file. */
  readonly digest: string;
  /** base64url digest of the data form under the batch's hash. */
  readonly other: string;
}
