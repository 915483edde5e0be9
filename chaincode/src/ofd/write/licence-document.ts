/** The unsealed parts of a licence's page form (GB/T 33190-2016 §7). */
import { MalformedError } from '../../domain/encoding';
import { FONTS, type FontName, type Place } from './drawing';
import { layOut, PAGE } from './layout';
import type { LicencePage } from './licence-page';
import { IdCounter, pageObjects } from './page-xml';
import { xmlElement, xmlNumber, xmlPart, xmlText } from './xml-text';
import type { PackagePart } from './zip';

export interface LicencePhoto {
  readonly format: 'PNG' | 'JPEG';
  readonly bytes: Uint8Array;
}

export interface DocumentDraft {
  readonly page: LicencePage;
  /** 32 hexadecimal digits, fresh for each document: a UUID without hyphens (§7.4 DocID). */
  readonly docId: string;
  /** `YYYY-MM-DD` */
  readonly createdOn: string;
  /** How many seals will stand on it. */
  readonly seals: number;
  readonly photo?: LicencePhoto;
}

/** A document that is ready to be sealed: parts, and where the seals go. */
export interface UnsealedDocument {
  readonly parts: readonly PackagePart[];
  readonly seals: readonly (Place & { readonly pageId: string })[];
}

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];
export const MAX_PHOTO_BYTES = 256 * 1024;

/** @throws MalformedError `bad-photo`, `photo-too-large` */
export function readPhoto(bytes: Uint8Array): LicencePhoto {
  if (bytes.length > MAX_PHOTO_BYTES)
    throw new MalformedError('photo-too-large', 'The photo is too large.', '/photo');
  const begins = (magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  if (begins(PNG)) return { format: 'PNG', bytes };
  if (begins(JPEG)) return { format: 'JPEG', bytes };
  throw new MalformedError('bad-photo', 'The photo is neither PNG nor JPEG.', '/photo');
}

/** Names of a photo's file, by its format. */
export const PHOTO_FILES = ['photo.png', 'photo.jpg'] as const;
const photoFile = ({ format }: LicencePhoto): string => PHOTO_FILES[format === 'PNG' ? 0 : 1];
const PHOTO_MEDIA = 'photo';

function manifest({ page, docId, createdOn }: DocumentDraft): Uint8Array {
  const data = page.metadata.map(({ name, value }) =>
    xmlElement('CustomData', { Name: name }, xmlText(value)),
  );
  const info = xmlElement(
    'DocInfo',
    {},
    xmlElement('DocID', {}, docId),
    xmlElement('Title', {}, xmlText(page.title.zh)),
    xmlElement('Author', {}, xmlText(page.issuer.zh)),
    xmlElement('CreationDate', {}, createdOn),
    xmlElement('Creator', {}, 'Huren'),
    xmlElement('CustomDatas', {}, ...data),
  );
  const body = xmlElement(
    'DocBody',
    {},
    info,
    xmlElement('DocRoot', {}, 'Doc_0/Document.xml'),
    xmlElement('Signatures', {}, 'Doc_0/Signs/Signatures.xml'),
  );
  return xmlPart('OFD', { Version: '1.0', DocType: 'OFD' }, body);
}

/**
 * The parts of a licence's page form; the same draft gives the same bytes.
 * @throws MalformedError `page-too-long`, `control-character`
 */
export function licenceDocument(draft: DocumentDraft): UnsealedDocument {
  if (!/^[0-9a-f]{32}$/.test(draft.docId))
    throw new TypeError('a document has an id of 32 hexadecimal digits');
  const { photo } = draft;
  const laidOut = layOut(draft.page, draft.seals, photo && PHOTO_MEDIA);
  const ids = new IdCounter();
  const fonts = { song: ids.next(), kai: ids.next() } satisfies Record<FontName, string>;
  const media = new Map(photo === undefined ? [] : [[PHOTO_MEDIA, ids.next()]]);
  const pages = laidOut.pages.map((drawings, at) => {
    const id = ids.next();
    const layer = ids.next();
    const content = xmlElement(
      'Content',
      {},
      xmlElement('Layer', { ID: layer, Type: 'Body' }, pageObjects(drawings, ids, { fonts, media })),
    );
    return { id, location: `Pages/Page_${String(at)}/Content.xml`, bytes: xmlPart('Page', {}, content) };
  });
  const fontRows = (Object.keys(FONTS) as FontName[]).map((font) =>
    xmlElement('Font', { ID: fonts[font], FontName: FONTS[font].name, FamilyName: FONTS[font].family }),
  );
  const common = xmlElement(
    'CommonData',
    {},
    xmlElement('MaxUnitID', {}, String(ids.last)),
    xmlElement(
      'PageArea',
      {},
      xmlElement('PhysicalBox', {}, `0 0 ${xmlNumber(PAGE.width)} ${xmlNumber(PAGE.height)}`),
    ),
    xmlElement('PublicRes', {}, 'PublicRes.xml'),
    ...(photo === undefined ? [] : [xmlElement('DocumentRes', {}, 'DocumentRes.xml')]),
  );
  const list = pages.map(({ id, location }) => xmlElement('Page', { ID: id, BaseLoc: location }));
  const document = xmlPart('Document', {}, common, xmlElement('Pages', {}, ...list));
  const parts: PackagePart[] = [
    { path: 'OFD.xml', bytes: manifest(draft) },
    { path: 'Doc_0/Document.xml', bytes: document },
    {
      path: 'Doc_0/PublicRes.xml',
      bytes: xmlPart('Res', { BaseLoc: 'Res' }, xmlElement('Fonts', {}, ...fontRows)),
    },
    ...pages.map(({ location, bytes }) => ({ path: `Doc_0/${location}`, bytes })),
  ];
  if (photo !== undefined) parts.push(...photoParts(photo, media.get(PHOTO_MEDIA) ?? ''));
  const seals = laidOut.seals.map((place) => ({ ...place, pageId: pages[place.page]?.id ?? '' }));
  return { parts, seals };
}

function photoParts(photo: LicencePhoto, id: string): readonly PackagePart[] {
  const file = photoFile(photo);
  const media = xmlElement(
    'MultiMedia',
    { ID: id, Type: 'Image', Format: photo.format },
    xmlElement('MediaFile', {}, file),
  );
  return [
    {
      path: 'Doc_0/DocumentRes.xml',
      bytes: xmlPart('Res', { BaseLoc: 'Res' }, xmlElement('MultiMedias', {}, media)),
    },
    { path: `Doc_0/Res/${file}`, bytes: photo.bytes },
  ];
}
