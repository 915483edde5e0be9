import { MalformedError } from '../../domain/encoding';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters, half surrogate pairs and noncharacters: what XML 1.0 §2.2 has no Char for, and line breaks. */
const FOREIGN = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** The head of every part. */
export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** The namespace of GB/T 33190-2016 §6.2, under its customary prefix. */
export const OFD_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/**
 * A text as content or attribute of XML. The text itself stays: nothing is dropped or replaced.
 * @throws MalformedError `control-character` for what XML cannot hold
 */
export function xmlText(text: string): string {
  if (FOREIGN.test(text)) {
    throw new MalformedError('control-character', 'The text holds a character that no page form can hold.');
  }
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Lengths in millimetres, to a thousandth and without a tail of zeros. */
export function xmlNumber(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** `<ofd:name attributes>content</ofd:name>`; attributes are given in the order in which they stand. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly string[]
): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  const body = content.join('');
  return body === ''
    ? `<ofd:${name}${list.join('')}/>`
    : `<ofd:${name}${list.join('')}>${body}</ofd:${name}>`;
}

/** A whole part: the head, and one element that declares the namespace. */
export function xmlPart(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly string[]
): Uint8Array {
  const root = xmlElement(name, attributes, ...content);
  const text = XML_HEAD + root.replace(`<ofd:${name}`, `<ofd:${name} ${OFD_NAMESPACE}`);
  return Uint8Array.from(Buffer.from(text, 'utf8'));
}
