import { OFD_LIMITS } from '@huren/chaincode/ofd';
import { codesOf, contentParts, inspect, ofdXml, pack, signedParts } from './demo-ofd';
import { writeZip, type ZipPart, type ZipShape } from './zip-writer';

const parts: readonly ZipPart[] = Object.entries(signedParts).map(([name, content]) => ({
  name,
  content: Buffer.from(content),
}));

/** The sealed file with one more entry. */
function withEntry(part: Partial<ZipPart> & { name: string }): Buffer {
  return writeZip([...parts, { content: Buffer.from('x'), ...part }]);
}

function first(changes: Partial<ZipPart>): Buffer {
  return writeZip([{ ...parts[0]!, ...changes }, ...parts.slice(1)]);
}

function shaped(shape: ZipShape): Buffer {
  return writeZip(parts, shape);
}

const whole = shaped({});

describe('a package', () => {
  test('is read stored, deflated, with data descriptors, folders and a comment', () => {
    const folder = { name: 'Doc_0/', content: Buffer.alloc(0) };
    const forms = [
      writeZip(parts.map((part) => ({ ...part, stored: true }))),
      writeZip(parts.map((part) => ({ ...part, descriptor: true }))),
      writeZip([folder, ...parts]),
      shaped({ comment: Buffer.from('made by a test') }),
    ];
    expect(forms.map((file) => inspect(file).result)).toEqual(['valid', 'valid', 'valid', 'valid']);
  });

  const zip64 = Buffer.from([1, 0, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const bomb = Buffer.alloc(OFD_LIMITS.ratioFreeBytes * 8);
  const refusals: [string, string, () => Uint8Array][] = [
    ['no bytes', 'NOT_A_PACKAGE', () => Buffer.alloc(0)],
    ['another format', 'NOT_A_PACKAGE', () => Buffer.from('%PDF-1.7 and so on, long enough to be looked at')],
    ['its first half', 'NOT_A_PACKAGE', () => whole.subarray(0, whole.length / 2)],
    ['one byte less', 'NOT_A_PACKAGE', () => whole.subarray(0, -1)],
    ['bytes before it', 'PACKAGE_AMBIGUOUS', () => shaped({ before: Buffer.from('MZ') })],
    ['bytes behind it', 'PACKAGE_AMBIGUOUS', () => shaped({ after: Buffer.from('tail') })],
    ['gaps between entries', 'PACKAGE_AMBIGUOUS', () => shaped({ gap: Buffer.from('gap!') })],
    [
      'a comment that holds an end record',
      'PACKAGE_AMBIGUOUS',
      () => shaped({ comment: writeZip([]), after: Buffer.from('x') }),
    ],
    ['entries that overlap', 'PACKAGE_AMBIGUOUS', () => shaped({ overlap: true })],
    ['fewer entries than it has', 'PACKAGE_AMBIGUOUS', () => shaped({ count: parts.length - 1 })],
    ['more entries than it has', 'PACKAGE_AMBIGUOUS', () => shaped({ count: parts.length + 1 })],
    ['two entries of one name', 'PACKAGE_AMBIGUOUS', () => withEntry({ name: 'OFD.xml' })],
    ['names that differ in case', 'PACKAGE_AMBIGUOUS', () => withEntry({ name: 'ofd.xml' })],
    ['a name that is not NFC', 'PACKAGE_AMBIGUOUS', () => withEntry({ name: 'Doc_0/e\u0301.xml' })],
    [
      'a file and a folder of one name',
      'PACKAGE_AMBIGUOUS',
      () => withEntry({ name: 'OFD.xml/', content: Buffer.alloc(0) }),
    ],
    ['a folder with content', 'PACKAGE_AMBIGUOUS', () => withEntry({ name: 'Doc_9/' })],
    ['another name in the local header', 'PACKAGE_AMBIGUOUS', () => first({ localName: 'OFD.xmm' })],
    ['another size in the local header', 'PACKAGE_AMBIGUOUS', () => first({ localSize: 1 })],
    ['a size that is too small', 'PACKAGE_AMBIGUOUS', () => first({ claimedSize: 10 })],
    ['a size that is too large', 'PACKAGE_AMBIGUOUS', () => first({ claimedSize: 100_000 })],
    ['another checksum', 'PACKAGE_AMBIGUOUS', () => first({ crc: 7 })],
    ['bytes behind the packed data', 'PACKAGE_AMBIGUOUS', () => first({ packedTail: Buffer.from('x') })],
    ['zip64 fields', 'PACKAGE_AMBIGUOUS', () => first({ extra: zip64 })],
    [
      'a second name in a Unicode path field',
      'PACKAGE_AMBIGUOUS',
      () => first({ extra: Buffer.from([0x75, 0x70, 1, 0, 1]) }),
    ],
    ['a broken extra field', 'PACKAGE_AMBIGUOUS', () => first({ extra: Buffer.from([0x55, 0x54, 9, 0, 1]) })],
    [
      'a name in GBK',
      'PACKAGE_AMBIGUOUS',
      () => withEntry({ name: 'x', rawName: Buffer.from([0xd6, 0xa4]), flags: 0 }),
    ],
    ['a name in UTF-8 without the flag', 'PACKAGE_AMBIGUOUS', () => withEntry({ name: '证', flags: 0 })],
    ['an encrypted entry', 'PACKAGE_ENCRYPTED', () => first({ flags: 1 })],
    ['deflate64', 'PACKAGE_METHOD_UNKNOWN', () => first({ method: 9 })],
    ['a name that climbs', 'PACKAGE_UNSAFE', () => withEntry({ name: '../evil' })],
    ['a name that climbs inside', 'PACKAGE_UNSAFE', () => withEntry({ name: 'Doc_0/../../evil' })],
    ['an absolute name', 'PACKAGE_UNSAFE', () => withEntry({ name: '/etc/evil' })],
    ['a drive letter', 'PACKAGE_UNSAFE', () => withEntry({ name: 'C:\\evil' })],
    ['a backslash', 'PACKAGE_UNSAFE', () => withEntry({ name: 'Doc_0\\evil.xml' })],
    ['a NUL in a name', 'PACKAGE_UNSAFE', () => withEntry({ name: 'OFD.xml\0.png' })],
    ['an empty segment', 'PACKAGE_UNSAFE', () => withEntry({ name: 'Doc_0//x' })],
    ['an empty name', 'PACKAGE_UNSAFE', () => withEntry({ name: '' })],
    [
      'a name beyond the limit',
      'PACKAGE_UNSAFE',
      () => withEntry({ name: 'x'.repeat(OFD_LIMITS.nameBytes + 1) }),
    ],
    ['a bomb', 'PACKAGE_TOO_LARGE', () => withEntry({ name: 'bomb', content: bomb })],
    [
      'a bomb that lies about its size',
      'PACKAGE_AMBIGUOUS',
      () => withEntry({ name: 'bomb', content: bomb, claimedSize: 100 }),
    ],
    [
      'more entries than the limit',
      'PACKAGE_TOO_LARGE',
      () =>
        writeZip(
          Array.from({ length: OFD_LIMITS.entries + 1 }, (_, i) => ({
            name: `f${i}`,
            content: Buffer.alloc(0),
            stored: true,
          })),
        ),
    ],
    ['more bytes than the limit', 'PACKAGE_TOO_LARGE', () => Buffer.alloc(OFD_LIMITS.fileBytes + 1)],
    ['no OFD.xml', 'OFD_MALFORMED', () => writeZip([{ name: 'a.xml', content: Buffer.from('<a/>') }])],
  ];
  test.each(refusals)('is refused with %s', (_why, code, build) => {
    const inspection = inspect(build());
    expect([inspection.result, codesOf(inspection)]).toEqual(['refused', [code]]);
  });

  test('is read at its limits of names', () => {
    expect(inspect(withEntry({ name: 'x'.repeat(OFD_LIMITS.nameBytes) })).result).toBe('untrusted');
  });
});

describe('structural XML', () => {
  const ofd = ofdXml();
  const edit = (from: string | RegExp, to: string): string => ofd.replace(from, to);
  const nest = (depth: number): string =>
    edit('</ofd:DocInfo>', `${'<ofd:A>'.repeat(depth)}${'</ofd:A>'.repeat(depth)}</ofd:DocInfo>`);
  const refusals: [string, string, string | Uint8Array][] = [
    ['a document type', 'XML_FORBIDDEN', edit('<ofd:OFD', '<!DOCTYPE x>\n<ofd:OFD')],
    [
      'an external entity',
      'XML_FORBIDDEN',
      edit('<ofd:OFD', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ofd:OFD'),
    ],
    ['an entity that nobody declared', 'XML_MALFORMED', edit('>0<', '>&e;<')],
    ['a processing instruction', 'XML_FORBIDDEN', edit('<ofd:OFD', '<?xml-stylesheet href="x"?><ofd:OFD')],
    ['XML 1.1', 'XML_FORBIDDEN', edit('version="1.0"', 'version="1.1"')],
    ['another encoding by name', 'XML_FORBIDDEN', edit('UTF-8', 'GBK')],
    ['another encoding in fact', 'XML_MALFORMED', Buffer.from(ofd, 'utf16le')],
    ['bytes that are no UTF-8', 'XML_MALFORMED', Buffer.concat([Buffer.from(ofd), Buffer.of(0xff)])],
    [
      'XInclude',
      'XML_FORBIDDEN',
      edit('</ofd:DocInfo>', '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="x"/></ofd:DocInfo>'),
    ],
    ['another namespace', 'OFD_MALFORMED', edit('www.ofdspec.org/2016', 'www.ofdspec.org/2017')],
    ['another root', 'OFD_MALFORMED', ofd.replaceAll('ofd:OFD', 'ofd:Other')],
    ['an open element', 'XML_MALFORMED', edit('</ofd:DocInfo>', '')],
    ['an attribute twice', 'XML_MALFORMED', edit('Version="1.0"', 'Version="1.0" Version="1.0"')],
    ['depth beyond the limit', 'PACKAGE_TOO_LARGE', nest(OFD_LIMITS.xmlDepth - 2)],
    ['a hundred thousand levels', 'PACKAGE_TOO_LARGE', nest(100_000)],
    [
      'an attribute beyond the limit',
      'PACKAGE_TOO_LARGE',
      edit('Version="1.0"', `Version="${'1'.repeat(OFD_LIMITS.xmlAttributeChars + 1)}"`),
    ],
    [
      'a text beyond the limit',
      'PACKAGE_TOO_LARGE',
      edit('>0<', `>${'0'.repeat(OFD_LIMITS.xmlTextChars + 1)}<`),
    ],
    [
      'two roots of one document',
      'OFD_MALFORMED',
      edit('</ofd:DocRoot>', '</ofd:DocRoot><ofd:DocRoot>a.xml</ofd:DocRoot>'),
    ],
    ['no document', 'OFD_MALFORMED', edit(/<ofd:DocRoot>.*<\/ofd:DocRoot>/, '')],
    ['a document outside', 'PACKAGE_UNSAFE', edit('Doc_0/Document.xml', '../../etc/passwd')],
    ['a document elsewhere', 'PACKAGE_UNSAFE', edit('Doc_0/Document.xml', 'http://127.0.0.1/x')],
    ['a document that is not there', 'OFD_MALFORMED', edit('Doc_0/Document.xml', 'Doc_0/Other.xml')],
  ];
  test.each(refusals)('is refused with %s', (_why, code, xml) => {
    const inspection = inspect(pack({ ...signedParts, 'OFD.xml': xml }));
    expect([inspection.result, codesOf(inspection)]).toEqual(['refused', [code]]);
  });

  test('is read at the limit of depth, with a byte order mark and the five entities', () => {
    const unsigned = (xml: string): string => inspect(pack({ ...contentParts(), 'OFD.xml': xml })).result;
    const named = ofdXml({ ZZMC: '&lt;&gt;&amp;&quot;&apos;&#x8BC1;' }, false);
    expect(unsigned(nest(OFD_LIMITS.xmlDepth - 3).replace(/<ofd:Signatures>.*<\/ofd:Signatures>/, ''))).toBe(
      'not-signed',
    );
    expect(unsigned(`\ufeff${named}`)).toBe('not-signed');
    const { metadata } = inspect(pack({ ...contentParts(), 'OFD.xml': named }));
    expect(metadata?.items[0]?.value).toBe('<>&"\'证');
  });

  test('of a page is refused with a document type, though nobody reads the page', () => {
    const evil = '<!DOCTYPE x><ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>';
    const inspection = inspect(pack({ ...signedParts, 'Doc_0/Pages/Page_0/Content.xml': evil }));
    expect(codesOf(inspection)).toEqual(['XML_FORBIDDEN']);
  });
});
