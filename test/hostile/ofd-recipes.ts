/** Hostile OFD files by the names of their recipes: each is a good sealed file, bent in one way. */
import { deflateRawSync } from 'node:zlib';
import { contentParts, ofdXml, pack, type Parts, pki, seal, sign } from '../ofd/demo-ofd';
import { writeZip, type ZipPart, type ZipShape } from '../ofd/zip-writer';
import { at, makeSeal, sealDraft } from '../ses/demo-seal';

const PAGE = 'Doc_0/Pages/Page_0/Content.xml';
const FOLDER = 'Doc_0/Signs/Sign_0';
const OFD = 'OFD.xml';
const NAMESPACE = 'http://www.ofdspec.org/2016';

/** What a file is made of before it is sealed: the metadata of a licence in OFD.xml. */
export type Content = (more?: Parts, edit?: (ofd: string) => string) => Parts;

export function contentOf(metadata: Readonly<Record<string, string>>): Content {
  return (more = {}, edit = (ofd) => ofd) => ({
    ...contentParts(),
    ...more,
    [OFD]: edit(ofdXml(metadata)),
  });
}

const bytesOf = (part: Uint8Array | string | undefined): Buffer => Buffer.from(part ?? '');
const textOf = (part: Uint8Array | string | undefined): string => bytesOf(part).toString();

function zipped(
  parts: Parts,
  more: readonly ZipPart[] = [],
  shape: ZipShape = {},
  change: (part: ZipPart) => ZipPart = (part) => part,
): Buffer {
  const entries = Object.entries(parts).map(([name, content]) => ({ name, content: bytesOf(content) }));
  return writeZip([...entries.map(change), ...more], shape);
}

/** OFD.xml is bent before the file is sealed: the issuer's own seal must not make it readable. */
const manifest = (edit: (ofd: string) => string) => (content: Content) => pack(sign(content({}, edit)));
const document = (edit: (xml: string) => string) => (content: Content) => {
  const parts = content();
  return pack(sign({ ...parts, 'Doc_0/Document.xml': edit(textOf(parts['Doc_0/Document.xml'])) }));
};
const doctype = (declaration: string, use = '') =>
  document((xml) =>
    xml.replace('?>\n', `?>\n${declaration}`).replace('<ofd:Pages/>', `<ofd:Pages>${use}</ofd:Pages>`),
  );
/** A part that is put in after the sealing. */
const added = (more: Parts) => (content: Content) => pack({ ...sign(content()), ...more });
/** A part of the sealed file is changed after the sealing. */
const changed = (name: string, change: (part: Buffer) => Uint8Array | string) => (content: Content) => {
  const parts = sign(content({ 'Doc_0/Attachs/a.pdf': 'a' }));
  return pack({ ...parts, [name]: change(bytesOf(parts[name])) });
};
const entry =
  (more: ZipPart, shape: ZipShape = {}) =>
  (content: Content) =>
    zipped(sign(content()), [more], shape);
const bentEntry = (name: string, change: Partial<ZipPart>) => (content: Content) =>
  zipped(sign(content()), [], {}, (part) => (part.name === name ? { ...part, ...change } : part));
const swap = (bytes: Buffer, from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');

function bomb(levels: number): Buffer {
  let inner: Buffer = Buffer.alloc(1_000_000);
  for (let level = 0; level < levels; level++) inner = writeZip([{ name: 'inner.zip', content: inner }]);
  return inner;
}

const ZIP64 = Buffer.from([1, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
const hello = (name: string): ZipPart => ({ name, content: Buffer.from('x') });

/** Recipes of whole files. */
export const OFD_RECIPES: Readonly<Record<string, (content: Content) => Uint8Array>> = {
  'raw:%PDF-1.7': () => Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n'),
  'bomb:overlap': (content) => zipped(sign(content()), [], { overlap: true }),
  'bomb:nested': () => writeZip([{ name: 'Doc_0.zip', content: bomb(3) }]),
  'entries:1e5': () => {
    const parts = Array.from({ length: 65_000 }, (_, i) => ({
      name: `e${String(i)}`,
      content: Buffer.alloc(0),
      stored: true,
    }));
    return writeZip(parts);
  },
  'slip:abs': entry(hello('/etc/evil')),
  'slip:win': entry(hello('C:\\evil')),
  'dup:OFD.xml': (content) =>
    zipped(sign(content()), [{ name: OFD, content: Buffer.from(ofdXml({}, false)) }]),
  'dup:case': entry(hello('ofd.xml')),
  'dup:nfc': (content) => zipped(sign(content()), [hello('Doc_0/caf\u00e9'), hello('Doc_0/cafe\u0301')]),
  'mismatch:name': bentEntry(PAGE, { localName: 'Doc_0/Pages/Page_9/Content.xml' }),
  'mismatch:size': bentEntry(PAGE, { localSize: 7 }),
  zip64: bentEntry(PAGE, { extra: ZIP64 }),
  suffix: (content) => zipped(sign(content()), [], { after: Buffer.from('PK trailing') }),
  cut: (content) => {
    const file = pack(sign(content()));
    return file.subarray(0, file.length >> 1);
  },
  gbk: entry({ ...hello('x'), rawName: Buffer.from('d6a4d5d52e786d6c', 'hex'), flags: 0 }),
  'method:9': bentEntry(PAGE, { method: 9 }),
  'xxe:file': doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n', '&e;'),
  'xxe:http': doctype('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]>\n'),
  'xxe:dtd': doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">\n'),
  xinclude: document((xml) =>
    xml.replace(
      '<ofd:Pages/>',
      '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>',
    ),
  ),
  pi: document((xml) => xml.replace('?>\n', '?>\n<?xml-stylesheet href="http://127.0.0.1:1/x.xsl"?>\n')),
  nest: document((xml) =>
    xml.replace('<ofd:Pages/>', '<ofd:A>'.repeat(100_000) + '</ofd:A>'.repeat(100_000)),
  ),
  attr: document((xml) => xml.replace('<ofd:Pages/>', `<ofd:Pages A="${'a'.repeat(10_000_000)}"/>`)),
  utf16: (content) => {
    const parts = content();
    const text = textOf(parts['Doc_0/Document.xml']).replace('UTF-8', 'UTF-16');
    return pack(sign({ ...parts, 'Doc_0/Document.xml': Buffer.from(`\ufeff${text}`, 'utf16le') }));
  },
  'v1.1': document((xml) => xml.replace('version="1.0"', 'version="1.1"')),
  ns: document((xml) => xml.replace(NAMESPACE, `${NAMESPACE}/other`)),
  'docroot:..': manifest((ofd) => ofd.replace('Doc_0/Document.xml', '../../etc/passwd')),
  'docroot:http': manifest((ofd) => ofd.replace('Doc_0/Document.xml', 'http://127.0.0.1:1/Document.xml')),
  docbody2: (content) => {
    const body = '<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>';
    const parts = content({}, (ofd) => ofd.replace('</ofd:OFD>', `${body}</ofd:OFD>`));
    return pack({ ...sign(parts), 'Doc_1/Document.xml': bytesOf(parts['Doc_0/Document.xml']) });
  },
  'sig:none': (content) => {
    const parts = content({}, (ofd) => ofd.replace(/<ofd:Signatures>.*<\/ofd:Signatures>/, ''));
    const left = Object.entries(sign(parts)).filter(([name]) => !name.endsWith('Signatures.xml'));
    return pack(Object.fromEntries(left));
  },
  'sig:partial': (content) => {
    const parts = content();
    return pack(sign(parts, { covers: Object.keys(parts).filter((name) => name !== PAGE) }));
  },
  'sig:digest': (content) => {
    const wrong = `${'A'.repeat(43)}=`;
    return pack(
      sign(content(), { edit: (xml) => xml.replace(/<ofd:CheckValue>[^<]*/, `<ofd:CheckValue>${wrong}`) }),
    );
  },
  'sig:page': added({ 'Doc_0/Pages/Page_2/Content.xml': textOf(contentParts()[PAGE]) }),
  'sig:attach': changed('Doc_0/Attachs/a.pdf', () => 'b'),
  'seal:pic': (content) => {
    const other = swap(Buffer.from(seal), '\u0089PNG', '\u0089JPG');
    return pack(sign(content(), { seal: other }));
  },
  'seal:expired': (content) => {
    const ended = { endMs: at('2026-02-01T00:00:00Z') };
    return pack(sign(content(), { seal: makeSeal(sealDraft(pki.signer, ended), pki.maker) }));
  },
  'seal:digest': (content) => {
    const parts = sign(content());
    const other = sign(content({ [PAGE]: textOf(contentParts()[PAGE]).replace('/>', ' />') }));
    return pack({ ...parts, [`${FOLDER}/SignedValue.dat`]: bytesOf(other[`${FOLDER}/SignedValue.dat`]) });
  },
  'seal:der': changed(`${FOLDER}/SignedValue.dat`, (value) => Buffer.concat([value, Buffer.alloc(3)])),
  'seal:version': (content) => {
    const header = Buffer.from('02010416', 'hex').toString('latin1');
    const older = swap(Buffer.from(seal), header, header.replace('\u0004', '\u0001'));
    return pack(sign(content(), { seal: older }));
  },
  'seal:cert': (content) => pack(sign(content(), { by: pki.stranger })),
  image: added({ 'Doc_0/Res/bomb.jb2': deflateRawSync(Buffer.alloc(10_000_000)) }),
  script: added({
    'Doc_0/Tags/CustomTag.xml': `<x:Tag xmlns:x="urn:x"><x:script>alert(1)</x:script></x:Tag>`,
  }),
};
