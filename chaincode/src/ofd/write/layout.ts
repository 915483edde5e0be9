/** Where everything stands on the pages of a licence: A4, upright, lengths in millimetres. */
import { MalformedError } from '../../domain/encoding';
import type { Drawing, FontName, Place } from './drawing';
import type { LabelledField, LicencePage } from './licence-page';
import { directionRuns, widthOf, wrapText } from './text-measure';

export const PAGE = { width: 210, height: 297 } as const;
/** Pages that one licence may fill. */
export const MAX_PAGES = 12;

const FRAME = { x: 10, y: 10, width: 190, height: 277, gap: 1.8 } as const;
const LEFT = 24;
const RIGHT = 186;
const VALUE_X = 66;
const TOP = 26;
const TOP_FOLLOWING = 30;
/** Rows end here; below stand issuer, day and seal on the last page, and the identifier on each. */
const BOTTOM = 268;
const FOOT = 277;
const CLOSING_HEIGHT = 52;
const LABEL = 4;
const SUB_LABEL = 2.3;
const VALUE = 4.6;
const LEADING = 1.55;
const ROW_GAP = 2.6;
/** Longest column of vertical text. */
const COLUMN = 46;
const RED = [156, 28, 28] as const;
const GREY = [150, 150, 150] as const;
/** 二寸 photo: 35 × 49 mm. */
const PHOTO = { width: 35, height: 49 } as const;
/** Diameter of the seal's picture. */
export const SEAL_SIZE = 42;

export interface LaidOut {
  readonly pages: readonly (readonly Drawing[])[];
  /** Where the seals stand, the issuer's first. */
  readonly seals: readonly Place[];
}

function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  line: number,
  colour: readonly [number, number, number],
): Drawing {
  const points = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ] as const;
  return { kind: 'path', points, closed: true, width: line, colour };
}

function textAt(x: number, y: number, size: number, text: string, font: FontName = 'song'): Drawing {
  return { kind: 'text', x, y, size, font, text };
}

function centred(y: number, size: number, text: string, font: FontName = 'song'): Drawing {
  return textAt((PAGE.width - widthOf(text) * size) / 2, y, size, text, font);
}

/** Pages that grow as rows come. */
class Sheet {
  readonly pages: Drawing[][] = [];
  y = 0;

  constructor(private readonly identifier: string) {
    this.turn(TOP);
  }

  get page(): number {
    return this.pages.length - 1;
  }

  /** @throws MalformedError page-too-long */
  turn(top: number): void {
    if (this.pages.length === MAX_PAGES) {
      throw new MalformedError('page-too-long', 'The licence fills too many pages.', '/fields');
    }
    const { x, y, width, height, gap } = FRAME;
    this.pages.push([
      rectangle(x, y, width, height, 0.9, RED),
      rectangle(x + gap, y + gap, width - 2 * gap, height - 2 * gap, 0.3, RED),
      centred(FOOT, 2.8, `证照标识 ${this.identifier}`),
    ]);
    this.y = top;
  }

  draw(...drawings: readonly Drawing[]): void {
    this.pages[this.page]?.push(...drawings);
  }

  /** Begins a new page unless the height is left on this one. */
  room(height: number): void {
    if (this.y + height > BOTTOM) this.turn(TOP_FOLLOWING);
  }
}

/** A line in the middle, as large as its width allows; a long one is wrapped at the smallest size. */
function drawHeading(sheet: Sheet, text: string, largest: number, smallest: number, font: FontName): void {
  const room = RIGHT - LEFT;
  const size = Math.max(smallest, Math.min(largest, room / Math.max(1, widthOf(text))));
  for (const line of wrapText(text, room / size)) {
    sheet.room(size * LEADING);
    sheet.y += size;
    sheet.draw(centred(sheet.y, size, line, font));
    sheet.y += size * (LEADING - 1);
  }
}

function drawLabel(sheet: Sheet, { label }: LabelledField): void {
  const room = VALUE_X - LEFT - 3;
  const size = Math.min(LABEL, room / Math.max(1, widthOf(label.zh)));
  const subSize = Math.min(SUB_LABEL, room / Math.max(1, widthOf(label.en)));
  sheet.draw(textAt(LEFT, sheet.y + VALUE, size, label.zh));
  if (label.en !== label.zh) sheet.draw(textAt(LEFT, sheet.y + VALUE + 3.2, subSize, label.en));
}

/** One field: its label at the left, its value in lines, Mongolian in columns that follow from left to right. */
function drawField(sheet: Sheet, field: LabelledField, right: number): void {
  const line = VALUE * LEADING;
  sheet.room(VALUE * 2.4);
  drawLabel(sheet, field);
  const first = { page: sheet.page, y: sheet.y };
  for (const { text, vertical } of directionRuns(field.value)) {
    if (vertical) drawColumns(sheet, text, right);
    else {
      for (const each of wrapText(text, (right - VALUE_X) / VALUE)) {
        sheet.room(line);
        sheet.draw(textAt(VALUE_X, sheet.y + VALUE, VALUE, each, 'kai'));
        sheet.y += line;
      }
    }
  }
  // The label takes two lines, also beside a short value.
  if (sheet.page === first.page) sheet.y = Math.max(sheet.y, first.y + VALUE * 2);
  sheet.y += ROW_GAP - (line - VALUE);
  const y = sheet.y;
  sheet.draw({
    kind: 'path',
    points: [
      [LEFT, y],
      [right, y],
    ],
    closed: false,
    width: 0.15,
    colour: GREY,
  });
  sheet.y += ROW_GAP / 2;
}

function drawColumns(sheet: Sheet, text: string, right: number): void {
  const columns = wrapText(text, COLUMN / VALUE);
  const step = VALUE * LEADING;
  const perBlock = Math.max(1, Math.floor((right - VALUE_X) / step));
  for (let at = 0; at < columns.length; at += perBlock) {
    const block = columns.slice(at, at + perBlock);
    const height = Math.max(...block.map(widthOf)) * VALUE;
    sheet.room(height + VALUE);
    const top = sheet.y + VALUE * 0.3;
    block.forEach((column, i) => {
      const x = VALUE_X + i * step;
      sheet.draw({ kind: 'text', x, y: top, size: VALUE, font: 'song', text: column, vertical: true });
    });
    sheet.y += height + VALUE * LEADING;
  }
}

/** The photo, or the frame where it goes. Answers where rows beside it must end, and down to where. */
function drawPhoto(sheet: Sheet, media: string | undefined): { right: number; bottom: number } {
  const x = RIGHT - PHOTO.width;
  const y = sheet.y;
  const { width, height } = PHOTO;
  if (media === undefined) {
    sheet.draw(textAt(x + width / 2 - LABEL, y + height / 2, LABEL, '照片'));
    sheet.draw(textAt(x + width / 2 - 2.9, y + height / 2 + 4, SUB_LABEL, 'photo'));
  } else sheet.draw({ kind: 'image', x, y, width, height, media });
  sheet.draw(rectangle(x, y, width, height, 0.2, GREY));
  return { right: x - 4, bottom: y + height + 2 };
}

/** 颁发机构, 颁发日期, and over them the seals, from right to left. */
function drawClosing(sheet: Sheet, page: LicencePage, seals: number): readonly Place[] {
  sheet.room(CLOSING_HEIGHT);
  const middle = RIGHT - 34;
  const top = Math.max(sheet.y + 2, BOTTOM - CLOSING_HEIGHT);
  const rows = [
    [page.issuer.zh, 4.8],
    [page.issuer.en, 2.6],
    [page.issueDay, 4.4],
  ] as const;
  let y = top + SEAL_SIZE / 2 - 2;
  for (const [text, largest] of rows) {
    const size = Math.min(largest, (2 * (RIGHT + 8 - middle)) / Math.max(1, widthOf(text)));
    sheet.draw(textAt(middle - (widthOf(text) * size) / 2, y, size, text));
    y += 7;
  }
  return Array.from({ length: seals }, (_, at) => ({
    page: sheet.page,
    x: Math.max(FRAME.x + 4, middle - SEAL_SIZE / 2 - at * (SEAL_SIZE + 3)),
    y: top,
    width: SEAL_SIZE,
    height: SEAL_SIZE,
  }));
}

/**
 * @param photo name of the photo's media
 * @throws MalformedError `page-too-long`
 */
export function layOut(page: LicencePage, seals: number, photo?: string): LaidOut {
  const sheet = new Sheet(page.identifier);
  drawHeading(sheet, page.title.zh, 11, 5, 'kai');
  if (page.title.en !== page.title.zh) drawHeading(sheet, page.title.en, 4, 3, 'song');
  sheet.y += 3;
  if (page.number !== undefined) drawHeading(sheet, `编号 ${page.number}`, 4, 3, 'song');
  sheet.y += 5;
  const beside = page.hasPhotoPlace || photo !== undefined ? drawPhoto(sheet, photo) : undefined;
  for (const field of page.fields) {
    const isBeside = beside !== undefined && sheet.page === 0 && sheet.y < beside.bottom;
    drawField(sheet, field, isBeside ? beside.right : RIGHT);
  }
  if (beside !== undefined && sheet.page === 0) sheet.y = Math.max(sheet.y, beside.bottom);
  const places = drawClosing(sheet, page, seals);
  return { pages: sheet.pages, seals: places };
}
