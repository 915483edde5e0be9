import {
  type CryptoProvider,
  fieldOwners,
  type HolderRepresentation,
  holdersOf,
  type JsonObject,
  type JsonValue,
  type LicenceClaims,
  parseCredential,
} from '@huren/chaincode/domain';
import type { LicenceInput } from './licence-request';

/** One who holds a licence, as the library's text says: their own fields, and whose key it is now. */
export interface KnownHolder {
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly representation?: HolderRepresentation;
  /** Absent: the licence is bound to no key. */
  readonly holderKey?: JsonObject;
  readonly identityLevel?: number;
}

/** A licence of the library, to be sealed once more. */
export interface LicenceAgain {
  readonly claims: LicenceClaims;
  /** As an issuer hands it in, under its identifier, without anybody's key and level. */
  readonly licence: JsonObject;
  /** By place. */
  readonly holders: readonly KnownHolder[];
}

/**
 * What a sealed licence was made of, so that it can be sealed again for other keys.
 * @param text the SD-JWT with all its disclosures
 */
export function licenceAgain(text: string, provider: CryptoProvider): LicenceAgain {
  const { claims, sdJwt } = parseCredential(text);
  const owners = fieldOwners(sdJwt, provider);
  const { coHolders = [] } = claims;
  const fieldsOf = (isOf: (owner: (typeof owners)[number]) => boolean): Record<string, JsonValue> =>
    Object.fromEntries(
      sdJwt.disclosures.flatMap(({ name, value }, at) =>
        name !== undefined && isOf(owners[at] ?? 'nobody') ? [[name, value] as const] : [],
      ),
    );
  const bound = holdersOf(claims);
  const first: Omit<KnownHolder, 'fields'> = bound[0] ?? {};
  const shared = fieldsOf((owner) => owner === 'shared' || owner === 0);
  const further = coHolders.map(({ digests: _digests, ...each }, at) => ({
    ...each,
    fields: fieldsOf((owner) => owner === at + 1),
  }));
  return {
    claims,
    licence: {
      ...daysAndPlaces(claims),
      fields: shared,
      ...(first.representation && { representation: { ...first.representation } }),
      ...(further.length > 0 && {
        coHolders: further.map(({ fields, representation }) => ({
          fields,
          ...(representation && { representation: { ...representation } }),
        })),
      }),
    },
    holders: [{ ...first, fields: shared }, ...further],
  };
}

/** The open claims under the names by which an issuer hands them in. */
function daysAndPlaces(claims: LicenceClaims): JsonObject {
  const { validTo, effectiveRegions, premisesRegion, inspectionEnd, origin } = claims;
  return {
    identifier: claims.identifier,
    issueDate: claims.issueDay,
    validateStart: claims.validFrom,
    areaCode: claims.region,
    ...(validTo !== undefined && { validateEnd: validTo }),
    ...(effectiveRegions && { effectiveRegions }),
    ...(premisesRegion !== undefined && { premisesRegion }),
    ...(inspectionEnd !== undefined && { inspectionEnd }),
    ...(origin && { origin: { ...origin } }),
  } satisfies Omit<LicenceInput, 'fields'>;
}

/** A field that holds one text; undefined where there is none. */
export function textField(fields: KnownHolder['fields'], name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
