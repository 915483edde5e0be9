/**
 * Reads the structural XML parts of an OFD file (GB/T 33190-2016 §7.1) into a small tree: XML 1.0 in UTF-8, with
 * namespaces, without document type, entities beyond the five, processing instructions and XInclude; bounded.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { OFD_LIMITS } from './limits';
import type { OfdPackage } from './package';
import { OfdRefusal, type RefusalCode } from './refusal';

/** GB/T 33190-2016 §7.1 */
export const OFD_NAMESPACE = 'http://www.ofdspec.org/2016';
const XINCLUDE = /^http:\/\/www\.w3\.org\/(2001|2003)\/XInclude$/;

/** An element of the OFD namespace; others are stepped over with all that is in them. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
  /** Whether it has children, of whatever namespace. */
  readonly isParent: boolean;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
  isParent: boolean;
  readonly isForeign: boolean;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function decode(bytes: Uint8Array, part: string): string {
  if (bytes.length > OFD_LIMITS.xmlBytes) throw new OfdRefusal('PACKAGE_TOO_LARGE', 'xml', part);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new OfdRefusal('XML_MALFORMED', 'not-utf8', part);
  }
}

/**
 * Reads one part of a package, at the package's expense.
 * @throws OfdRefusal `XML_MALFORMED`, `XML_FORBIDDEN`, `PACKAGE_TOO_LARGE`, `OFD_MALFORMED`
 */
export function readPartXml(
  ofd: Pick<OfdPackage, 'spend'>,
  bytes: Uint8Array,
  part: string,
  rootName: string,
): XmlElement {
  ofd.spend('xmlTotalBytes', bytes.length);
  return readXml(bytes, part, rootName);
}

/** @throws OfdRefusal `XML_MALFORMED`, `XML_FORBIDDEN`, `PACKAGE_TOO_LARGE`, `OFD_MALFORMED` */
export function readXml(bytes: Uint8Array, part: string, rootName: string): XmlElement {
  const refuse = (code: RefusalCode, reason: string): never => {
    throw new OfdRefusal(code, reason, part);
  };
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let elements = 0;
  let textChars = 0;
  parser.on('error', () => refuse('XML_MALFORMED', 'not-well-formed'));
  parser.on('doctype', () => refuse('XML_FORBIDDEN', 'doctype'));
  parser.on('processinginstruction', () => refuse('XML_FORBIDDEN', 'processing-instruction'));
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0') refuse('XML_FORBIDDEN', 'xml-version');
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') refuse('XML_FORBIDDEN', 'encoding');
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    if (XINCLUDE.test(tag.uri)) refuse('XML_FORBIDDEN', 'xinclude');
    if (open.length >= OFD_LIMITS.xmlDepth || ++elements > OFD_LIMITS.xmlElements) {
      refuse('PACKAGE_TOO_LARGE', 'xml-structure');
    }
    const element: OpenElement = {
      name: tag.local,
      attributes: attributesOf(tag, refuse),
      children: [],
      text: '',
      isParent: false,
      isForeign: tag.uri !== OFD_NAMESPACE,
    };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else {
      parent.isParent = true;
      if (!element.isForeign) parent.children.push(element);
    }
    open.push(element);
  });
  const addText = (text: string): void => {
    const element = open.at(-1);
    textChars += text.length;
    if (textChars > OFD_LIMITS.xmlBytes) refuse('PACKAGE_TOO_LARGE', 'xml-text');
    if (element === undefined) return;
    element.text += text;
    if (element.text.length > OFD_LIMITS.xmlTextChars) refuse('PACKAGE_TOO_LARGE', 'xml-text');
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => void open.pop());
  parser.write(decode(bytes, part)).close();
  if (root === undefined || root.isForeign || root.name !== rootName) {
    return refuse('OFD_MALFORMED', 'root-element');
  }
  return root;
}

function attributesOf(
  tag: SaxesTagNS,
  refuse: (code: RefusalCode, reason: string) => never,
): Readonly<Record<string, string>> {
  const attributes = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const { local, prefix, value } of Object.values(tag.attributes)) {
    if (++count > OFD_LIMITS.xmlAttributes || value.length > OFD_LIMITS.xmlAttributeChars) {
      refuse('PACKAGE_TOO_LARGE', 'xml-attribute');
    }
    if (prefix === '') attributes[local] = value;
  }
  return attributes;
}

/** The children of one name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The only child of a name; undefined when there is none. Two would be read differently by different programs. */
export function onlyChild(element: XmlElement, name: string, part: string): XmlElement | undefined {
  const [first, second] = childrenOf(element, name);
  if (second !== undefined) throw new OfdRefusal('OFD_MALFORMED', 'element-twice', part);
  return first;
}

/**
 * The trimmed text of the only child of a name; undefined when there is none or it is empty. Elements between pieces of
 * the text would let programs read different texts.
 */
export function childText(element: XmlElement, name: string, part: string): string | undefined {
  const child = onlyChild(element, name, part);
  if (child?.isParent === true) throw new OfdRefusal('OFD_MALFORMED', 'mixed-content', part);
  const text = child?.text.trim();
  return text === '' ? undefined : text;
}

/** The bytes of `<!DOCTYPE` and `<!ENTITY`, in any part that calls itself XML: no page needs them. */
export function checkNoDoctype(bytes: Uint8Array, part: string): void {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const mark of ['<!DOCTYPE', '<!ENTITY']) {
    if (content.includes(mark)) throw new OfdRefusal('XML_FORBIDDEN', 'doctype', part);
  }
}
