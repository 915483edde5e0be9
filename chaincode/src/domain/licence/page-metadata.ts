/** One element of a page form's metadata. */
export interface PageMetadataItem {
  /** English name of GB/T 36903, as the table of claims has it. */
  readonly name: string;
  readonly value: string;
}
