import { fieldOfElement, type ShownField } from './licence-fields';
import { OfdParts } from './ofd-parts';
import type { PageMark } from './page-mark';
import { readSealMarks } from './seal-marks';

export interface PageView {
  /** Metadata, by the elements of GB/T 36903. */
  readonly fields: readonly ShownField[];
  /** Empty where the file is not of Huren's making. */
  readonly pages: readonly (readonly PageMark[])[];
  /** Pictures made for this view, to be released after it. */
  readonly urls: readonly string[];
}

const PAGES = 12;
const MARKS = 5_000;

const all = (scope: Document | Element, name: string): readonly Element[] => [
  ...scope.getElementsByTagNameNS('*', name),
];
const numbers = (text: string | null): readonly number[] => (text ?? '').split(/\s+/).map(Number);
/** Only what is a path of lines is drawn; the rest of the grammar is not Huren's. */
const lines = /^(?:[ML] -?[\d.]+ -?[\d.]+ ?|C ?)+$/;

function textMark(object: Element, kai: ReadonlySet<string>): PageMark {
  const [x = 0, y = 0, width = 0, height = 0] = numbers(object.getAttribute('Boundary'));
  const size = Number(object.getAttribute('Size'));
  const codes = all(object, 'TextCode');
  const vertical = object.hasAttribute('CTM');
  const base = Number(codes[0]?.getAttribute('Y') ?? 0);
  return {
    kind: 'text',
    x: vertical ? x + width / 2 : x,
    y: vertical ? y : y + base,
    size,
    text: codes.map((code) => code.textContent).join(''),
    vertical,
    kai: kai.has(object.getAttribute('Font') ?? ''),
    length: vertical ? height : width,
  };
}

function pathMark(object: Element): PageMark | undefined {
  const [x = 0, y = 0] = numbers(object.getAttribute('Boundary'));
  const data = all(object, 'AbbreviatedData')[0]?.textContent.trim() ?? '';
  const colour = numbers(all(object, 'StrokeColor')[0]?.getAttribute('Value') ?? '0 0 0').slice(0, 3);
  if (!lines.test(data) || colour.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return {
    kind: 'path',
    d: data.replaceAll('C', 'Z'),
    x,
    y,
    width: Number(object.getAttribute('LineWidth') ?? 0.35),
    colour: `rgb(${colour.join(' ')})`,
  };
}

/** Reads a page form for the eye. A file of other makers yields its metadata alone; a bent one, nothing. */
export async function readPageView(ofd: Uint8Array): Promise<PageView> {
  const urls: string[] = [];
  try {
    const parts = new OfdParts(ofd);
    const root = await parts.xmlOf('OFD.xml');
    if (root === undefined) return { fields: [], pages: [], urls };
    const fields = all(root, 'CustomData').map((data) =>
      fieldOfElement(data.getAttribute('Name') ?? '', data.textContent),
    );
    const isOurs = all(root, 'Creator')[0]?.textContent === 'Huren';
    const document = isOurs ? await parts.xmlOf('Doc_0/Document.xml') : undefined;
    if (document === undefined) return { fields, pages: [], urls };
    const kai = await kaiFonts(parts);
    const images = await mediaUrls(parts, urls);
    const seals = await readSealMarks(parts, urls);
    const pages: PageMark[][] = [];
    for (const page of all(document, 'Page').slice(0, PAGES)) {
      const content = await parts.xmlOf(`Doc_0/${page.getAttribute('BaseLoc') ?? ''}`);
      if (content === undefined) continue;
      const marks: PageMark[] = [];
      for (const object of all(content, '*').slice(0, MARKS)) {
        if (object.localName === 'TextObject') marks.push(textMark(object, kai));
        else if (object.localName === 'PathObject') {
          const mark = pathMark(object);
          if (mark !== undefined) marks.push(mark);
        } else if (object.localName === 'ImageObject') {
          const url = images.get(object.getAttribute('ResourceID') ?? '');
          const [x = 0, y = 0, width = 0, height = 0] = numbers(object.getAttribute('Boundary'));
          if (url !== undefined) marks.push({ kind: 'image', x, y, width, height, url });
        }
      }
      const id = page.getAttribute('ID');
      pages.push([...marks, ...seals.filter(({ pageId }) => pageId === id).map(({ mark }) => mark)]);
    }
    return { fields, pages, urls };
  } catch (error) {
    // The gateway says what is wrong with a file; here there is nothing to look at.
    if (error instanceof RangeError || error instanceof TypeError) return { fields: [], pages: [], urls };
    throw error;
  }
}

async function kaiFonts(parts: OfdParts): Promise<ReadonlySet<string>> {
  const resources = await parts.xmlOf('Doc_0/PublicRes.xml');
  const fonts = resources === undefined ? [] : all(resources, 'Font');
  return new Set(
    fonts
      .filter((font) => /楷|kai/i.test(font.getAttribute('FontName') ?? ''))
      .map((font) => font.getAttribute('ID') ?? ''),
  );
}

async function mediaUrls(parts: OfdParts, urls: string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const resources = await parts.xmlOf('Doc_0/DocumentRes.xml');
  for (const media of resources === undefined ? [] : all(resources, 'MultiMedia')) {
    const file = all(media, 'MediaFile')[0]?.textContent.trim() ?? '';
    const format = media.getAttribute('Format');
    const bytes = await parts.bytesOf(`Doc_0/Res/${file}`);
    if (bytes === undefined || (format !== 'PNG' && format !== 'JPEG')) continue;
    const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: `image/${format.toLowerCase()}` }));
    urls.push(url);
    found.set(media.getAttribute('ID') ?? '', url);
  }
  return found;
}
