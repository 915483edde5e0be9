/**
 * The one error of every parser of the domain: a text that does not follow its grammar.
 *
 * `code` is a stable kebab-case word for programs (`bad-check-digit`), `path` a JSON pointer (RFC 6901) to the
 * value inside a document, empty for the whole. The message is an English sentence and never holds the value
 * itself, which may be personal.
 */
export class MalformedError extends Error {
  readonly code: string;
  readonly path: string;

  constructor(code: string, message: string, path = '') {
    super(message);
    this.name = 'MalformedError';
    this.code = code;
    this.path = path;
  }

  /** The same fault seen from the document around it: `prefix` is put before the path. */
  within(prefix: string): MalformedError {
    return new MalformedError(this.code, this.message, prefix + this.path);
  }
}

/** What is wrong with a text: the first two arguments of a {@link MalformedError}. */
export type Fault = readonly [code: string, message: string];

/**
 * `parse` and `is` of one grammar, from the function that names what is wrong with a text (null: nothing).
 * The guard raises no error on its way, so that refusing is as cheap as accepting.
 * @param rules.keepsLast a text equal to the last good one is good at once: for codes that come again and again, and
 * tell nothing of a person
 */
export function grammar<T extends string>(
  faultOf: (text: string) => Fault | null,
  { keepsLast = false }: { readonly keepsLast?: boolean } = {},
): { parse: (text: string) => T; is: (text: string) => text is T } {
  const parse = (text: string): T => {
    const fault = faultOf(text);
    if (fault !== null) throw new MalformedError(fault[0], fault[1]);
    return text as T;
  };
  if (!keepsLast) return { parse, is: (text): text is T => faultOf(text) === null };
  let last: string | undefined;
  const is = (text: string): text is T => {
    if (text === last) return true;
    if (faultOf(text) !== null) return false;
    last = text;
    return true;
  };
  return { parse, is };
}
