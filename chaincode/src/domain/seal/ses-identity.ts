import { object, type Shape, string } from '../json/shape';
import { digest } from '../record/field';
import type { SesIdentity } from './seal';

/** Characters of an esID; those of government seals have 14. */
export const ES_ID_LIMIT = 64;

/** An IA5String without spaces and control characters. */
const ES_ID = /^[\x21-\x7e]+$/;

export function isEsId(text: string): boolean {
  return text.length <= ES_ID_LIMIT && ES_ID.test(text);
}

/** `{digest, esId, makerKeyId}`, as the ledger keeps it. */
export const SesIdentityShape: Shape<SesIdentity> = object({
  digest,
  esId: string({ min: 1, max: ES_ID_LIMIT, pattern: ES_ID }),
  makerKeyId: digest,
});
