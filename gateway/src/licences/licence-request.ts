import {
  array,
  CO_HOLDER_LIMIT,
  integer,
  type Infer,
  type JsonValue,
  MalformedError,
  object,
  isJsonObject,
  type JsonObject,
  oneOf,
  optional,
  parsed,
  parseLicenceTypeCode,
  REPRESENTATIONS,
  string,
} from '@huren/chaincode/domain';
import { certificatePem } from '../transactions/certificate-pem';
import { MAX_PHOTO_BYTES } from '@huren/chaincode/ofd';
import { LIMITS } from '../limits';
import { PAGE_LIMITS } from '../pages/page-limits';

/** The caller's own name for a request; safe as a part of a ledger record. */
export const requestId = string({ min: 1, max: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ });
export const keyId = string({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]{43}$/ });
const day = string({ min: 10, max: 10 });
const region = string({ min: 6, max: 6 });

const jsonObject = (value: JsonValue, path = ''): JsonObject => {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  return value;
};

/** `{relation: 'guardian' | 'proxy', until?: day}` */
export const RepresentationShape = object({ relation: oneOf(REPRESENTATIONS), until: optional(day) });

/** One further holder: their key, and what only they can disclose. */
export const CoHolderShape = object({
  holderKey: jsonObject,
  identityLevel: optional(integer({ max: 5 })),
  representation: optional(RepresentationShape),
  fields: jsonObject,
});

/** PNG or JPEG in base64, for the page form. */
export const photo = string({ min: 1, max: 4 * Math.ceil(MAX_PHOTO_BYTES / 3) });

/** One licence as an issuer hands it in. Its claims are judged by the domain's own grammar when it is drafted. */
export const LicenceShape = object({
  identifier: optional(string({ min: 1, max: 128 })),
  serial: optional(string({ min: 1, max: 64, pattern: /^[0-9A-Z]+$/ })),
  version: optional(integer({ min: 1, max: 999 })),
  issueDate: day,
  validateStart: day,
  validateEnd: optional(day),
  areaCode: region,
  effectiveRegions: optional(array(region, { min: 1, max: 64, unique: true })),
  premisesRegion: optional(region),
  inspectionEnd: optional(day),
  origin: optional(
    object({
      issuer: string({ min: 18, max: 18 }),
      digitisedBy: string({ min: 18, max: 18 }),
      digitisedOn: day,
    }),
  ),
  identityLevel: optional(integer({ max: 5 })),
  /** Whose key it is, where it is not the holder's. */
  representation: optional(RepresentationShape),
  holderKey: optional(jsonObject),
  /** 共有人, beside the holder above. */
  coHolders: optional(array(CoHolderShape, { min: 1, max: CO_HOLDER_LIMIT })),
  photo: optional(photo),
  fields: jsonObject,
});
export type LicenceInput = Infer<typeof LicenceShape>;

const RequestShape = object({
  requestId,
  type: parsed(parseLicenceTypeCode, { max: 21 }),
  key: keyId,
  certificate: certificatePem,
  licences: array(LicenceShape, { min: 1, max: LIMITS.licencesPerRequest }),
  coSeals: optional(array(keyId, { min: 1, max: 10, unique: true })),
  hash: optional(oneOf(['sha-256', 'sm3'])),
  /** Which forms each licence gets; without a word the data form alone. */
  forms: optional(array(oneOf(['data', 'page']), { min: 1, max: 2, unique: true })),
  /** Keys of the SES seals on the page form, the issuer's first; `key` where it has one. */
  pageSeals: optional(array(keyId, { min: 1, max: PAGE_LIMITS.seals, unique: true })),
});
export type LicencesRequest = Infer<typeof RequestShape>;

/** @throws MalformedError those of the shape; `data-form-required`, `page-form-not-asked`, `page-of-several-holders`, `too-many-items` */
export function LicencesBody(value: JsonValue): LicencesRequest {
  const request = RequestShape(value);
  const { forms = ['data'], pageSeals, licences } = request;
  if (!forms.includes('data')) {
    throw new MalformedError('data-form-required', 'A page form is issued beside its data form.', '/forms');
  }
  const joint = licences.findIndex((each) => each.coHolders !== undefined);
  if (joint >= 0 && forms.includes('page')) {
    // A page shows everybody's fields to whoever has it.
    const path = `/licences/${String(joint)}/coHolders`;
    throw new MalformedError(
      'page-of-several-holders',
      'A licence of several holders has no page form.',
      path,
    );
  }
  if (!forms.includes('page')) {
    const photo = licences.findIndex((each) => each.photo !== undefined);
    const path = pageSeals === undefined ? `/licences/${String(photo)}/photo` : '/pageSeals';
    if (pageSeals === undefined && photo < 0) return request;
    throw new MalformedError('page-form-not-asked', 'This is of page forms, and none is asked for.', path);
  }
  if (licences.length > PAGE_LIMITS.perRequest) {
    throw new MalformedError('too-many-items', 'Too many page forms for one request.', '/licences');
  }
  return request;
}
