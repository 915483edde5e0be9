/** What is drawn: Huren's own subset of GB/T 33190 (text, path, image) and the seals, lengths in millimetres. */
export type PageMark =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly text: string;
      readonly vertical: boolean;
      readonly kai: boolean;
      readonly length: number;
    }
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly colour: string;
    }
  | {
      /** `seal`: the picture that a seal holds. */
      readonly kind: 'image' | 'seal';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly url: string;
    };
