import { common } from '@hyperledger/fabric-protos';
import { type ConfigGroup, type ConfigPolicy, type ConfigValue, emptyGroup, writeGroup } from './config-tree';

/** Nothing was to be changed. */
export class NothingChanges extends Error {
  constructor() {
    super('the two configurations are the same');
    this.name = 'NothingChanges';
  }
}

/** What an update reads (by version) and writes. */
export interface UpdateSets {
  readonly readSet: ConfigGroup;
  readonly writeSet: ConfigGroup;
}

/**
 * The update that leads from one configuration to another (Fabric "Updating a channel configuration"): the read set
 * names every version that must still stand, the write set what is new, one version higher where its own content or its
 * list of members changed. The same two trees give the same bytes wherever this runs.
 *
 * @returns `common.ConfigUpdate`, serialised. @throws NothingChanges
 */
export function computeUpdate(channelId: string, before: ConfigGroup, after: ConfigGroup): Uint8Array {
  const { readSet, writeSet } = computeSets(before, after);
  const update = new common.ConfigUpdate();
  update.setChannelId(channelId);
  update.setReadSet(writeGroup(readSet));
  update.setWriteSet(writeGroup(writeSet));
  return update.serializeBinary();
}

/** @throws NothingChanges */
export function computeSets(before: ConfigGroup, after: ConfigGroup): UpdateSets {
  const { readSet, writeSet, changed } = groupSets(before, after);
  if (!changed) throw new NothingChanges();
  return { readSet, writeSet };
}

/** One kind of member of a group, compared by name. */
interface Compared<T> {
  /** Members that stay, by version; they stand in both sets when the list itself changes. */
  readonly same: ReadonlyMap<string, T>;
  readonly read: ReadonlyMap<string, T>;
  readonly write: ReadonlyMap<string, T>;
  /** One came or went. */
  readonly listChanged: boolean;
}

function groupSets(before: ConfigGroup, after: ConfigGroup): UpdateSets & { readonly changed: boolean } {
  const policies = compare(before.policies, after.policies, samePolicy, bareItem);
  const values = compare(before.values, after.values, sameValue, (version) => ({
    ...bareItem(version),
    value: new Uint8Array(),
  }));
  const groups = compareGroups(before.groups, after.groups);
  const { version } = before;
  const listChanged =
    policies.listChanged || values.listChanged || groups.listChanged || before.modPolicy !== after.modPolicy;
  if (!listChanged) {
    const changed = [policies, values, groups].some(({ write, read }) => write.size + read.size > 0);
    const set = (side: 'read' | 'write'): ConfigGroup => ({
      ...emptyGroup,
      version,
      policies: policies[side],
      values: values[side],
      groups: groups[side],
    });
    return { readSet: set('read'), writeSet: set('write'), changed };
  }
  const set = (side: 'read' | 'write') => ({
    policies: new Map([...policies[side], ...policies.same]),
    values: new Map([...values[side], ...values.same]),
    groups: new Map([...groups[side], ...groups.same]),
  });
  return {
    readSet: { version, modPolicy: '', ...set('read') },
    writeSet: { version: version + 1, modPolicy: after.modPolicy, ...set('write') },
    changed: true,
  };
}

function compare<T extends { readonly version: number; readonly modPolicy: string }>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  isSame: (a: T, b: T) => boolean,
  bare: (version: number) => T,
): Compared<T> {
  const same = new Map<string, T>();
  const write = new Map<string, T>();
  let listChanged = false;
  for (const [name, was] of before) {
    const is = after.get(name);
    if (is === undefined) listChanged = true;
    else if (was.modPolicy === is.modPolicy && isSame(was, is)) same.set(name, bare(was.version));
    else write.set(name, { ...is, version: was.version + 1 });
  }
  for (const [name, is] of after) {
    if (before.has(name)) continue;
    listChanged = true;
    write.set(name, { ...is, version: 0 });
  }
  return { same, read: new Map(), write, listChanged };
}

function compareGroups(
  before: ReadonlyMap<string, ConfigGroup>,
  after: ReadonlyMap<string, ConfigGroup>,
): Compared<ConfigGroup> {
  const same = new Map<string, ConfigGroup>();
  const read = new Map<string, ConfigGroup>();
  const write = new Map<string, ConfigGroup>();
  let listChanged = false;
  for (const [name, was] of before) {
    const is = after.get(name);
    if (is === undefined) {
      listChanged = true;
      continue;
    }
    const sets = groupSets(was, is);
    if (!sets.changed) same.set(name, sets.readSet);
    else {
      read.set(name, sets.readSet);
      write.set(name, sets.writeSet);
    }
  }
  for (const [name, is] of after) {
    if (before.has(name)) continue;
    listChanged = true;
    write.set(name, { ...groupSets(emptyGroup, is).writeSet, version: 0, modPolicy: is.modPolicy });
  }
  return { same, read, write, listChanged };
}

const bareItem = (version: number) => ({ version, modPolicy: '' });
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
const sameValue = (a: ConfigValue, b: ConfigValue): boolean => sameBytes(a.value, b.value);
const samePolicy = (a: ConfigPolicy, b: ConfigPolicy): boolean =>
  a.policy?.type === b.policy?.type &&
  sameBytes(a.policy?.value ?? new Uint8Array(), b.policy?.value ?? new Uint8Array());
