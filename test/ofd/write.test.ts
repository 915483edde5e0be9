import fc from 'fast-check';
import { MalformedError, readPageClaims } from '@huren/chaincode/domain';
import {
  drawSealPicture,
  layOut,
  licenceDocument,
  MAX_ELEMENT_CHARS,
  MAX_PAGES,
  MAX_PHOTO_BYTES,
  readPhoto,
  type LicencePage,
} from '@huren/chaincode/ofd';
import { directionRuns, widthOf, wrapText } from '../../chaincode/src/ofd/write/text-measure';
import { codesOf, inspect, pack, pki, provider, signedMs, trust } from './demo-ofd';
import { DOC_ID, heldSeal, licenceDraft, NAMES, pageOf, sealedPage } from './page-draft';
import { OfdPackage } from '../../chaincode/src/ofd/package';

const fault = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return 'none';
};

const partText = (file: Uint8Array, path: string): string =>
  Buffer.from(OfdPackage.open(file).part(path) ?? []).toString('utf8');

const valueIn = (file: Uint8Array, element: string): string | undefined =>
  inspect(file).metadata?.items.find((item) => item.element === element)?.value;

/** The text that stands on the pages, in order. */
const shownText = (file: Uint8Array): string =>
  [...partText(file, '/Doc_0/Pages/Page_0/Content.xml').matchAll(/<ofd:TextCode[^>]*>([^<]*)</g)]
    .map(([, text]) => text)
    .join('');

const png = Buffer.from(drawSealPicture(40));

describe('a page form that is written', () => {
  it('is valid, whole and sealed, and says what the licence says', () => {
    const file = sealedPage();
    const found = inspect(file);
    expect([found.result, codesOf(found).filter((code) => code === 'ALL_COVERED').length]).toEqual([
      'valid',
      2,
    ]);
    const { claims, shownFields } = readPageClaims(found.metadata?.items ?? [], signedMs);
    const { fields: _fields, ...draft } = licenceDraft();
    expect(claims).toMatchObject(draft);
    expect(shownFields).toEqual(expect.arrayContaining(Object.keys(licenceDraft().fields)));
  });

  it('is the same bytes for the same draft, and others for another document id', () => {
    expect(sealedPage().equals(sealedPage())).toBe(true);
    const parts = (docId: string) =>
      licenceDocument({ page: pageOf(), docId, createdOn: '2026-03-01', seals: 1 }).parts;
    expect(parts(DOC_ID)).toEqual(parts(DOC_ID));
    expect(parts(DOC_ID)).not.toEqual(parts(DOC_ID.replace('00', 'ff')));
    expect(() => parts('x')).toThrow(TypeError);
  });

  it('carries several seals, none of which breaks another', () => {
    const file = sealedPage(pageOf(), [heldSeal(), heldSeal(pki.stranger)]);
    const found = inspect(file);
    expect(found.result).toBe('valid');
    expect(found.signatures.map(({ result }) => result)).toEqual(['valid', 'valid']);
  });

  it('writes the elements in the order of the standard', () => {
    const xml = partText(sealedPage(), '/Doc_0/Signs/Sign_0/Signature.xml');
    const order = [
      'Provider',
      'SignatureMethod',
      'SignatureDateTime',
      'References',
      'StampAnnot',
      'Seal',
      'SignedValue',
    ];
    const places = order.map((name) => xml.search(new RegExp(`<ofd:${name}[ >]`)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(xml).toContain('CheckMethod="1.2.156.10197.1.401"');
  });

  it('gives every object an id of its own, and no object one beyond MaxUnitID', () => {
    const file = sealedPage(pageOf(), [heldSeal()], { format: 'PNG', bytes: png });
    const parts = ['Document.xml', 'PublicRes.xml', 'DocumentRes.xml', 'Pages/Page_0/Content.xml'];
    const ids = parts.flatMap((part) =>
      [...partText(file, `/Doc_0/${part}`).matchAll(/ ID="(\d+)"/g)].map(([, id]) => Number(id)),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const most = /<ofd:MaxUnitID>(\d+)</.exec(partText(file, '/Doc_0/Document.xml'))?.[1];
    expect(Number(most)).toBe(Math.max(...ids));
  });

  it('leaves room for a photo on the licence of a person, and shows one that is given', () => {
    const person = pageOf(licenceDraft({ certificate_holder_type: '111' }));
    expect(shownText(sealedPage(person))).toContain('照片');
    expect(shownText(sealedPage())).not.toContain('照片');
    const file = sealedPage(person, [heldSeal()], { format: 'PNG', bytes: png });
    expect(shownText(file)).not.toContain('照片');
    expect(partText(file, '/Doc_0/Pages/Page_0/Content.xml')).toContain('<ofd:ImageObject');
    expect(inspect(file).result).toBe('valid');
  });

  it.each<[string, string]>([
    ['markup', '</ofd:CustomData><ofd:CustomData Name="ZZBS">x'],
    ['an entity', '&lt;x&gt;&amp;&#65;'],
    ['the end of CDATA', ']]><!--'],
    ['quotes and an attribute', `" Name='ZZBH`],
    ['a rare character outside the basic plane', '𠮷𬭸𰻝'],
    ['a middle dot', '巴特尔·敖其尔'],
    ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ'],
    ['Mongolian beside Han', 'ᠪᠠᠶᠠᠷ 巴雅尔'],
    ['a combining mark', 'e\u0301'],
    ['a private use character', '\uE86F'],
    ['right-to-left letters', 'مۇھەممەت'],
    ['a path', '../../etc/passwd'],
  ])('keeps %s as text and nothing else', (_what, text) => {
    const file = sealedPage(pageOf(licenceDraft({ certificate_holder_name: text })));
    const found = inspect(file);
    expect([found.result, valueIn(file, 'CZZT')]).toEqual(['valid', text]);
    expect(valueIn(file, 'ZZBS')).toBe(licenceDraft().identifier);
    expect(codesOf(found)).not.toContain('METADATA_CONFLICT');
  });

  it.each<[string, string]>([
    ['a null', 'a\u0000b'],
    ['a line break', 'a\nb'],
    ['an escape', '\u001b[31m'],
    ['half a surrogate pair', 'a\ud800'],
    ['a noncharacter', 'a\uffff'],
    ['a delete', '\u007f'],
  ])('is refused with %s in a field, a title or a name', (_what, text) => {
    const page = pageOf();
    const pages: LicencePage[] = [
      pageOf(licenceDraft({ certificate_holder_name: text })),
      { ...page, title: { ...NAMES.title, zh: text } },
      { ...page, number: text },
      { ...page, issuer: { ...NAMES.issuer, en: text } },
    ];
    for (const each of pages) expect(fault(() => sealedPage(each))).toBe('control-character');
  });

  it('takes the longest fields of a licence on more pages, and refuses what fills too many', () => {
    const long = '长'.repeat(2000);
    const file = sealedPage(pageOf(licenceDraft({ business_scope: long, registered_address: long })));
    expect(inspect(file).result).toBe('valid');
    expect(valueIn(file, 'KZ_JYFW')).toBe(long);
    expect(OfdPackage.open(file).paths).toContain('/Doc_0/Pages/Page_1/Content.xml');
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`KZ_X${String(at)}`, long]));
    expect(fault(() => sealedPage(pageOf(licenceDraft(many))))).toBe('page-too-long');
  });

  it('refuses an element beyond its limit, and takes one at it', () => {
    const owners = (length: number): string[] => [
      ...Array<string>(8).fill('主'.repeat(2000)),
      '主'.repeat(length),
    ];
    const rest = MAX_ELEMENT_CHARS - 8 * 2001;
    expect(fault(() => pageOf(licenceDraft({ co_owners: owners(rest) })))).toBe('none');
    expect(fault(() => pageOf(licenceDraft({ co_owners: owners(rest + 1) })))).toBe('page-too-long');
  });

  it('keeps every drawing within the page, and the seal on the last one', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 12 }), fc.boolean(), (values, hasPhotoPlace) => {
        const page = {
          ...pageOf(),
          hasPhotoPlace,
          fields: values.map((value) => ({ label: { zh: '字段', en: 'field' }, value })),
        };
        const { pages, seals } = layOut(page, 2);
        expect(pages.length).toBeLessThanOrEqual(MAX_PAGES);
        expect(seals.map((seal) => seal.page)).toEqual([pages.length - 1, pages.length - 1]);
        for (const drawing of pages.flat()) {
          if (drawing.kind !== 'text') continue;
          const end =
            drawing.vertical === true ? drawing.y + widthOf(drawing.text) * drawing.size : drawing.y;
          expect([drawing.x >= 10, drawing.x <= 200, end <= 287]).toEqual([true, true, true]);
        }
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('gives any text that a licence may hold back as it was', () => {
    const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(text.trim() === text && !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text));
        const file = sealedPage(pageOf(licenceDraft({ certificate_holder_name: text })));
        expect(valueIn(file, 'CZZT')).toBe(text);
      }),
      { seed: 9, numRuns: 40 },
    );
  });
});

describe('a page form that was sealed', () => {
  const parts = (file: Uint8Array): Record<string, Uint8Array> => {
    const ofd = OfdPackage.open(file);
    return Object.fromEntries(ofd.paths.map((path) => [path.slice(1), ofd.part(path) ?? new Uint8Array()]));
  };
  const edited = (path: string, from: string, to: string): Buffer => {
    const all = parts(sealedPage());
    const text = Buffer.from(all[path] ?? []).toString('utf8');
    if (!text.includes(from)) throw new Error('nothing to change');
    return pack({ ...all, [path]: text.replace(from, to) });
  };

  it.each<[string, string, string, string, string]>([
    ['a word on its page', 'Doc_0/Pages/Page_0/Content.xml', '演示商行', '演示银行', 'REFERENCE_DIFFERS'],
    ['an element of its metadata', 'OFD.xml', '演示商行', '演示银行', 'REFERENCE_DIFFERS'],
    ['a font', 'Doc_0/PublicRes.xml', '宋体', '黑体', 'REFERENCE_DIFFERS'],
    ['the place of its seal', 'Doc_0/Signs/Sign_0/Signature.xml', 'PageRef', 'Pageref', 'DATA_HASH_DIFFERS'],
  ])('is invalid once %s was changed', (_what, path, from, to, code) => {
    const found = inspect(edited(path, from, to));
    expect([found.result, codesOf(found)]).toEqual(['invalid', expect.arrayContaining([code])]);
  });

  it('is invalid once a part was added', () => {
    const found = inspect(pack({ ...parts(sealedPage()), 'Doc_0/Pages/Page_1/Content.xml': '<x/>' }));
    expect(codesOf(found)).toContain('PARTS_UNCOVERED');
    expect(found.result).not.toBe('valid');
  });

  it.each<[string, Parameters<typeof heldSeal>, string]>([
    ['a self-made seal under a good root', [pki.signer, pki.stranger], 'MAKER_NOT_REGISTERED'],
    ['a seal that its own signer made', [pki.signer, pki.signer], 'MAKER_NOT_REGISTERED'],
  ])('is not valid under %s', (_what, seal, code) => {
    const found = inspect(sealedPage(pageOf(), [heldSeal(...seal)]), trust);
    expect([found.result, codesOf(found)]).not.toContain('valid');
    expect(codesOf(found)).toContain(code);
  });

  it('is not valid when another signed under the seal', () => {
    const foreign = heldSeal(pki.stranger);
    const found = inspect(sealedPage(pageOf(), [{ ...foreign, seal: heldSeal().seal }]));
    expect([found.result, codesOf(found)]).toEqual([
      'invalid',
      expect.arrayContaining(['SIGNER_NOT_LISTED']),
    ]);
  });
});

describe('a photo', () => {
  it.each<[string, Uint8Array, string]>([
    ['a PNG', png, 'none'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'none'],
    ['one at the limit', Buffer.concat([png, Buffer.alloc(MAX_PHOTO_BYTES - png.length)]), 'none'],
    [
      'one beyond it',
      Buffer.concat([png, Buffer.alloc(MAX_PHOTO_BYTES - png.length + 1)]),
      'photo-too-large',
    ],
    ['an SVG', Buffer.from('<svg/>'), 'bad-photo'],
    ['nothing', Buffer.alloc(0), 'bad-photo'],
  ])('is read by its first bytes: %s', (_what, bytes, code) => {
    expect(fault(() => readPhoto(bytes))).toBe(code);
  });
});

describe('text on a page', () => {
  it('is the same text when its lines are joined', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (text, room) => {
          expect(wrapText(text, room).join('')).toBe(text);
          expect(
            directionRuns(text)
              .map((run) => run.text)
              .join(''),
          ).toBe(text);
        },
      ),
      { seed: 10 },
    );
  });

  it('is set top down where it is Mongolian, and in lines where it is not', () => {
    expect(directionRuns('ᠪᠠᠶᠠᠷ 巴雅尔').map(({ vertical }) => vertical)).toEqual([true, false]);
    expect(directionRuns('巴特尔·演示')).toEqual([{ text: '巴特尔·演示', vertical: false }]);
    const file = sealedPage(pageOf(licenceDraft({ certificate_holder_name: 'ᠪᠠᠶᠠᠷ' })));
    expect(partText(file, '/Doc_0/Pages/Page_0/Content.xml')).toMatch(/CTM="0 1 -1 0 [\d.]+ 0"/);
  });

  it('has one step fewer than characters in each run', () => {
    const xml = partText(sealedPage(), '/Doc_0/Pages/Page_0/Content.xml');
    for (const [, deltas, text = ''] of xml.matchAll(/DeltaX="([^"]*)">([^<]*)</g)) {
      const plain = text.replace(/&\w+;/g, 'x');
      expect((deltas ?? '').split(' ').length).toBe(Array.from(plain).length - 1);
    }
  });
});

it('draws the same seal each time, as a PNG that is not blank', () => {
  const picture = drawSealPicture(60);
  expect(picture.equals(drawSealPicture(60))).toBe(true);
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(provider.digest('sha-256', picture)).not.toEqual(provider.digest('sha-256', drawSealPicture(62)));
});
