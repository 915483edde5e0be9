/** Drawings as page objects (GB/T 33190-2016 §8 path, §10 image, §11.3 text). */
import {
  type Drawing,
  type FontName,
  type ImageDrawing,
  type LineDrawing,
  type TextDrawing,
} from './drawing';
import { advanceOf, widthOf } from './text-measure';
import { xmlElement, xmlNumber, xmlText } from './xml-text';

/** Identifiers of the objects and resources of one document: each once (§7.3 ST_ID). */
export class IdCounter {
  #last = 0;

  next(): string {
    this.#last += 1;
    return String(this.#last);
  }

  get last(): number {
    return this.#last;
  }
}

export interface ResourceIds {
  readonly fonts: Readonly<Record<FontName, string>>;
  readonly media: ReadonlyMap<string, string>;
}

const box = (...values: readonly number[]): string => values.map(xmlNumber).join(' ');

/**
 * TextCodes of a line. Characters outside the basic plane have a TextCode each: programs count the advances of DeltaX
 * in code points or in UTF-16 units, and so have nothing to count.
 */
function textCodes(text: string, size: number, base: number): string {
  const codes: string[] = [];
  let x = 0;
  let run = '';
  let start = 0;
  let steps: number[] = [];
  const flush = (): void => {
    if (run === '') return;
    const delta = steps.slice(0, -1);
    codes.push(
      xmlElement(
        'TextCode',
        {
          X: xmlNumber(start),
          Y: xmlNumber(base),
          ...(delta.length === 0 ? {} : { DeltaX: delta.map(xmlNumber).join(' ') }),
        },
        xmlText(run),
      ),
    );
    run = '';
    steps = [];
  };
  for (const character of text) {
    const step = advanceOf(character) * size;
    if (character.length > 1) flush();
    if (run === '') start = x;
    run += character;
    steps.push(step);
    x += step;
    if (character.length > 1) flush();
  }
  flush();
  return codes.join('');
}

/** Share of the size above the base line in the box of a text; the rest is below. */
const ASCENT = 0.88;
const LINE = 1.2;

function textObject(drawing: TextDrawing, id: string, { fonts }: ResourceIds): string {
  const { x, y, size, font, text, vertical } = drawing;
  const length = Math.max(size, widthOf(text) * size);
  const shared = { ID: id, Font: fonts[font], Size: xmlNumber(size) };
  if (vertical === true) {
    // A quarter turn clockwise: what runs to the right runs down, and glyphs that lie on their side stand.
    const boundary = box(x, y, size * LINE, length);
    const turn = `0 1 -1 0 ${xmlNumber(size * (LINE - ASCENT))} 0`;
    return xmlElement('TextObject', { ...shared, Boundary: boundary, CTM: turn }, textCodes(text, size, 0));
  }
  const boundary = box(x, y - size * ASCENT, length, size * LINE);
  return xmlElement('TextObject', { ...shared, Boundary: boundary }, textCodes(text, size, size * ASCENT));
}

function pathObject({ points, closed, width, colour }: LineDrawing, id: string): string {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const margin = width;
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  const boundary = box(left, top, Math.max(...xs) + margin - left, Math.max(...ys) + margin - top);
  const data = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'} ${box(x - left, y - top)}`);
  return xmlElement(
    'PathObject',
    { ID: id, Boundary: boundary, LineWidth: xmlNumber(width) },
    xmlElement('StrokeColor', { Value: colour.join(' ') }),
    xmlElement('AbbreviatedData', {}, [...data, ...(closed ? ['C'] : [])].join(' ')),
  );
}

function imageObject({ x, y, width, height, media }: ImageDrawing, id: string, ids: ResourceIds): string {
  return xmlElement('ImageObject', {
    ID: id,
    Boundary: box(x, y, width, height),
    ResourceID: ids.media.get(media) ?? '',
    CTM: `${box(width)} 0 0 ${box(height)} 0 0`,
  });
}

/** The page objects of one layer. */
export function pageObjects(drawings: readonly Drawing[], ids: IdCounter, resources: ResourceIds): string {
  return drawings
    .map((drawing) => {
      const id = ids.next();
      if (drawing.kind === 'text') return textObject(drawing, id, resources);
      return drawing.kind === 'path' ? pathObject(drawing, id) : imageObject(drawing, id, resources);
    })
    .join('');
}
