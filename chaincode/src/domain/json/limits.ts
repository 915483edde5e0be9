/** Both ends included: a text at its limit is read. */
export interface JsonLimits {
  /** Containers inside each other; a scalar has depth 0. */
  readonly maxDepth: number;
  /** UTF-16 code units of the whole text. */
  readonly maxLength: number;
  /** Members of one object. */
  readonly maxKeys: number;
  /** Items of one array. */
  readonly maxItems: number;
  /** UTF-16 code units of one string or key, after unescaping. */
  readonly maxString: number;
}

export const JSON_LIMITS: JsonLimits = {
  maxDepth: 16,
  maxLength: 65_536,
  maxKeys: 1_024,
  maxItems: 100_000,
  maxString: 65_536,
};
