import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import type { JsonObject } from '../json/value';
import { bytes } from '../record/field';
import type { PartyCapacity } from './case';

/** UTF-8 bytes of one entry's text. */
export const CASE_TEXT_BYTES = 65_536;

/** base64url of 16 to 32 random bytes: the id of a case. */
export const caseId = bytes(16, 32);

/** What the proof of possession of a third party's key signs: the UTF-8 of its canonical JSON. */
export function casePartyStatement(party: {
  readonly case: string;
  readonly capacity: PartyCapacity;
  readonly publicKey: string;
}): JsonObject {
  return { type: 'huren-case-party', v: 1, ...party };
}

/** What a third party signs of each entry: which case, whose key, its place among theirs, and what it says. */
export function caseEntryStatement(entry: {
  readonly case: string;
  readonly party: string;
  readonly number: number;
  readonly digest: string;
}): JsonObject {
  return { type: 'huren-case-entry', v: 1, ...entry };
}

/** base64url of a P-256 signature or proof, r ‖ s. */
export const caseSignature = bytes(64, 64);
/** base64url of 16 to 32 fresh random bytes beside each text. */
export const caseSalt = bytes(16, 32);

/** The content of an entry as it is digested: the UTF-8 of its canonical JSON. */
export interface CaseContent {
  readonly case: string;
  readonly salt: string;
  readonly text: string;
}

/** base64url SHA-256: the salt keeps a short text from being guessed. */
export function caseContentDigest(provider: CryptoProvider, content: CaseContent): string {
  const { case: id, salt, text } = content;
  const stated = { type: 'huren-case-content', v: 1, case: id, salt, text };
  return encodeBase64url(provider.digest('sha-256', canonicalBytes(stated)));
}
