import { object, type Shape, string } from '../json/shape';
import { digest } from '../record/field';
import type { SesIdentity } from './seal';

/** Characters of an esID; those of government seals have 14. */
export const ES_ID_LIMIT = 64;

/** `{digest, esId, makerKeyId}`; esId is an IA5String without control characters. */
export const SesIdentityShape: Shape<SesIdentity> = object({
  digest,
  esId: string({ min: 1, max: ES_ID_LIMIT, pattern: /^[\x21-\x7e]+$/ }),
  makerKeyId: digest,
});
