import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { canonicalJson, type JsonObject } from '@huren/chaincode/domain';

/**
 * A channel configuration as plain data: a tree of groups with values and policies, each with the version that Fabric
 * counts and the policy that must agree to its change. Bytes are kept as they came: they are never serialised again.
 */
export interface ConfigGroup {
  readonly version: number;
  readonly modPolicy: string;
  readonly groups: ReadonlyMap<string, ConfigGroup>;
  readonly values: ReadonlyMap<string, ConfigValue>;
  readonly policies: ReadonlyMap<string, ConfigPolicy>;
}

export interface ConfigValue {
  readonly version: number;
  readonly modPolicy: string;
  readonly value: Uint8Array;
}

export interface ConfigPolicy {
  readonly version: number;
  readonly modPolicy: string;
  /** `common.Policy`; absent in the read set of an update, where only versions count. */
  readonly policy?: { readonly type: number; readonly value: Uint8Array };
}

/** A group without content, as a new organisation's begins. */
export const emptyGroup: ConfigGroup = {
  version: 0,
  modPolicy: '',
  groups: new Map(),
  values: new Map(),
  policies: new Map(),
};

export function readGroup(group: common.ConfigGroup): ConfigGroup {
  return {
    version: group.getVersion(),
    modPolicy: group.getModPolicy(),
    groups: new Map(
      entries(protoMap<common.ConfigGroup>(group.getGroupsMap())).map(([name, one]) => [
        name,
        readGroup(one),
      ]),
    ),
    values: new Map(
      entries(protoMap<common.ConfigValue>(group.getValuesMap())).map(([name, one]) => [
        name,
        { version: one.getVersion(), modPolicy: one.getModPolicy(), value: plain(one.getValue_asU8()) },
      ]),
    ),
    policies: new Map(
      entries(protoMap<common.ConfigPolicy>(group.getPoliciesMap())).map(([name, one]) => [
        name,
        readPolicy(one),
      ]),
    ),
  };
}

function readPolicy(one: common.ConfigPolicy): ConfigPolicy {
  const policy = one.getPolicy();
  const head = { version: one.getVersion(), modPolicy: one.getModPolicy() };
  if (policy === undefined) return head;
  return { ...head, policy: { type: policy.getType(), value: plain(policy.getValue_asU8()) } };
}

/** A map field of a message, whose type the generated declarations leave open. */
export interface ProtoMap<T> {
  forEach(each: (value: T, key: string) => void): void;
  set(key: string, value: T): unknown;
}

export function protoMap<T>(map: unknown): ProtoMap<T> {
  return map as ProtoMap<T>;
}

/** Entries in order of name, so that whoever writes them again writes the same bytes. */
function entries<T>(map: ProtoMap<T>): [string, T][] {
  const found: [string, T][] = [];
  map.forEach((value, key) => found.push([key, value]));
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

export function writeGroup(group: ConfigGroup): common.ConfigGroup {
  const written = new common.ConfigGroup();
  written.setVersion(group.version);
  written.setModPolicy(group.modPolicy);
  for (const [name, one] of sorted(group.groups))
    protoMap<common.ConfigGroup>(written.getGroupsMap()).set(name, writeGroup(one));
  for (const [name, one] of sorted(group.values)) {
    const value = new common.ConfigValue();
    value.setVersion(one.version);
    value.setModPolicy(one.modPolicy);
    value.setValue(one.value);
    protoMap<common.ConfigValue>(written.getValuesMap()).set(name, value);
  }
  for (const [name, one] of sorted(group.policies)) {
    const policy = new common.ConfigPolicy();
    policy.setVersion(one.version);
    policy.setModPolicy(one.modPolicy);
    if (one.policy !== undefined) {
      const inner = new common.Policy();
      inner.setType(one.policy.type);
      inner.setValue(one.policy.value);
      policy.setPolicy(inner);
    }
    protoMap<common.ConfigPolicy>(written.getPoliciesMap()).set(name, policy);
  }
  return written;
}

export function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The group under this path, e.g. `Application`, `Huren230200MSP`. */
export function groupAt(root: ConfigGroup, ...path: readonly string[]): ConfigGroup | undefined {
  let at: ConfigGroup | undefined = root;
  for (const name of path) at = at?.groups.get(name);
  return at;
}

/** The tree with another group under the path; undefined takes it away. @throws RangeError when a parent is missing */
export function withGroup(
  root: ConfigGroup,
  path: readonly string[],
  group: ConfigGroup | undefined,
): ConfigGroup {
  const [name, ...rest] = path;
  if (name === undefined) throw new RangeError('a path names at least one group');
  const groups = new Map(root.groups);
  if (rest.length === 0) {
    if (group === undefined) groups.delete(name);
    else groups.set(name, group);
  } else {
    const inner = groups.get(name);
    if (inner === undefined) throw new RangeError(`there is no group ${name}`);
    groups.set(name, withGroup(inner, rest, group));
  }
  return { ...root, groups };
}

/** The group with another value; its policy of change stays, or is `Admins` for a new one. */
export function withValue(group: ConfigGroup, name: string, value: Uint8Array): ConfigGroup {
  const former = group.values.get(name);
  const next = { version: former?.version ?? 0, modPolicy: former?.modPolicy ?? 'Admins', value };
  return { ...group, values: new Map(group.values).set(name, next) };
}

/** The group with another policy; its policy of change stays, or is `Admins` for a new one. */
export function withPolicy(
  group: ConfigGroup,
  name: string,
  policy: { readonly type: number; readonly value: Uint8Array },
): ConfigGroup {
  const former = group.policies.get(name);
  const next = { version: former?.version ?? 0, modPolicy: former?.modPolicy ?? 'Admins', policy };
  return { ...group, policies: new Map(group.policies).set(name, next) };
}

/**
 * base64url SHA-256 over the tree in canonical JSON. Protobuf maps have no fixed order, so that peers may spell one
 * configuration in several ways; this digest is one for all of them.
 */
export function treeDigest(sequence: number, root: ConfigGroup): string {
  const text = canonicalJson({ type: 'huren-channel-configuration/1', sequence, root: plainTree(root) });
  return createHash('sha256').update(text).digest('base64url');
}

function plainTree(group: ConfigGroup): JsonObject {
  const table = <T>(map: ReadonlyMap<string, T>, of: (one: T) => JsonObject): JsonObject =>
    Object.fromEntries(sorted(map).map(([name, one]) => [name, of(one)]));
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return {
    version: group.version,
    modPolicy: group.modPolicy,
    groups: table(group.groups, plainTree),
    values: table(group.values, ({ value, ...rest }) => ({ ...rest, value: text(value) })),
    policies: table(group.policies, ({ policy, ...rest }) =>
      policy === undefined ? rest : { ...rest, policy: { type: policy.type, value: text(policy.value) } },
    ),
  };
}
