/** Where a leaf stands. */
export interface LeafPlace {
  readonly batch: string;
  readonly index: number;
  /** base64url digest of the licence's other form under the batch's hash, where the place was found by one of two. */
  readonly other?: string;
}

/** As it is stored: `batch index`, `batch index other`. */
export function placeText({ batch, index, other }: LeafPlace): string {
  return other === undefined ? `${batch} ${String(index)}` : `${batch} ${String(index)} ${other}`;
}

export function readPlace(text: string | undefined): LeafPlace | undefined {
  const [batch, index, other] = text?.split(' ') ?? [];
  if (batch === undefined || index === undefined) return undefined;
  return { batch, index: Number(index), ...(other === undefined ? {} : { other }) };
}
