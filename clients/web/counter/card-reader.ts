/**
 * The port of a counter's card reader. Whatever drives the reader (a browser extension, the counter's own shell) puts an
 * object of this shape at `window.hurenCardReader`; this page asks it for one card at a time, keeps the name on the
 * screen alone, and reads nothing else.
 */
export interface CardReader {
  /** The name on the card that lies on the reader. Rejects where none was read. */
  read(): Promise<{ readonly name: string }>;
}

/** The reader that is connected, if any. */
export function cardReader(): CardReader | undefined {
  const found = (globalThis as { hurenCardReader?: unknown }).hurenCardReader;
  if (typeof found !== 'object' || found === null || !('read' in found)) return undefined;
  return typeof found.read === 'function' ? (found as CardReader) : undefined;
}
