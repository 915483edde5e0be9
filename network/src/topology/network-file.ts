import { parseDocument, stringify } from 'yaml';
import {
  array,
  boolean,
  integer,
  MalformedError,
  object,
  oneOf,
  optional,
  string,
  type Infer,
  type JsonValue,
} from '@huren/chaincode/domain';
import type { MemberPlan, Topology } from './topology';

/** Longest network.yaml, characters. */
export const networkFileChars = 256 * 1024;

const name = string({ pattern: /^[a-z][a-z0-9-]{0,31}$/ });
const host = string({ pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/ });
const port = integer({ min: 1024, max: 65_535 });

const listen = optional(host);
const peer = object({ name, host, port, listen, operationsPort: port });
const orderer = object({ name, host, port, listen, adminPort: port, operationsPort: port });
const member = object({
  id: string({ pattern: /^[0-9A-Z]{6,18}$/ }),
  name: string({ min: 1, max: 64 }),
  ownCa: optional(boolean),
  peers: array(peer, { min: 1, max: 16 }),
  orderers: optional(array(orderer, { max: 16 })),
  chaincode: object({ host, port, listen }),
});
const file = object({
  network: name,
  channel: string({ pattern: /^[a-z][a-z0-9.-]{0,63}$/ }),
  consensus: oneOf(['bft', 'raft']),
  batchMs: integer({ min: 10, max: 60_000 }),
  members: array(member, { min: 1, max: 64 }),
});

/**
 * Reads network.yaml: closed fields, no anchors, no key twice, no port of one host twice.
 * @throws MalformedError with the path of the fault.
 */
export function parseNetworkFile(text: string): Topology {
  if (text.length > networkFileChars) throw new MalformedError('too-long', 'The file is too long.');
  const document = parseDocument(text, { uniqueKeys: true, version: '1.2', strict: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw new MalformedError('bad-yaml', 'The file is not YAML.', `/line ${String(fault.linePos?.[0].line)}`);
  }
  let value: JsonValue;
  try {
    value = document.toJS({ maxAliasCount: 0 }) as JsonValue;
  } catch {
    throw new MalformedError('alias', 'The file uses anchors; write each value out.');
  }
  const read = file(value);
  const topology = { ...read, members: read.members.map(memberOf) };
  checkTopology(topology);
  return topology;
}

function memberOf({ orderers = [], ...rest }: Infer<typeof member>): MemberPlan {
  return { ...rest, orderers };
}

/** @throws MalformedError */
export function checkTopology({ members, consensus }: Topology): void {
  const ids = members.map(({ id }) => id);
  if (new Set(ids).size < ids.length) {
    throw new MalformedError('repeated-member', 'One member is there twice.', '/members');
  }
  const taken = new Set<string>();
  for (const [at, plan] of members.entries()) {
    const path = `/members/${String(at)}`;
    const names = [...plan.peers, ...plan.orderers].map((node) => node.name);
    if (new Set(names).size < names.length || names.some((used) => reserved.has(used))) {
      throw new MalformedError(
        'repeated-name',
        'Two nodes of one member have one name, or a reserved one.',
        path,
      );
    }
    for (const used of portsOf(plan)) {
      if (taken.has(used)) throw new MalformedError('repeated-port', 'Two nodes share one port.', path);
      taken.add(used);
    }
  }
  const orderers = members.reduce((sum, plan) => sum + plan.orderers.length, 0);
  const least = consensus === 'bft' ? 4 : 1;
  if (orderers < least) {
    throw new MalformedError(
      'too-few-orderers',
      `${consensus} needs at least ${String(least)} orderers.`,
      '/members',
    );
  }
}

/** Names of folders beside the nodes' own. */
const reserved: ReadonlySet<string> = new Set(['ca', 'tls-ca', 'msp', 'admin', 'operator', 'chaincode']);

/** Nodes of one host stand on one machine, where loopback ports must not meet either. */
function portsOf({ peers, orderers, chaincode }: MemberPlan): string[] {
  return [
    ...peers.flatMap(({ host, port, operationsPort }) =>
      [port, operationsPort].map((one) => `${host}:${one}`),
    ),
    ...orderers.flatMap(({ host, port, adminPort, operationsPort }) =>
      [port, adminPort, operationsPort].map((one) => `${host}:${one}`),
    ),
    `${chaincode.host}:${chaincode.port}`,
  ];
}

/** network.yaml for people: what each part is, and what follows from it. */
export function writeNetworkFile(topology: Topology): string {
  const members = topology.members.map((plan) =>
    plan.orderers.length > 0 ? plan : { ...plan, orderers: undefined },
  );
  const yaml = stringify({ ...topology, members }, { lineWidth: 0, keepUndefined: false });
  return `# 互认网络 · a Huren network. Read by: huren network …
# consensus: bft (4 orderers outlive 1 that lies) | raft (3 orderers outlive 1 that stops)
# host: what the others dial; listen: what the node binds, where that is another address (behind a name: all of them)
# Each member has its own certificates in certificates/<id>. ownCa: true: they come from its own CA, whose key stays there.
${yaml}`;
}
