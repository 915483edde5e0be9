import { isDay } from '../code/day';
import { isJsonObject, type JsonValue } from '../json/value';

export const REPRESENTATIONS = ['guardian', 'proxy'] as const;

/** 监护人、受托代理人: the key of the licence is theirs, not the holder's, and so long. */
export interface HolderRepresentation {
  readonly relation: (typeof REPRESENTATIONS)[number];
  /** Last day; absent: as long as the licence. */
  readonly until?: string;
}

/** `{relation, until?}` */
export function isRepresentation(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const { relation, until, ...rest } = value;
  return (
    REPRESENTATIONS.some((each) => each === relation) &&
    (until === undefined || (typeof until === 'string' && isDay(until))) &&
    Object.keys(rest).length === 0
  );
}

/** `{jwk}` (RFC 7800 §3.2); its point is checked when somebody presents. */
export function isConfirmation(value: JsonValue): boolean {
  return (
    isJsonObject(value) &&
    Object.keys(value).length === 1 &&
    value['jwk'] !== undefined &&
    isJsonObject(value['jwk']) &&
    typeof value['jwk']['kty'] === 'string' &&
    typeof value['jwk']['crv'] === 'string'
  );
}
