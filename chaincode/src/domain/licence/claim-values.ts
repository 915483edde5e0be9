import { isDay } from '../code/day';
import { isHolderCodeType } from '../code/holder-code-type';
import { isLicenceTypeCode } from '../code/licence-type-code';
import { isRegion } from '../code/region';
import { isUscc } from '../code/uscc';
import { MalformedError } from '../encoding/malformed';
import { canonicalJson } from '../json/canonical';
import { textFault } from '../json/text';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value';
import { type ClaimKind, claimRow, CLAIMS, type ClaimRow } from './claims';
import { type CoHolder, coHolderOf, isCoHolders } from './co-holders';
import { isConfirmation, isRepresentation, type HolderRepresentation } from './holder-key-claim';

/** 存量证照: who issued the paper, who digitised it and when. */
export interface LicenceOrigin {
  readonly issuer: string;
  readonly digitisedBy: string;
  readonly digitisedOn: string;
}

/** The open claims of a licence, as the checks use them; days are `YYYY-MM-DD`, codes are checked. */
export interface LicenceClaims {
  /** Credit code out of `urn:huren:authority:<code>`. */
  readonly issuer: string;
  readonly type: string;
  readonly identifier: string;
  readonly issueDay: string;
  readonly validFrom: string;
  /** Absent: perpetual. */
  readonly validTo?: string;
  readonly region: string;
  readonly effectiveRegions?: readonly string[];
  readonly premisesRegion?: string;
  readonly inspectionEnd?: string;
  readonly origin?: LicenceOrigin;
  readonly identityLevel?: number;
  /** Who holds the key in the holder's place; absent: the holder. */
  readonly representation?: HolderRepresentation;
  /** Public JWK of the holder; its point is checked when a presentation is verified. */
  readonly holderKey?: JsonObject;
  /** 共有人: who holds the licence beside the first holder, in the issuer's order. */
  readonly coHolders?: readonly CoHolder[];
  /** Seconds since 1970. */
  readonly madeAt: number;
}

export const ISSUER_PREFIX = 'urn:huren:authority:';
export const VCT_PREFIX = 'urn:huren:licence:';
/** Characters of one text; the national exchange tables hold 512, lists of holders more. */
export const MAX_CLAIM_TEXT = 2_000;
export const MAX_CLAIM_ITEMS = 64;
/** Seconds of the year 2200. */
const MAX_SECONDS = 7_258_118_400;

const isText = (value: JsonValue): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CLAIM_TEXT && textFault(value) === null;
const isList = (value: JsonValue, of: (item: JsonValue) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_CLAIM_ITEMS && value.every(of);
const isCount = (value: JsonValue, max: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;

function isOrigin(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const { issuer, digitised_by: by, digitised_on: on, ...rest } = value;
  return (
    typeof issuer === 'string' &&
    isUscc(issuer) &&
    typeof by === 'string' &&
    isUscc(by) &&
    typeof on === 'string' &&
    isDay(on) &&
    Object.keys(rest).length === 0
  );
}

/** Whether a value is of a kind; the identifier's check character is a finding, not grammar. */
const IS_KIND: Readonly<Record<ClaimKind, (value: JsonValue) => boolean>> = {
  text: isText,
  texts: (value) => isList(value, isText),
  count: (value) => isCount(value, 1_000_000_000),
  day: (value) => typeof value === 'string' && isDay(value),
  seconds: (value) => isCount(value, MAX_SECONDS),
  region: (value) => typeof value === 'string' && isRegion(value),
  regions: (value) => isList(value, (item) => typeof item === 'string' && isRegion(item)),
  'licence-type': (value) => typeof value === 'string' && isLicenceTypeCode(value),
  identifier: (value) => typeof value === 'string' && /^[0-9A-Z.]{1,128}$/.test(value),
  'holder-type': (value) => typeof value === 'string' && isHolderCodeType(value),
  'identity-level': (value) => isCount(value, 5),
  issuer: (value) =>
    typeof value === 'string' && value.startsWith(ISSUER_PREFIX) && isUscc(value.slice(ISSUER_PREFIX.length)),
  // What follows the prefix is held against certificate_type_code.
  vct: (value) => typeof value === 'string' && value.startsWith(VCT_PREFIX),
  origin: isOrigin,
  representation: isRepresentation,
  confirmation: isConfirmation,
  'co-holders': isCoHolders,
};

/** Refuses a value that is not of the claim's kind. @throws MalformedError `bad-claim`, without the value. */
export function checkClaimValue(row: ClaimRow, value: JsonValue, path: string): void {
  if (!IS_KIND[row.kind](value)) {
    throw new MalformedError('bad-claim', 'A claim does not have the form that its kind asks for.', path);
  }
}

/** Refuses a disclosure that no licence may carry. @throws MalformedError `unknown-claim`, `must-be-open`, `bad-claim` */
export function checkDisclosedClaim(name: string, value: JsonValue, path: string): void {
  const row = claimRow(name);
  if (row === undefined)
    throw new MalformedError('unknown-claim', 'The credential discloses an unknown claim.', path);
  if (row.visibility === 'open') {
    throw new MalformedError('must-be-open', 'A claim that must stand open is hidden in a disclosure.', path);
  }
  checkClaimValue(row, value, path);
}

const REQUIRED: readonly string[] = (CLAIMS as readonly ClaimRow[])
  .filter((row) => row.required === true)
  .map((row) => row.name);

/** base64url characters of a SHA-256 digest. */
const DIGEST_LENGTH = 43;

/** `_sd` is a list of digests; that each is a disclosure's is a question of integrity. */
function checkDigestList(value: JsonValue): void {
  const isList =
    Array.isArray(value) && value.every((item) => typeof item === 'string' && item.length === DIGEST_LENGTH);
  if (!isList) throw new MalformedError('bad-claim', 'The list of digests is malformed.', '/payload/_sd');
}

/**
 * The open claims of a payload.
 * @throws MalformedError `unknown-claim`, `must-be-disclosable`, `bad-claim`, `missing-claim`, `type-differs`
 * (vct against certificate_type_code), `bad-validity` (end before start), `representation-without-key`,
 * `first-holder-without-key`, `holder-key-repeated`.
 */
export function parseOpenClaims(payload: JsonObject): LicenceClaims {
  for (const [name, value] of Object.entries(payload)) {
    if (name === '_sd') checkDigestList(value);
    if (name === '_sd' || name === '_sd_alg') continue;
    const row = claimRow(name);
    if (row === undefined)
      throw new MalformedError('unknown-claim', 'The credential has an unknown claim.', '/payload');
    const path = `/payload/${name}`;
    if (row.visibility === 'disclosable') {
      throw new MalformedError('must-be-disclosable', 'A claim about the holder stands open.', path);
    }
    checkClaimValue(row, value, path);
  }
  for (const name of REQUIRED) {
    if (payload[name] === undefined) {
      throw new MalformedError(
        'missing-claim',
        'A claim that every licence carries is missing.',
        `/payload/${name}`,
      );
    }
  }
  return checkedAgainstEachOther(payload as unknown as OpenPayload);
}

/** The payload once every claim has its kind. */
interface OpenPayload {
  readonly iss: string;
  readonly vct: string;
  readonly iat: number;
  readonly certificate_type_code: string;
  readonly certificate_identifier: string;
  readonly certificate_issue_date: string;
  readonly certificate_validate_start: string;
  readonly certificate_validate_end?: string;
  readonly certificate_area_code: string;
  readonly certificate_effective_regions?: readonly string[];
  readonly certificate_premises_region?: string;
  readonly certificate_inspection_end?: string;
  readonly certificate_origin?: {
    readonly issuer: string;
    readonly digitised_by: string;
    readonly digitised_on: string;
  };
  readonly holder_identity_level?: number;
  readonly holder_representation?: HolderRepresentation;
  readonly cnf?: { readonly jwk: JsonObject };
  readonly co_holders?: readonly JsonObject[];
}

/** Each holder speaks with a key of their own, or nobody could tell who gave their word. */
function requireDistinctHolders(cnf: OpenPayload['cnf'], coHolders: readonly JsonObject[]): void {
  const path = '/payload/co_holders';
  if (cnf === undefined) {
    throw new MalformedError('first-holder-without-key', 'Only further holders have a key.', path);
  }
  const points = [cnf.jwk, ...coHolders.map((each) => coHolderOf(each).holderKey)].map(({ x, y }) =>
    canonicalJson([x ?? null, y ?? null]),
  );
  if (new Set(points).size !== points.length) {
    throw new MalformedError('holder-key-repeated', 'Two holders have the same key.', path);
  }
}

function checkedAgainstEachOther(payload: OpenPayload): LicenceClaims {
  const type = payload.certificate_type_code;
  if (payload.vct.length !== VCT_PREFIX.length + type.length || !payload.vct.endsWith(type)) {
    throw new MalformedError(
      'type-differs',
      'vct and certificate_type_code name different types.',
      '/payload/vct',
    );
  }
  const validTo = payload.certificate_validate_end;
  if (validTo !== undefined && validTo < payload.certificate_validate_start) {
    throw new MalformedError(
      'bad-validity',
      'The validity ends before it begins.',
      '/payload/certificate_validate_end',
    );
  }
  if (payload.holder_representation !== undefined && payload.cnf === undefined) {
    throw new MalformedError(
      'representation-without-key',
      'Nobody’s key is there to present for the holder.',
      '/payload/holder_representation',
    );
  }
  if (payload.co_holders !== undefined) requireDistinctHolders(payload.cnf, payload.co_holders);
  const origin = payload.certificate_origin;
  return {
    issuer: payload.iss.slice(ISSUER_PREFIX.length),
    type,
    identifier: payload.certificate_identifier,
    issueDay: payload.certificate_issue_date,
    validFrom: payload.certificate_validate_start,
    region: payload.certificate_area_code,
    madeAt: payload.iat,
    // Spreads stand last: before named members they cost microseconds in V8.
    ...(validTo !== undefined && { validTo }),
    ...(payload.certificate_effective_regions && { effectiveRegions: payload.certificate_effective_regions }),
    ...(payload.certificate_premises_region !== undefined && {
      premisesRegion: payload.certificate_premises_region,
    }),
    ...(payload.certificate_inspection_end !== undefined && {
      inspectionEnd: payload.certificate_inspection_end,
    }),
    ...(origin && {
      origin: { issuer: origin.issuer, digitisedBy: origin.digitised_by, digitisedOn: origin.digitised_on },
    }),
    ...(payload.holder_identity_level !== undefined && { identityLevel: payload.holder_identity_level }),
    ...(payload.holder_representation && { representation: payload.holder_representation }),
    ...(payload.cnf && { holderKey: payload.cnf.jwk }),
    ...(payload.co_holders && { coHolders: payload.co_holders.map(coHolderOf) }),
  };
}
