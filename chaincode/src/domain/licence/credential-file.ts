import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { isUscc } from '../code/uscc';
import { canonicalJson } from '../json/canonical';
import { array, integer, object, optional, parsed, type Shape, string } from '../json/shape';
import type { JsonObject, JsonValue } from '../json/value';
import type { LocatedAnchor } from '../verification/facts';

/** Characters of a credential, in either spelling (DETAILS 23). */
export const MAX_CREDENTIAL_LENGTH = 65_536;
/** Siblings of one proof: a batch has at most 1,000,000 leaves, which is 20 levels. */
export const MAX_PROOF_LENGTH = 20;

const digest = parsed(
  (text) => {
    if (decodeBase64url(text).length !== 32) throw new MalformedError('bad-digest', 'A digest has 32 bytes.');
    return text;
  },
  { max: 43 },
);

/** `<credit code>/<root>` */
const batchId = parsed(
  (text) => {
    const slash = text.indexOf('/');
    if (slash !== 18 || !isUscc(text.slice(0, slash)) || decodeBase64url(text.slice(19)).length !== 32) {
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

/** `{"sdJwt": "<SD-JWT>", "anchor": {"batch","index","proof","other"?}}`; without an anchor the proof is looked up. */
export interface CredentialFile {
  readonly sdJwt: string;
  readonly anchor?: LocatedAnchor;
}

const FileShape: Shape<CredentialFile> = object({
  sdJwt: string({ min: 1, max: MAX_CREDENTIAL_LENGTH }),
  anchor: optional(LocatedAnchorShape),
});

/**
 * @throws MalformedError those of the shapes; `page-form-unsupported` for a file around an OFD, which this version
 * does not read
 */
export function parseCredentialFile(value: JsonValue): CredentialFile {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'ofd')) {
    throw new MalformedError('page-form-unsupported', 'Page forms (OFD) are not read here yet.', '/ofd');
  }
  return FileShape(value);
}

/** Canonical JSON of a credential file. */
export function formatCredentialFile(file: CredentialFile): string {
  return canonicalJson(file as unknown as JsonObject);
}

/** The authority and the root that a batch id names. */
export function splitBatch(batch: string): { readonly authority: string; readonly root: string } {
  return { authority: batch.slice(0, 18), root: batch.slice(19) };
}
