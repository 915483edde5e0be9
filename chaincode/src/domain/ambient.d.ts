/** The only globals beyond ECMAScript that the domain uses: present in Node, browsers and chaincode alike. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { fatal: true; ignoreBOM: true });
  decode(bytes: Uint8Array): string;
}
/** Synchronous instantiation only; what a module exports is told by who embeds it. */
declare namespace WebAssembly {
  interface Module {
    readonly compiled: unique symbol;
  }
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, () => never>>);
    readonly exports: unknown;
  }
}
