import type { SuiteName } from '../crypto/provider';
import type { JsonObject, JsonValue } from '../json/value';
import type { SdJwtDraft } from '../sd-jwt/issue';
import {
  checkDisclosedClaim,
  ISSUER_PREFIX,
  type LicenceClaims,
  parseOpenClaims,
  VCT_PREFIX,
} from './claim-values';

/** A licence to be issued: its open claims and, by claim name, what its holder can disclose. */
export interface LicenceDraft extends LicenceClaims {
  readonly fields: Readonly<Record<string, JsonValue>>;
}

/** The seal key, and fresh randomness: 16 bytes for each field, 32 for each decoy. */
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
 * @throws MalformedError those of claims, with paths `/payload/…` and `/fields/…`
 */
export function draftLicence(draft: LicenceDraft, sealing: LicenceSealing): SdJwtDraft {
  const claims = openClaims(draft);
  parseOpenClaims(claims);
  const disclosable = Object.entries(draft.fields);
  for (const [name, value] of disclosable) checkDisclosedClaim(name, value, `/fields/${name}`);
  const { keyId, suite, salts, decoys, sign } = sealing;
  return {
    header: { alg: suite, typ: LICENCE_JWT_TYPE, kid: keyId },
    claims,
    disclosable,
    salts,
    hash: 'sha-256',
    ...(decoys && { decoys }),
    sign,
  };
}

/** The open claims of a draft under their names in the credential; the inverse of `parseOpenClaims`. */
export function openClaims(draft: LicenceClaims): JsonObject {
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
