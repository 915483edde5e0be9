import { MalformedError, parseSesSignature } from '@huren/chaincode/domain';
import type { PageMark } from './page-mark';
import type { OfdParts } from './ofd-parts';

/** More seals than any licence type asks for. */
const SEALS = 8;
/** Types of pictures that a seal may hold (GB/T 38540 §6.1.4) and that browsers draw. */
const TYPES: Readonly<Record<string, string>> = {
  PNG: 'image/png',
  JPG: 'image/jpeg',
  JPEG: 'image/jpeg',
  BMP: 'image/bmp',
  GIF: 'image/gif',
};

/** What a seal looks like and on which page it stands; whether it holds is for the verdict to say. */
export interface SealMark {
  readonly pageId: string;
  readonly mark: PageMark;
}

const first = (scope: Document, name: string): Element | undefined =>
  scope.getElementsByTagNameNS('*', name)[0];
const inside = (path: string): string => path.replace(/^\//, '');

/** Pictures of the seals, each where its signature places it (GB/T 33190 §18.2.3, StampAnnot). */
export async function readSealMarks(parts: OfdParts, urls: string[]): Promise<readonly SealMark[]> {
  const list = await parts.xmlOf('Doc_0/Signs/Signatures.xml');
  const rows = list === undefined ? [] : [...list.getElementsByTagNameNS('*', 'Signature')];
  const found: SealMark[] = [];
  for (const row of rows.slice(0, SEALS)) {
    const signature = await parts.xmlOf(inside(row.getAttribute('BaseLoc') ?? ''));
    const stamp = signature === undefined ? undefined : first(signature, 'StampAnnot');
    const value = signature === undefined ? undefined : first(signature, 'SignedValue')?.textContent.trim();
    const bytes = value === undefined ? undefined : await parts.bytesOf(inside(value));
    const url = bytes === undefined ? undefined : pictureOf(bytes);
    if (stamp === undefined || url === undefined) continue;
    urls.push(url);
    const boundary = (stamp.getAttribute('Boundary') ?? '').split(/\s+/).map(Number);
    const [x = 0, y = 0, width = 0, height = 0] = boundary;
    found.push({
      pageId: stamp.getAttribute('PageRef') ?? '',
      mark: { kind: 'seal', x, y, width, height, url },
    });
  }
  return found;
}

function pictureOf(signedValue: Uint8Array): string | undefined {
  try {
    const { type, data } = parseSesSignature(signedValue).seal.picture;
    const named = TYPES[type.toUpperCase()];
    return named === undefined
      ? undefined
      : URL.createObjectURL(new Blob([data as BlobPart], { type: named }));
  } catch (error) {
    // A signature of another kind has no picture.
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
