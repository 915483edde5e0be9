/** One line of a bench; a larger ratio is better, and `limit` is what it is meant to reach. No bench decides a test. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Against the limit of the same run that the row's bench names; 0 where the row is a plain figure. */
  readonly ratio: number;
  readonly limit: number;
}

/** Milliseconds that `act` takes. */
export async function elapsedMs(act: () => unknown): Promise<number> {
  const from = process.hrtime.bigint();
  await act();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
