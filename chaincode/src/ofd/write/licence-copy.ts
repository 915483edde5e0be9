/** The page of an annotated copy (加注件): the original's, and before it for whose use the copy is, and until when. */
import { type CopyDraft, copyElements } from '../../domain/licence';
import { isUscc } from '../../domain/code';
import { OfdPackage } from '../package';
import { type LicencePhoto, PHOTO_FILES, readPhoto } from './licence-document';
import type { LabelledField, LicencePage } from './licence-page';

/** What people call those that the copy names by code. */
export interface CopyNames {
  /** Who makes the copy. */
  readonly creator: string;
  readonly addressee: string;
  readonly matter?: string;
}

const named = (code: string, name: string | undefined): string =>
  name === undefined || name === code ? code : `${name}（${code}）`;

function annotations(draft: CopyDraft, { creator, addressee, matter }: CopyNames): readonly LabelledField[] {
  const label = isUscc(draft.addressee)
    ? { zh: '加注：仅供使用单位', en: 'annotated copy, for this office alone' }
    : { zh: '加注：仅供使用地区', en: 'annotated copy, for this region alone' };
  return [
    { label, value: named(draft.addressee, addressee) },
    { label: { zh: '加注：仅用于事项', en: 'for this matter alone' }, value: named(draft.matter, matter) },
    { label: { zh: '加注：使用截止', en: 'last day of use' }, value: draft.end },
    { label: { zh: '加注：事由', en: 'cause' }, value: draft.cause },
    { label: { zh: '加注：制作者', en: 'made by' }, value: named(draft.creator, creator) },
  ];
}

/**
 * @param page of the original, drafted once more
 * @throws MalformedError those of `copyElements`
 */
export function copyPage(page: LicencePage, draft: CopyDraft, names: CopyNames): LicencePage {
  const elements = Object.entries(copyElements(draft)).map(([name, value]) => ({ name, value }));
  const metadata = page.metadata.map((item) =>
    item.name === 'ZZQZR' ? { ...item, value: names.creator } : item,
  );
  return {
    ...page,
    fields: [...annotations(draft, names), ...page.fields],
    metadata: [...metadata, ...elements],
  };
}

/**
 * The photo on a page form that was written here.
 * @throws OfdRefusal for a file that is no sound package, MalformedError for a photo that is none
 */
export function photoOf(ofd: Uint8Array): LicencePhoto | undefined {
  const parts = OfdPackage.open(ofd);
  const bytes = PHOTO_FILES.map((file) => parts.part(`/Doc_0/Res/${file}`)).find(
    (part) => part !== undefined,
  );
  return bytes && readPhoto(bytes);
}
