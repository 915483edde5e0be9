import type { CounterMethod } from './counter-match';
import type { CheckName, LampName, Outcome } from './finding';
import type { LampColour, PresentingHolder, VerdictBasis, VerdictWord } from './verdict';

/** 回执 payload (DETAILS 9): JCS of this is a leaf of the tree that the gateway signs. Nothing personal in it. */
export interface ReceiptPayload {
  readonly v: 1;
  /** Key id of the receipt key. */
  readonly key: string;
  /** Gapless per receipt key, from 1. */
  readonly number: number;
  /** base64url SHA-256 of the previous receipt's payload; 32 zero bytes for number 1. */
  readonly previous: string;
  /** RFC 3339 with milliseconds, UTC: the gateway's clock. */
  readonly time: string;
  readonly verdict: VerdictWord;
  readonly lamps: Readonly<Record<LampName, LampColour>>;
  readonly legalForm: 'data' | 'page' | 'copy';
  readonly basis: VerdictBasis;
  readonly provenance: string;
  readonly identityLevel?: number;
  /** Of a licence with several holders, by place and nothing else. */
  readonly presenter?: PresentingHolder;
  readonly attestedSince?: string;
  readonly findings: readonly {
    readonly check: CheckName;
    readonly outcome: Outcome;
    readonly code: string;
  }[];
  /** base64url SHA-256 of JCS {leaf, nonce, matter, authority, asOf}, absent members null, counterMatch and delegations where there are any. */
  readonly request: string;
  readonly height: number;
  readonly blockHash: string;
  /** base64url SHA-256 of the policy's JCS. */
  readonly policy: string;
  readonly asOf?: string;
  readonly knownAt?: number;
  /** A clerk compared the person with the licence, this way (窗口人证核对). */
  readonly counterMatch?: CounterMethod;
}

/** Payload, inclusion path and a JWS (`typ: huren-receipt+jwt`) over the root of the receipts signed together. */
export interface Receipt {
  readonly payload: ReceiptPayload;
  readonly path: { readonly index: number; readonly size: number; readonly proof: readonly string[] };
  readonly jws: string;
}
