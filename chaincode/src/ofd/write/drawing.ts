/** What stands on a page: the subset that Huren writes and draws (text, image, lines). Lengths in millimetres. */
export type FontName = 'song' | 'kai';

/** GB/T 33190-2016 §11.1: fonts by name; a reader takes its own of that name. */
export const FONTS: Readonly<Record<FontName, { readonly name: string; readonly family: string }>> = {
  song: { name: '宋体', family: 'SimSun' },
  kai: { name: '楷体', family: 'KaiTi' },
};

export interface TextDrawing {
  readonly kind: 'text';
  /** Left end of the base line; of a vertical text its upper end. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly font: FontName;
  readonly text: string;
  /** Top down, the glyphs turned by a quarter: Mongolian. */
  readonly vertical?: true;
  readonly bold?: true;
}

export interface LineDrawing {
  readonly kind: 'path';
  /** Corners, joined by lines; `closed` joins the last to the first. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly closed: boolean;
  readonly width: number;
  readonly colour: readonly [red: number, green: number, blue: number];
}

export interface ImageDrawing {
  readonly kind: 'image';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Name of the media. */
  readonly media: string;
}

export type Drawing = TextDrawing | LineDrawing | ImageDrawing;

/** A place on a page, counted from 0. */
export interface Place {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
