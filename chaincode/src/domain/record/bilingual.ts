/** A text for people, in Chinese and English. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}
