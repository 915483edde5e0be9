import type { CryptoProvider, SuiteName } from '../crypto/provider';
import { instantFromMs } from '../code/instant';
import { chainHash } from '../delegation/chain';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import type { JsonObject, JsonValue } from '../json/value';
import { leafHash, MerkleTree } from '../merkle';
import { digestText } from '../sd-jwt/process';
import type { CounterMatch } from './counter-match';
import { type Inquiry, openInquiry } from './inquiry';
import type { Policy } from './policy';
import type { Receipt, ReceiptPayload } from './receipt';
import { statementInput, statementJws } from './signed-statement';
import type { Verdict } from './verdict';

export const RECEIPT_TYPE = 'huren-receipt+jwt';
/** `previous` of receipt number 1: base64url of 32 zero bytes. */
export const NO_RECEIPT = encodeBase64url(new Uint8Array(32));

/** What was asked, as its digest ties it to a receipt without naming anybody. */
export interface ReceiptRequest {
  /** base64url leaf hash of the licence. */
  readonly leaf: string;
  readonly nonce?: string;
  readonly matter: string;
  readonly authority: string;
  readonly asOf?: string;
  readonly counterMatch?: CounterMatch;
  /** `chainHash` of the delegations by which an agent presented. */
  readonly delegations?: string;
}

/**
 * base64url SHA-256 of JCS `{leaf, nonce, matter, authority, asOf}`, absent members null (DETAILS 9). A match at the
 * counter adds a member `counterMatch`, an agent's delegations `delegations`; without them the digest is as it ever was.
 */
export function requestDigest(request: ReceiptRequest, provider: CryptoProvider): string {
  const { leaf, nonce = null, matter, authority, asOf = null, counterMatch, delegations } = request;
  const agent = delegations === undefined ? {} : { delegations };
  const matched = counterMatch === undefined ? {} : { counterMatch: { ...counterMatch } };
  return digestText(provider, canonicalBytes({ leaf, nonce, matter, authority, asOf, ...matched, ...agent }));
}

/** The request that an inquiry stands for; a licence that was never anchored is named by its SHA-256 leaf. */
export function receiptRequest(inquiry: Inquiry): ReceiptRequest {
  const { credential, question, provider } = inquiry;
  const { anchor, located } = openInquiry(inquiry);
  const leaf = credential.leafHash(provider, anchor?.value.hash ?? 'sha-256', located?.other);
  const chain = credential.form === 'data' ? credential.delegations : undefined;
  return {
    leaf: encodeBase64url(leaf),
    matter: question.matter,
    authority: question.relying,
    ...(question.nonce !== undefined && { nonce: question.nonce }),
    ...(question.asOf !== undefined && { asOf: question.asOf }),
    ...(question.counterMatch !== undefined && { counterMatch: question.counterMatch }),
    ...(chain !== undefined && { delegations: chainHash(provider, chain.texts) }),
  };
}

/** base64url SHA-256 of the policy's JCS; the same for a policy's whole life, so its owner keeps it. */
export function policyDigest(policy: Policy, provider: CryptoProvider): string {
  return digestText(provider, canonicalBytes(policy as unknown as JsonValue));
}

/** Where a receipt stands in its key's log, and the clock of the gateway. */
export interface ReceiptPlace {
  readonly key: string;
  readonly number: number;
  readonly previous: string;
  readonly timeMs: number;
}

/** The receipt of a verdict. Nothing personal: the licence stands in it only through the request's digest. */
export function receiptPayload(
  verdict: Verdict,
  inquiry: Inquiry,
  place: ReceiptPlace,
  policy: string = policyDigest(inquiry.policy, inquiry.provider),
): ReceiptPayload {
  const { question, facts, provider } = inquiry;
  return {
    v: 1,
    key: place.key,
    number: place.number,
    previous: place.previous,
    time: instantFromMs(place.timeMs),
    verdict: verdict.verdict,
    lamps: verdict.lamps,
    legalForm: verdict.legalForm,
    basis: verdict.basis,
    provenance: verdict.provenance,
    findings: verdict.findings.map(({ check, outcome, code }) => ({ check, outcome, code })),
    request: requestDigest(receiptRequest(inquiry), provider),
    height: facts.head.height,
    blockHash: facts.head.hash,
    policy,
    ...(verdict.identityLevel !== undefined && { identityLevel: verdict.identityLevel }),
    ...(verdict.presenter !== undefined && { presenter: { ...verdict.presenter } }),
    ...(verdict.attestedSince !== undefined && { attestedSince: verdict.attestedSince }),
    ...(question.asOf !== undefined && { asOf: question.asOf }),
    ...(question.knownAt !== undefined && { knownAt: question.knownAt }),
    ...(question.counterMatch !== undefined && { counterMatch: question.counterMatch.method }),
  };
}

/** JCS of a payload, UTF-8: what is digested and what is a leaf of the signed tree. */
export function receiptBytes(payload: ReceiptPayload): Uint8Array {
  return canonicalBytes(payload as unknown as JsonValue);
}

/** base64url SHA-256 of the payload's JCS: what the next receipt names as `previous`. */
export function receiptDigest(payload: ReceiptPayload, provider: CryptoProvider): string {
  return digestText(provider, receiptBytes(payload));
}

/** Signing input of the JWS over the root of `size` receipts; its payload is `{v: 1, root, size}`. */
export function receiptSigningInput(
  root: Uint8Array,
  size: number,
  key: { readonly keyId: string; readonly suite: SuiteName },
): Uint8Array {
  const payload: JsonObject = { v: 1, root: encodeBase64url(root), size };
  return statementInput(RECEIPT_TYPE, key, payload);
}

/**
 * Receipts signed together: one tree, one signature. A lone receipt is a tree of one.
 * @param encoded receiptBytes of each payload, where the caller has them
 * @throws TypeError for no payload, or one of another key
 */
export function signReceipts(
  payloads: readonly ReceiptPayload[],
  signer: { readonly keyId: string; readonly suite: SuiteName; sign(message: Uint8Array): Uint8Array },
  provider: CryptoProvider,
  encoded: readonly Uint8Array[] = payloads.map(receiptBytes),
): readonly Receipt[] {
  if (payloads.length === 0) throw new TypeError('There is no receipt to sign.');
  if (payloads.some(({ key }) => key !== signer.keyId)) throw new TypeError('A receipt names another key.');
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sha-256', bytes);
  const tree = MerkleTree.of(
    encoded.map((bytes) => leafHash(bytes, hash)),
    hash,
  );
  const input = receiptSigningInput(tree.root(), tree.size, signer);
  const jws = statementJws(input, signer.sign(input));
  return payloads.map((payload, index) => ({
    payload,
    path: { index, size: tree.size, proof: tree.inclusionProof(index).map(encodeBase64url) },
    jws,
  }));
}
