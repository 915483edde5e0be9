import type { Agreement, Basis } from '../agreement/agreement';
import type { Authority } from '../authority/authority';
import type { DelegationEnd } from '../delegation/delegation';
import type { LicenceDisputes } from '../dispute/dispute';
import { parseInstant } from '../code/instant';
import type { CryptoProvider, SuiteName } from '../crypto/provider';
import { importVerificationKey } from '../crypto/verification-key';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { canonicalBytes } from '../json/canonical';
import { readJson } from '../json/reader';
import { object, optional, parsed, record, type Shape, string } from '../json/shape';
import { isJsonObject, type JsonValue } from '../json/value';
import { LocatedAnchorShape } from '../licence/credential-file';
import type { Anchor } from '../licence/anchor';
import type { LicenceStatus } from '../licence/status';
import type { LicenceType } from '../licence-type/licence-type';
import { mappingKey } from '../matter/equal-matters';
import type { Matter, MatterMapping } from '../matter/matter';
import type { Member, ReceiptHead } from '../member/member';
import { digest, memberId } from '../record/field';
import { recordKey } from '../record/record-key';
import { type History, latestVersion } from '../record/version';
import type { Seal } from '../seal/seal';
import { digestText } from '../sd-jwt/process';
import type { LedgerHead, LocatedAnchor, RecordSource } from './facts';
import { recordsSource } from './records-source';
import { HeadShape, HISTORIES, versionOne } from './record-shapes';
import { isStatementSigned, parseStatement, statementInput, statementJws } from './signed-statement';

export const TRUST_TYPE = 'huren-trust+jwt';
/** UTF-16 code units of a trust file. */
export const MAX_TRUST_FILE_LENGTH = 64 * 1024 * 1024;
const MAX_RECORDS = 1_000_000;

/** What a trust file says: the ledger's public records as one gateway read them. */
export interface TrustBody {
  readonly v: 1;
  /** Member whose gateway exported, and its receipt key. */
  readonly member: string;
  readonly key: string;
  /** RFC 3339 with milliseconds, UTC. */
  readonly exportedAt: string;
  readonly head: LedgerHead;
  /** Histories by state key: members, authorities, seals, types, matters, mappings, agreements, bases, anchors, statuses, heads of receipt logs. */
  readonly records: Readonly<Record<string, History<unknown>>>;
  /** Where bare credentials are anchored, by base64url SHA-256 of their JWT. */
  readonly located?: Readonly<Record<string, LocatedAnchor>>;
}

/** `{body, jws}`: the JWS signs `{v: 1, digest}`, the base64url SHA-256 of the body's JCS, which users pin. */
export interface TrustFile {
  readonly body: TrustBody;
  readonly jws: string;
}

const BodyShape = object({
  v: versionOne,
  member: memberId,
  key: digest,
  exportedAt: parsed(parseInstant, { max: 24 }),
  head: HeadShape,
  records: readRecords,
  located: optional(record(/^[A-Za-z0-9_-]{43}$/, LocatedAnchorShape, { max: MAX_RECORDS })),
});
const FileShape: Shape<TrustFile> = object({ body: BodyShape, jws: string({ max: 4_096 }) });
const DigestShape = object({ v: versionOne, digest });

function readRecords(value: JsonValue, path = ''): Readonly<Record<string, History<unknown>>> {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  const records: Record<string, History<unknown>> = {};
  for (const [key, versions] of Object.entries(value)) {
    const kind = key.slice(0, Math.max(0, key.indexOf('/')));
    if (!Object.hasOwn(HISTORIES, kind)) {
      throw new MalformedError('bad-key', 'A record is of a kind that trust files do not hold.', path);
    }
    const history = HISTORIES[kind as keyof typeof HISTORIES](versions, path);
    if (
      history.some(({ value: held }) => held !== null && keyOf(kind as keyof typeof HISTORIES, held) !== key)
    ) {
      throw new MalformedError('bad-key', 'A record stands under the key of another.', path);
    }
    records[key] = history;
  }
  return records;
}

/** The state key that a record names by its own fields. */
function keyOf(kind: keyof Keyed, held: unknown): string {
  return (KEY_OF[kind] as (held: unknown) => string)(held);
}

interface Keyed {
  member: Member;
  authority: Authority;
  seal: Seal;
  'licence-type': LicenceType;
  anchor: Anchor;
  status: LicenceStatus;
  matter: Matter;
  mapping: MatterMapping;
  agreement: Agreement;
  basis: Basis;
  dispute: LicenceDisputes;
  delegation: DelegationEnd;
  'receipt-head': ReceiptHead;
}

const KEY_OF: { readonly [K in keyof Keyed]: (held: Keyed[K]) => string } = {
  member: ({ id }) => recordKey.member(id),
  authority: ({ code }) => recordKey.authority(code),
  seal: ({ keyId }) => recordKey.seal(keyId),
  'licence-type': ({ code }) => recordKey.licenceType(code),
  anchor: ({ authority, root }) => recordKey.anchor(authority, root),
  status: ({ authority, leafHash }) => recordKey.status(authority, leafHash),
  matter: ({ code }) => recordKey.matter(code),
  mapping: mappingKey,
  agreement: ({ id }) => recordKey.agreement(id),
  basis: ({ id }) => recordKey.basis(id),
  dispute: ({ authority, leafHash }) => recordKey.dispute(authority, leafHash),
  delegation: ({ id }) => recordKey.delegation(id),
  'receipt-head': ({ keyId }) => recordKey.receiptHead(keyId),
};

/** The digest that a user pins: base64url SHA-256 of the body's JCS. */
export function trustDigest(body: TrustBody, provider: CryptoProvider): string {
  return digestText(provider, canonicalBytes(body as unknown as JsonValue));
}

/** Signs what a gateway exports with its receipt key. @throws TypeError when the body names another key */
export function signTrustFile(
  body: TrustBody,
  signer: { readonly keyId: string; readonly suite: SuiteName; sign(message: Uint8Array): Uint8Array },
  provider: CryptoProvider,
): TrustFile {
  if (body.key !== signer.keyId) throw new TypeError('The body names another key.');
  const input = statementInput(TRUST_TYPE, signer, { v: 1, digest: trustDigest(body, provider) });
  return { body, jws: statementJws(input, signer.sign(input)) };
}

/** Reads a trust file strictly; `verifyTrustFile` says whether to believe it. @throws MalformedError */
export function parseTrustFile(text: string): TrustFile {
  const limits = { maxLength: MAX_TRUST_FILE_LENGTH, maxKeys: MAX_RECORDS, maxItems: MAX_RECORDS };
  return FileShape(readJson(text, limits));
}

/** Why a trust file is not believed, first reason first. Append-only. */
export type TrustFault =
  /** The digest is not the one that its user pinned. */
  | 'TRUST_PIN_DIFFERS'
  /** Its own member records do not name its key as active. */
  | 'TRUST_KEY_UNKNOWN'
  /** Signed as another type, by another key, or over other bytes. */
  | 'TRUST_SIGNATURE_INVALID';

/**
 * Checks a trust file's signature and, when given, the digest that its user pinned. Without a pin the file only
 * vouches for itself: the caller says so.
 * @throws MalformedError when the JWS is no compact JWS of this kind
 */
export function verifyTrustFile(
  { body, jws }: TrustFile,
  { provider, pin }: { readonly provider: CryptoProvider; readonly pin?: string },
): readonly TrustFault[] {
  const faults: TrustFault[] = [];
  const own = trustDigest(body, provider);
  if (pin !== undefined && pin !== own) faults.push('TRUST_PIN_DIFFERS');
  const history = (body.records[recordKey.member(body.member)] ?? []) as History<Member>;
  const key = latestVersion(history)?.value?.receiptKeys.find(
    ({ keyId, state }) => keyId === body.key && state === 'active',
  );
  const statement = parseStatement(jws, DigestShape, '/jws');
  if (key === undefined) return [...faults, 'TRUST_KEY_UNKNOWN'];
  let isSigned = false;
  try {
    const imported = importVerificationKey(key.suite, decodeBase64url(key.publicKey));
    isSigned = imported.id === body.key && isStatementSigned(provider, statement, TRUST_TYPE, imported);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  if (!isSigned || statement.payload.digest !== own) faults.push('TRUST_SIGNATURE_INVALID');
  return faults;
}

/** A trust file as a source of facts. */
export function trustSource({ body }: TrustFile): RecordSource {
  return recordsSource(body.head, body.records, body.located);
}

/** Every member record of a trust file, e.g. to check receipts. */
export function trustMembers({ body }: TrustFile): readonly History<Member>[] {
  return Object.entries(body.records)
    .filter(([key]) => key.startsWith(recordKey.member('')))
    .map(([, history]) => history as History<Member>);
}

/** What a trust file says of the log of a receipt key; undefined where it says nothing. */
export function trustReceiptHead(
  { body }: TrustFile,
  keyId: string,
): { readonly head: ReceiptHead; readonly headTime: number } | undefined {
  const key = recordKey.receiptHead(keyId);
  const history = Object.hasOwn(body.records, key) ? (body.records[key] as History<ReceiptHead>) : [];
  const newest = latestVersion(history);
  return newest?.value == null ? undefined : { head: newest.value, headTime: newest.time };
}
