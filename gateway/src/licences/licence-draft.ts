import {
  type CoHolderDraft,
  HOLDER_TYPE,
  holderKindOf,
  importJwk,
  type LicenceDraft,
  type LicenceType,
  makeLicenceIdentifier,
  MalformedError,
  mayHold,
  parseLicenceIdentifier,
  PERSONAL_CLAIMS,
} from '@huren/chaincode/domain';
import type { LicenceInput } from './licence-request';

function refuse(code: string, path: string): never {
  throw new MalformedError(code, 'The licence does not fit its type.', path);
}

function identifierOf(
  { identifier, serial, version }: LicenceInput,
  type: string,
  authority: string,
): string {
  if ((identifier === undefined) === (serial === undefined)) refuse('identifier-or-serial', '/identifier');
  if (identifier === undefined) {
    return makeLicenceIdentifier({
      typeCode: type,
      issuer: authority,
      serial: serial ?? '',
      version: version ?? 1,
    });
  }
  if (version !== undefined) refuse('version-in-identifier', '/version');
  if (parseLicenceIdentifier(identifier).typeCode !== type)
    refuse('identifier-of-another-type', '/identifier');
  return identifier;
}

function requireCoHolder(
  { holderKey, fields }: NonNullable<LicenceInput['coHolders']>[number],
  type: LicenceType,
  at: number,
): void {
  const path = `/coHolders/${String(at)}`;
  importJwk(holderKey, `${path}/holderKey`);
  for (const name of Object.keys(fields)) {
    // What is everybody's is said once, for all of them.
    if (!type.fields.includes(name) || !PERSONAL_CLAIMS.includes(name))
      refuse('field-not-of-holder', `${path}/fields`);
  }
  if (!mayHold(type, holderKindOf(fields[HOLDER_TYPE]))) refuse('holder-not-of-type', `${path}/fields`);
}

function coHolderOf({
  holderKey,
  identityLevel,
  representation,
  fields,
}: NonNullable<LicenceInput['coHolders']>[number]): CoHolderDraft {
  return {
    holderKey,
    fields,
    ...(identityLevel === undefined ? {} : { identityLevel }),
    ...(representation === undefined ? {} : { representation }),
  };
}

/** What the ledger says of the type, held against the licence before it is sealed. @throws MalformedError */
function requireType(
  { validateStart, validateEnd, fields, ...input }: LicenceInput,
  type: LicenceType,
): void {
  for (const name of Object.keys(fields)) {
    if (!type.fields.includes(name)) refuse('field-not-of-type', '/fields');
  }
  if (!mayHold(type, holderKindOf(fields[HOLDER_TYPE])))
    refuse('holder-not-of-type', `/fields/${HOLDER_TYPE}`);
  for (const [at, holder] of (input.coHolders ?? []).entries()) requireCoHolder(holder, type, at);
  if (type.validity === 'dated' && validateEnd === undefined) refuse('validity-missing', '/validateEnd');
  if (type.validity === 'perpetual' && validateEnd !== undefined)
    refuse('validity-not-of-type', '/validateEnd');
  if (type.maxValidDays !== undefined && validateEnd !== undefined) {
    const days = (Date.parse(validateEnd) - Date.parse(validateStart)) / 86_400_000 + 1;
    if (days > type.maxValidDays) refuse('validity-too-long', '/validateEnd');
  }
  if (type.reach === 'territory' && input.effectiveRegions === undefined) {
    refuse('territory-missing', '/effectiveRegions');
  }
  if (type.reach === 'premises' && input.premisesRegion === undefined) {
    refuse('premises-missing', '/premisesRegion');
  }
}

/**
 * A licence as its issuer hands it in, held against what the ledger says of its type.
 * @param madeAt seconds since 1970
 * @throws MalformedError with the field at fault
 */
export function draftOf(
  input: LicenceInput,
  type: LicenceType,
  authority: string,
  madeAt: number,
): LicenceDraft {
  requireType(input, type);
  if (input.holderKey !== undefined) importJwk(input.holderKey, '/holderKey');
  const { validateEnd, effectiveRegions, premisesRegion, inspectionEnd, origin } = input;
  const { identityLevel, representation, holderKey, coHolders } = input;
  return {
    issuer: authority,
    type: type.code,
    identifier: identifierOf(input, type.code, authority),
    issueDay: input.issueDate,
    validFrom: input.validateStart,
    ...(validateEnd === undefined ? {} : { validTo: validateEnd }),
    region: input.areaCode,
    ...(effectiveRegions === undefined ? {} : { effectiveRegions }),
    ...(premisesRegion === undefined ? {} : { premisesRegion }),
    ...(inspectionEnd === undefined ? {} : { inspectionEnd }),
    ...(origin === undefined ? {} : { origin }),
    ...(identityLevel === undefined ? {} : { identityLevel }),
    ...(representation === undefined ? {} : { representation }),
    ...(holderKey === undefined ? {} : { holderKey }),
    ...(coHolders === undefined ? {} : { coHolders: coHolders.map(coHolderOf) }),
    madeAt,
    fields: input.fields,
  };
}
