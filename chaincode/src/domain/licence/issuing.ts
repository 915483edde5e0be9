import type { SuiteName } from '../crypto/provider';
import type { JsonObject, JsonValue } from '../json/value';
import { MalformedError } from '../encoding/malformed';
import type { SdJwtDraft, SdJwtPart } from '../sd-jwt/issue';
import {
  checkDisclosedClaim,
  ISSUER_PREFIX,
  type LicenceClaims,
  parseOpenClaims,
  VCT_PREFIX,
} from './claim-values';
import {
  CO_HOLDER_FIELD_LIMIT,
  CO_HOLDERS,
  coHolderClaims,
  type LicenceHolder,
  NAMES_OF_ALL,
} from './co-holders';

/** 共有人 of a licence to be issued, with what only this holder can disclose. */
export interface CoHolderDraft extends LicenceHolder {
  readonly fields: Readonly<Record<string, JsonValue>>;
}

/** A licence to be issued: its open claims and, by claim name, what its first holder and all holders can disclose. */
export interface LicenceDraft extends Omit<LicenceClaims, 'coHolders'> {
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly coHolders?: readonly CoHolderDraft[];
}

/** How many salts a draft takes: those of its own fields, then those of each co-holder. */
export function saltCount({ fields, coHolders = [] }: Pick<LicenceDraft, 'fields' | 'coHolders'>): number {
  return [fields, ...coHolders.map((each) => each.fields)].reduce(
    (sum, of) => sum + Object.keys(of).length,
    0,
  );
}

/** The seal key, and fresh randomness: 16 bytes for each of `saltCount`, 32 for each decoy. */
export interface LicenceSealing {
  readonly keyId: string;
  readonly suite: SuiteName;
  readonly salts: readonly Uint8Array[];
  readonly decoys?: readonly Uint8Array[];
  readonly sign: (signingInput: Uint8Array) => Uint8Array;
}

/** `typ` of a data form (draft-ietf-oauth-sd-jwt-vc). */
export const LICENCE_JWT_TYPE = 'dc+sd-jwt';

/**
 * What `issueSdJwt` takes for a licence. The draft is held against the same grammar that readers apply, so that
 * nothing is sealed that nobody can read.
 * @throws MalformedError those of claims, with paths `/payload/…`, `/fields/…` and `/coHolders/…`;
 * `too-many-fields`, and `names-of-all` where a field that every holder gets would name the others
 */
export function draftLicence(draft: LicenceDraft, sealing: LicenceSealing): SdJwtDraft {
  const { coHolders } = draft;
  const claims = openClaims(draft);
  const parts = coHolders?.map((holder, at) => coHolderPart(holder, `/coHolders/${String(at)}`));
  parseOpenClaims({
    ...claims,
    ...(parts && { [CO_HOLDERS]: parts.map((part) => ({ ...part.claims, _sd: [] })) }),
  });
  const disclosable = disclosableOf(draft.fields, '');
  if (parts !== undefined && Object.hasOwn(draft.fields, NAMES_OF_ALL)) {
    throw new MalformedError('names-of-all', 'A shared field names all holders.', `/fields/${NAMES_OF_ALL}`);
  }
  const { keyId, suite, salts, decoys, sign } = sealing;
  return {
    header: { alg: suite, typ: LICENCE_JWT_TYPE, kid: keyId },
    claims,
    disclosable,
    ...(parts && { nested: { name: CO_HOLDERS, parts } }),
    salts,
    hash: 'sha-256',
    ...(decoys && { decoys }),
    sign,
  };
}

function disclosableOf(fields: LicenceDraft['fields'], path: string): SdJwtPart['disclosable'] {
  const disclosable = Object.entries(fields);
  for (const [name, value] of disclosable) checkDisclosedClaim(name, value, `${path}/fields/${name}`);
  return disclosable;
}

function coHolderPart(holder: CoHolderDraft, path: string): SdJwtPart {
  const disclosable = disclosableOf(holder.fields, path);
  if (disclosable.length > CO_HOLDER_FIELD_LIMIT) {
    throw new MalformedError('too-many-fields', 'A co-holder has too many fields.', `${path}/fields`);
  }
  if (Object.hasOwn(holder.fields, NAMES_OF_ALL)) {
    throw new MalformedError('names-of-all', 'A holder’s own field names all holders.', `${path}/fields`);
  }
  return { claims: coHolderClaims(holder), disclosable };
}

/** The open claims of a draft, without those of co-holders, under their names; the inverse of `parseOpenClaims`. */
export function openClaims(draft: Omit<LicenceClaims, 'coHolders'>): JsonObject {
  const { origin } = draft;
  return {
    iss: ISSUER_PREFIX + draft.issuer,
    vct: VCT_PREFIX + draft.type,
    iat: draft.madeAt,
    certificate_type_code: draft.type,
    certificate_identifier: draft.identifier,
    certificate_issue_date: draft.issueDay,
    certificate_validate_start: draft.validFrom,
    ...(draft.validTo !== undefined && { certificate_validate_end: draft.validTo }),
    certificate_area_code: draft.region,
    ...(draft.effectiveRegions && { certificate_effective_regions: draft.effectiveRegions }),
    ...(draft.premisesRegion !== undefined && { certificate_premises_region: draft.premisesRegion }),
    ...(draft.inspectionEnd !== undefined && { certificate_inspection_end: draft.inspectionEnd }),
    ...(origin && {
      certificate_origin: {
        issuer: origin.issuer,
        digitised_by: origin.digitisedBy,
        digitised_on: origin.digitisedOn,
      },
    }),
    ...(draft.identityLevel !== undefined && { holder_identity_level: draft.identityLevel }),
    ...(draft.representation && { holder_representation: { ...draft.representation } }),
    ...(draft.holderKey && { cnf: { jwk: draft.holderKey } }),
  };
}
