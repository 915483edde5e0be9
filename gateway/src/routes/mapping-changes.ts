import {
  changedSides,
  type Day,
  endOfDayMs,
  type History,
  type Matter,
  type MatterMapping,
  type MatterReference,
  recordKey,
  referenceEntry,
  versionAtTime,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';

/** The sides of a mapping whose codes name something else now, or on that day, than what its parties accepted. */
export function mappingChanges(
  index: RecordIndex,
  mapping: MatterMapping,
  on?: Day,
): readonly ('from' | 'to')[] {
  const present = <T>(history: History<T>): T | undefined =>
    (on === undefined ? history.at(-1) : versionAtTime(history, endOfDayMs(on)))?.value ?? undefined;
  const { from, list, to } = mapping;
  return changedSides(mapping, {
    from: list === undefined ? present(index.history<Matter>(recordKey.matter(from))) : undefined,
    row:
      list === undefined
        ? undefined
        : present(index.history<MatterReference>(recordKey.reference(list, referenceEntry(from)))),
    to: present(index.history<Matter>(recordKey.matter(to))),
  });
}
