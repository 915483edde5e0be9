/** A string that its parser has read: `Branded<'uscc'>` is made by `parseUscc` alone. */
export type Branded<Name extends string> = string & { readonly brand: Name };
