import { MalformedError } from '../encoding/malformed';
import { isUscc } from '../code/uscc';
import { canonicalJson } from '../json/canonical';
import { readJson } from '../json/reader';
import { array, integer, object, optional, parsed, type Shape, string } from '../json/shape';
import type { JsonObject, JsonValue } from '../json/value';
import { ConsentsShape } from '../consent/consent';
import { DelegationsShape } from '../delegation/chain';
import type { LocatedAnchor } from '../verification/facts';

/** Characters of a credential, in either spelling (DETAILS 23). */
export const MAX_CREDENTIAL_LENGTH = 65_536;
/** Siblings of one proof: a batch has at most 1,000,000 leaves, which is 20 levels. */
export const MAX_PROOF_LENGTH = 20;

/** Canonical base64url of 32 bytes: the last character carries four bits, its unused two are zero. */
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** One pattern instead of a decoding: a proof has up to twenty of them. */
const digest: Shape<string> = (value, path = '') => {
  if (typeof value === 'string' && DIGEST.test(value)) return value;
  throw new MalformedError('bad-digest', 'A digest is the base64url of 32 bytes.', path);
};

/** `<credit code>/<root>` */
const batchId = parsed(
  (text) => {
    const slash = text.indexOf('/');
    if (slash !== 18 || !isUscc(text.slice(0, slash)) || !DIGEST.test(text.slice(19))) {
      throw new MalformedError('bad-batch', 'A batch is named by its authority and its root.');
    }
    return text;
  },
  { max: 62 },
);

/** `{batch, index, proof, other?}` */
export const LocatedAnchorShape: Shape<LocatedAnchor> = object({
  batch: batchId,
  index: integer({ max: 999_999 }),
  proof: array(digest, { max: MAX_PROOF_LENGTH }),
  other: optional(digest),
});

/** `{"ofd": "<base64>", "anchor"?}`: a page form; the OFD file is inspected before it is read as a credential. */
export interface PageFile {
  readonly ofd: Uint8Array;
  readonly anchor?: LocatedAnchor;
}

/**
 * `{"sdJwt": "<SD-JWT>", "anchor": {"batch","index","proof","other"?}, "delegations": ["<JWS>"…]?,
 * "consents": ["<JWS>"…]?}`; without an anchor
 * the proof is looked up.
 */
export interface CredentialFile {
  readonly sdJwt: string;
  readonly anchor?: LocatedAnchor;
  /** By which somebody else than the holder presents, the holder's own first. */
  readonly delegations?: readonly string[];
  /** By which one holder of several shows fields of others. */
  readonly consents?: readonly string[];
}

const FileShape: Shape<CredentialFile> = object({
  sdJwt: string({ min: 1, max: MAX_CREDENTIAL_LENGTH }),
  anchor: optional(LocatedAnchorShape),
  delegations: optional(DelegationsShape),
  consents: optional(ConsentsShape),
});

/**
 * @throws MalformedError those of the shapes; `page-form-unsupported` for a file around an OFD, where page forms are
 * not inspected
 */
export function parseCredentialFile(value: JsonValue): CredentialFile {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'ofd')) {
    throw new MalformedError('page-form-unsupported', 'Page forms (OFD) are not read here.', '/ofd');
  }
  return FileShape(value);
}

const DIGEST_LENGTH = 43;
/** From one digest of a canonical list to the next: two quotes and a comma lie between. */
const DIGEST_STEP = DIGEST_LENGTH + 3;

/** What stands before the SD-JWT in a canonical file. */
const CANONICAL_HEAD =
  /^\{"anchor":\{"batch":"([0-9A-Z]{18}\/[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])","index":(0|[1-9]\d{0,5}),"proof":\[((?:"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"(?:,"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"){0,19})?)\]\},"sdJwt":"/;

/**
 * As `parseCredentialFile` after the JSON reader. Files as `formatCredentialFile` writes them, which nearly all are,
 * are cut instead of read, by a pattern that settles what the shapes would. What stands between the last quotes holds
 * no quote and no escape, so it is the SD-JWT as it stands, whose own reader lets no foreign character pass.
 */
export function parseCredentialFileText(text: string): CredentialFile {
  const head = CANONICAL_HEAD.exec(text);
  const from = head?.[0].length ?? 0;
  const end = text.length - 2;
  if (head === null || text.indexOf('"', from) !== end || !text.endsWith('}') || text.includes('\\', from)) {
    return parseCredentialFile(readJson(text));
  }
  const [, batch = '', index = '', list = ''] = head;
  if (!isUscc(batch.slice(0, 18))) return parseCredentialFile(readJson(text));
  const proof: string[] = [];
  for (let at = 1; at < list.length; at += DIGEST_STEP) proof.push(list.slice(at, at + DIGEST_LENGTH));
  return { sdJwt: text.slice(from, end), anchor: { batch, index: Number(index), proof } };
}

/** Canonical JSON of a credential file. */
export function formatCredentialFile(file: CredentialFile): string {
  return canonicalJson(file as unknown as JsonObject);
}

/** The authority and the root that a batch id names. */
export function splitBatch(batch: string): { readonly authority: string; readonly root: string } {
  return { authority: batch.slice(0, 18), root: batch.slice(19) };
}
