/**
 * 共有人: licences with several holders, e.g. spouses on one title deed. The first holder stands at the top of the
 * licence as in any other; each further one has an object of their own in the open claim `co_holders`:
 *
 *     {"cnf": {"jwk": …}, "holder_identity_level"?: 0…5, "holder_representation"?: {…}, "_sd": ["<digest>", …]}
 *
 * so that every reader sees how many hold it and which key speaks for whom, and nobody who they are (RFC 9901 §6.2).
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value';
import { type HolderRepresentation, isConfirmation, isRepresentation } from './holder-key-claim';

export const CO_HOLDERS = 'co_holders';
/** Beside the first: 2…8 holders in all. */
export const CO_HOLDER_LIMIT = 7;
/** Disclosable claims of one of them. */
export const CO_HOLDER_FIELD_LIMIT = 16;

/** Claims at the top of a licence with several holders that are the first holder's own. */
export const PERSONAL_CLAIMS: readonly string[] = [
  'certificate_holder_name',
  'certificate_holder_code',
  'certificate_holder_type',
  'certificate_holder_share',
];
/** Would show the others' names in a field that everybody has. */
export const NAMES_OF_ALL = 'co_owners';

/** Who holds a licence, as its key speaks for them. */
export interface LicenceHolder {
  readonly holderKey: JsonObject;
  readonly identityLevel?: number;
  /** Who holds the key in the holder's place; absent: the holder. */
  readonly representation?: HolderRepresentation;
}

export interface CoHolder extends LicenceHolder {
  /** Digests of what this holder can disclose, base64url. */
  readonly digests: readonly string[];
}

const DIGEST = /^[A-Za-z0-9_-]{43}$/;

function isCoHolder(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const { cnf, holder_identity_level: level, holder_representation: representation, _sd, ...rest } = value;
  return (
    cnf !== undefined &&
    isConfirmation(cnf) &&
    (level === undefined || (Number.isSafeInteger(level) && Number(level) >= 0 && Number(level) <= 5)) &&
    (representation === undefined || isRepresentation(representation)) &&
    Array.isArray(_sd) &&
    _sd.length <= CO_HOLDER_FIELD_LIMIT &&
    _sd.every((digest) => typeof digest === 'string' && DIGEST.test(digest)) &&
    Object.keys(rest).length === 0
  );
}

/** The claim's form; whether two have the same key is asked of the whole licence. */
export function isCoHolders(value: JsonValue): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.length <= CO_HOLDER_LIMIT && value.every(isCoHolder)
  );
}

/** One object of the claim once its form is settled. */
export function coHolderOf(value: JsonObject): CoHolder {
  const { cnf, holder_identity_level, holder_representation, _sd } = value as unknown as {
    readonly cnf: { readonly jwk: JsonObject };
    readonly holder_identity_level?: number;
    readonly holder_representation?: HolderRepresentation;
    readonly _sd: readonly string[];
  };
  return {
    holderKey: cnf.jwk,
    digests: _sd,
    ...(holder_identity_level !== undefined && { identityLevel: holder_identity_level }),
    ...(holder_representation && { representation: holder_representation }),
  };
}

/** The open part of a co-holder under its names in the credential; digests are the issuer's to add. */
export function coHolderClaims({ holderKey, identityLevel, representation }: LicenceHolder): JsonObject {
  return {
    cnf: { jwk: holderKey },
    ...(identityLevel !== undefined && { holder_identity_level: identityLevel }),
    ...(representation && { holder_representation: { ...representation } }),
  };
}

/** All who hold a licence, the first one first; nobody where it is bound to no key. */
export function holdersOf(claims: {
  readonly holderKey?: JsonObject;
  readonly identityLevel?: number;
  readonly representation?: HolderRepresentation;
  readonly coHolders?: readonly CoHolder[];
}): readonly LicenceHolder[] {
  const { holderKey, identityLevel, representation, coHolders = [] } = claims;
  if (holderKey === undefined) return [];
  const first = {
    holderKey,
    ...(identityLevel !== undefined && { identityLevel }),
    ...(representation && { representation }),
  };
  return [first, ...coHolders];
}
