/** A JSON Schema 2020-12 as OpenAPI 3.1 uses it; written out, so that the document can be read without the code. */
export type Schema = Readonly<Record<string, unknown>>;

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const text = (description: string, more: Schema = {}): Schema => ({
  type: 'string',
  description,
  ...more,
});
export const whole = (description: string, more: Schema = {}): Schema => ({
  type: 'integer',
  minimum: 0,
  description,
  ...more,
});
export const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
export const choice = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });

/** An object with exactly these members; names that end in `?` may be absent. */
export function closed(members: Readonly<Record<string, Schema>>, description?: string): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [name, schema] of Object.entries(members)) {
    const bare = name.endsWith('?') ? name.slice(0, -1) : name;
    properties[bare] = schema;
    if (bare === name) required.push(name);
  }
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** An object of which only these members are promised. */
export function opened(members: Readonly<Record<string, Schema>>, description?: string): Schema {
  return { ...closed(members, description), additionalProperties: true };
}
