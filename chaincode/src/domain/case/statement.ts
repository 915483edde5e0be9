import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import { type Infer, literal, object, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { bytes } from '../record/field';
import type { PartyCapacity } from './case';

/** Characters of one entry's text, in UTF-16 code units; its bytes are limited where it is taken. */
export const CASE_TEXT_CHARS = 32_768;

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

/** The content of an entry as it is kept and digested; `salt` are 16 to 32 fresh random bytes. */
export const CaseContentShape = object({
  type: literal('huren-case-content'),
  v: literal(1),
  case: caseId,
  salt: bytes(16, 32),
  text: string({ min: 1, max: CASE_TEXT_CHARS }),
});
export type CaseContent = Infer<typeof CaseContentShape>;

export function caseContent(id: string, salt: string, text: string): CaseContent {
  return { type: 'huren-case-content', v: 1, case: id, salt, text };
}

/** base64url SHA-256 of the content's canonical JSON: the salt keeps a short text from being guessed. */
export function caseContentDigest(provider: CryptoProvider, content: CaseContent): string {
  return encodeBase64url(provider.digest('sha-256', canonicalBytes({ ...content })));
}
