/** The ledger's only trusted order: block number, and index of the transaction within it. */
export interface Position {
  readonly block: number;
  readonly tx: number;
}

/** One state of a record: written at a position, at block time `time` (epoch ms); `value` null = deleted. */
export interface Version<T> {
  readonly position: Position;
  readonly time: number;
  readonly value: T | null;
}

/** Every version of one record in ledger order. Empty: the ledger never held it. */
export type History<T> = readonly Version<T>[];

/** Negative when `a` comes before `b` on the ledger. */
export function comparePositions(a: Position, b: Position): number {
  return a.block - b.block || a.tx - b.tx;
}

/** The state just before `position`: what a transaction there could have read. */
export function versionBefore<T>(history: History<T>, position: Position): Version<T> | undefined {
  return lastWhere(history, (version) => comparePositions(version.position, position) < 0);
}

/** The state after the last block whose time is before `timeMs`. */
export function versionAtTime<T>(history: History<T>, timeMs: number): Version<T> | undefined {
  return lastWhere(history, (version) => version.time < timeMs);
}

export function latestVersion<T>(history: History<T>): Version<T> | undefined {
  return history[history.length - 1];
}

/** What was known when the ledger had `height` blocks (DETAILS 16: `knownAt`). */
export function knownAt<T>(history: History<T>, height: number): History<T> {
  const last = history[history.length - 1];
  return last === undefined || last.position.block < height
    ? history
    : history.filter((version) => version.position.block < height);
}

/** Histories are short and questions are mostly about the present, so this walks from the end. */
function lastWhere<T>(history: History<T>, holds: (version: Version<T>) => boolean): Version<T> | undefined {
  for (let i = history.length - 1; i >= 0; i--) {
    const version = history[i];
    if (version !== undefined && holds(version)) return version;
  }
  return undefined;
}
