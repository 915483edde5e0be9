import { common } from '@hyperledger/fabric-protos';

/** A protobuf map of google-protobuf, whose own types are not installed. */
interface ProtoMap<T> {
  get(key: string): T | undefined;
  forEach(each: (value: T, key: string) => void): void;
}

/** The groups below a group of the channel's configuration, by their names. */
export function groupsOf(group: common.ConfigGroup): ReadonlyMap<string, common.ConfigGroup> {
  return entriesOf(group.getGroupsMap() as ProtoMap<common.ConfigGroup>);
}

/** The bytes of a value; empty where the group has none of this name. */
export function valueOf(group: common.ConfigGroup, name: string): Uint8Array {
  const values = group.getValuesMap() as ProtoMap<common.ConfigValue>;
  return values.get(name)?.getValue_asU8() ?? new Uint8Array();
}

/** A policy as it is written; undefined where the group has none of this name. */
export function writtenPolicy(group: common.ConfigGroup, name: string): common.Policy | undefined {
  return (group.getPoliciesMap() as ProtoMap<common.ConfigPolicy>).get(name)?.getPolicy();
}

/** What a group asks of those that read the channel. */
export function capabilitiesOf(group: common.ConfigGroup): readonly string[] {
  const read = common.Capabilities.deserializeBinary(valueOf(group, 'Capabilities'));
  const map = read.getCapabilitiesMap() as ProtoMap<common.Capability>;
  return [...entriesOf(map).keys()];
}

function entriesOf<T>(map: ProtoMap<T>): ReadonlyMap<string, T> {
  const entries = new Map<string, T>();
  map.forEach((value, key) => entries.set(key, value));
  return entries;
}
