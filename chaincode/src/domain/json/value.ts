/** What a JSON text means (RFC 8259 §3). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object: own enumerable string keys only. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for JSON objects, false for arrays, null and scalars. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
