/** How a member of a JSON object, or an item of an array, is bent. */
export type Edit =
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'remove' }
  /** The whole token replaced by text that need not be JSON. */
  | { readonly kind: 'raw'; readonly text: string }
  /** Bytes, or unescaped text, spliced into the string. */
  | { readonly kind: 'splice'; readonly bytes: Uint8Array }
  | { readonly kind: 'twice'; readonly first: unknown; readonly last: unknown };

const MARK = '@@MARK@@';

/** The bytes of the bent text; numbers name items of an array. */
export function editJson(text: string, name: string | number, edit: Edit): Buffer {
  const value = JSON.parse(text) as Record<string | number, unknown>;
  const write = (member: unknown): string => {
    value[name] = member;
    return JSON.stringify(value);
  };
  switch (edit.kind) {
    case 'set':
      return Buffer.from(write(edit.value));
    case 'remove':
      return Buffer.from(write(undefined));
    case 'raw':
      return Buffer.from(write(MARK).replace(`"${MARK}"`, () => edit.text));
    case 'splice': {
      const [before = '', after = ''] = write(`${String(value[name])}${MARK}`).split(MARK);
      return Buffer.concat([Buffer.from(before), edit.bytes, Buffer.from(after)]);
    }
    case 'twice': {
      const once = write(edit.first);
      return Buffer.from(`${once.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(edit.last)}}`);
    }
  }
}
