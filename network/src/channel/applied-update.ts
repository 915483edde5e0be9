import { common } from '@hyperledger/fabric-protos';
import { type ConfigGroup, readGroup } from './config-tree';

/** An update as it was signed. */
export interface ReadUpdate {
  readonly channelId: string;
  readonly readSet: ConfigGroup;
  readonly writeSet: ConfigGroup;
}

/** @throws Error when the bytes are no `common.ConfigUpdate` with both sets. */
export function readUpdate(bytes: Uint8Array): ReadUpdate {
  const update = common.ConfigUpdate.deserializeBinary(bytes);
  const [read, write] = [update.getReadSet(), update.getWriteSet()];
  if (read === undefined || write === undefined) throw new RangeError('the update lacks a set');
  return { channelId: update.getChannelId(), readSet: readGroup(read), writeSet: readGroup(write) };
}

/** Whether every version that the update reads still stands in this configuration. */
export function isReadable(base: ConfigGroup, readSet: ConfigGroup): boolean {
  const stands = <T extends { readonly version: number }>(
    have: ReadonlyMap<string, T>,
    read: ReadonlyMap<string, T>,
  ): boolean => [...read].every(([name, one]) => have.get(name)?.version === one.version);
  return (
    base.version === readSet.version &&
    stands(base.values, readSet.values) &&
    stands(base.policies, readSet.policies) &&
    [...readSet.groups].every(([name, inner]) => {
      const group = base.groups.get(name);
      return group !== undefined && isReadable(group, inner);
    })
  );
}

/**
 * What the configuration becomes by an update: where a group's version is higher, its list of members is the write
 * set's; what has a higher version is new; the rest stays.
 */
export function appliedUpdate(base: ConfigGroup, writeSet: ConfigGroup): ConfigGroup {
  const replaces = writeSet.version > base.version;
  const newer = <T extends { readonly version: number }>(was: T, is: T): T =>
    is.version > was.version ? is : was;
  return {
    version: writeSet.version,
    modPolicy: replaces ? writeSet.modPolicy : base.modPolicy,
    values: merged(base.values, writeSet.values, replaces, newer),
    policies: merged(base.policies, writeSet.policies, replaces, newer),
    groups: merged(base.groups, writeSet.groups, replaces, appliedUpdate),
  };
}

function merged<T>(
  base: ReadonlyMap<string, T>,
  write: ReadonlyMap<string, T>,
  replaces: boolean,
  inner: (was: T, is: T) => T,
): ReadonlyMap<string, T> {
  const out = new Map(replaces ? [] : base);
  for (const [name, one] of write) {
    const former = base.get(name);
    out.set(name, former === undefined ? one : inner(former, one));
  }
  return out;
}

/** Whether the configuration holds what the update wrote, at the versions that it gave. */
export function isReached(root: ConfigGroup, writeSet: ConfigGroup): boolean {
  const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
  return (
    root.version === writeSet.version &&
    [...writeSet.values].every(([name, wrote]) => {
      const has = root.values.get(name);
      // Without a policy of change it stands in the write set by its version alone.
      return has?.version === wrote.version && (wrote.modPolicy === '' || same(has.value, wrote.value));
    }) &&
    [...writeSet.policies].every(([name, wrote]) => {
      const has = root.policies.get(name);
      if (has?.version !== wrote.version) return false;
      return wrote.policy === undefined || same(has.policy?.value ?? new Uint8Array(), wrote.policy.value);
    }) &&
    [...writeSet.groups].every(([name, wrote]) => {
      const has = root.groups.get(name);
      return has !== undefined && isReached(has, wrote);
    })
  );
}
