/**
 * Shapes: small decoders from JSON to typed records with closed fields.
 *
 *     const Clause = object({ types: array(parsed(parseLicenceTypeCode), { max: 64 }), note: optional(string({ max: 200 })) });
 *     type Clause = Infer<typeof Clause>;   // { readonly types: readonly LicenceTypeCode[]; readonly note?: string }
 *     const clause = Clause(readJson(text), '');
 *
 * A shape refuses with a MalformedError whose path is a JSON pointer (RFC 6901) and whose message never holds the
 * value. Fields come back in the order in which the shape lists them.
 */
import { MalformedError } from '../encoding/malformed';
import { textFault } from './text';
import { isJsonObject, type JsonValue } from './value';

/** Decodes `value`, which stands at the JSON pointer `path` (default: the whole document). */
export type Shape<T> = (value: JsonValue, path?: string) => T;

/** What a shape decodes to. */
export type Infer<S> = S extends Shape<infer T> ? T : S extends OptionalField<infer T> ? T : never;

/** A field that may be absent; made by {@link optional}, understood by {@link object}. */
export interface OptionalField<T> {
  readonly optional: Shape<T>;
}

type Field = Shape<unknown> | OptionalField<unknown>;
type Fields = Readonly<Record<string, Field>>;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalField<unknown> ? K : never;
}[keyof F];
type Plain<T> = { [K in keyof T]: T[K] };

/** The record that {@link object} decodes to. */
export type ObjectOf<F extends Fields> = Plain<
  { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> } & {
    readonly [K in OptionalKeys<F>]?: Infer<F[K]>;
  }
>;

function wrongType(expected: string, path: string): MalformedError {
  return new MalformedError('wrong-type', `The value is not ${expected}.`, path);
}

function pointer(path: string, key: string): string {
  return `${path}/${key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key}`;
}

/** Longest string where a shape names no other limit, in UTF-16 code units. */
export const DEFAULT_MAX_STRING = 1024;

/** Text for one line: no control, bidirectional or invisible formatting characters. Lengths in UTF-16 code units. */
export function string(
  rules: { readonly min?: number; readonly max?: number; readonly pattern?: RegExp } = {},
): Shape<string> {
  const { min = 0, max = DEFAULT_MAX_STRING, pattern } = rules;
  if (pattern?.global || pattern?.sticky)
    throw new TypeError('A pattern with state cannot describe a string.');
  return (value, path = '') => {
    if (typeof value !== 'string') throw wrongType('a string', path);
    if (value.length < min) throw new MalformedError('too-short', 'The text is too short.', path);
    if (value.length > max) throw new MalformedError('too-long', 'The text is too long.', path);
    const fault = textFault(value);
    if (fault !== null) throw new MalformedError(fault[0], fault[1], path);
    if (pattern !== undefined && !pattern.test(value)) {
      throw new MalformedError('bad-pattern', 'The text does not follow its pattern.', path);
    }
    return value;
  };
}

/** A string read by a parser of the domain, whose own code is kept. */
export function parsed<T>(parse: (text: string) => T, rules: { readonly max?: number } = {}): Shape<T> {
  const text = string(rules);
  return (value, path = '') => {
    const read = text(value, path);
    try {
      return parse(read);
    } catch (error) {
      throw error instanceof MalformedError ? error.within(path) : error;
    }
  };
}

/** A whole number, both ends included; by default from 0 to 2^53−1. */
export function integer(rules: { readonly min?: number; readonly max?: number } = {}): Shape<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = rules;
  return (value, path = '') => {
    if (!Number.isSafeInteger(value)) throw wrongType('a whole number', path);
    const number = value as number;
    if (number < min || number > max) {
      throw new MalformedError('out-of-range', 'The number is out of its range.', path);
    }
    return number;
  };
}

export const boolean: Shape<boolean> = (value, path = '') => {
  if (typeof value !== 'boolean') throw wrongType('true or false', path);
  return value;
};

/** Exactly this scalar. */
export function literal<const T extends string | number | boolean | null>(only: T): Shape<T> {
  return oneOf([only]);
}

/** One of these scalars. */
export function oneOf<const T extends string | number | boolean | null>(choices: readonly T[]): Shape<T> {
  const known = new Set<JsonValue>(choices);
  return (value, path = '') => {
    if (!known.has(value)) {
      throw new MalformedError('unknown-value', 'The value is none of those that are known here.', path);
    }
    return value as T;
  };
}

export function nullable<T>(of: Shape<T>): Shape<T | null> {
  return (value, path = '') => (value === null ? null : of(value, path));
}

/** A list with at most `max` items, at least `min` (0), and with `unique` no two equal scalars. */
export function array<T>(
  of: Shape<T>,
  rules: { readonly max: number; readonly min?: number; readonly unique?: boolean },
): Shape<readonly T[]> {
  const { min = 0, max, unique = false } = rules;
  return (value, path = '') => {
    if (!Array.isArray(value)) throw wrongType('a list', path);
    const items = value as readonly JsonValue[];
    if (items.length < min) throw new MalformedError('too-few-items', 'The list is too short.', path);
    if (items.length > max) throw new MalformedError('too-many-items', 'The list is too long.', path);
    if (unique && new Set(items).size !== items.length) {
      throw new MalformedError('repeated-item', 'The list names one item twice.', path);
    }
    return items.map((item, at) => of(item, `${path}/${String(at)}`));
  };
}

/** An object used as a table: any keys that follow `key`, at most `max` (1,024). */
export function record<T>(
  key: RegExp,
  of: Shape<T>,
  rules: { readonly max?: number } = {},
): Shape<Readonly<Record<string, T>>> {
  const { max = 1024 } = rules;
  if (key.global || key.sticky) throw new TypeError('A pattern with state cannot describe a key.');
  return (value, path = '') => {
    if (!isJsonObject(value)) throw wrongType('an object', path);
    const keys = Object.keys(value);
    if (keys.length > max)
      throw new MalformedError('too-many-keys', 'The object has too many members.', path);
    const out: Record<string, T> = {};
    for (const name of keys) {
      // The key itself may be personal: the path stops at the table.
      if (!key.test(name) || name === '__proto__') {
        throw new MalformedError('bad-key', 'A key does not follow its pattern.', path);
      }
      out[name] = of(value[name] as JsonValue, pointer(path, name));
    }
    return out;
  };
}

/** Marks a field that may be absent. */
export function optional<T>(of: Shape<T>): OptionalField<T> {
  return { optional: of };
}

/** An object with exactly these fields; `unknown-field` is raised at the object, since a foreign key may be personal. */
export function object<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const known = new Map<string, { of: Shape<unknown>; required: boolean; step: string }>();
  for (const [name, field] of Object.entries(fields)) {
    const required = typeof field === 'function';
    known.set(name, { of: required ? field : field.optional, required, step: pointer('', name) });
  }
  return (value, path = '') => {
    if (!isJsonObject(value)) throw wrongType('an object', path);
    const out: Record<string, unknown> = {};
    let seen = 0;
    for (const [name, { of, required, step }] of known) {
      if (Object.hasOwn(value, name)) {
        seen++;
        out[name] = of(value[name] as JsonValue, path + step);
      } else if (required) {
        throw new MalformedError('missing-field', 'A field is missing.', path + step);
      }
    }
    if (seen !== Object.keys(value).length) {
      throw new MalformedError('unknown-field', 'The object has a field that is not known here.', path);
    }
    return out as ObjectOf<F>;
  };
}
