import type { Consensus, MemberPlan, Topology } from './topology';

/** The seven members of the first network (DESIGN §1), as far as the demonstration goes. */
const demoMembers: readonly { readonly id: string; readonly name: string }[] = [
  { id: '230200', name: '齐齐哈尔（演示）' },
  { id: '220800', name: '白城（演示）' },
  { id: '150700', name: '呼伦贝尔（演示）' },
  { id: '230600', name: '大庆（演示）' },
  { id: '231100', name: '黑河（演示）' },
  { id: '220700', name: '松原（演示）' },
  { id: '152200', name: '兴安盟（演示）' },
];

/** Ports of one member lie together, so that `port / 10` names the member. */
const portsPerMember = 10;

/** A network on one machine: one peer and one chaincode server a member, orderers spread over the members. */
export function demoTopology(options: {
  readonly consensus?: Consensus;
  /** How many of the demo's members; default all seven. */
  readonly members?: number;
  /** First port; default 17000. */
  readonly basePort?: number;
  /** Host names, with `{node}` and `{member}` in them; default: everything on 127.0.0.1. */
  readonly hosts?: string;
}): Topology {
  const { consensus = 'bft', members = demoMembers.length, basePort = 17_000, hosts } = options;
  if (hosts !== undefined && !(hosts.includes('{node}') && hosts.includes('{member}'))) {
    throw new RangeError('a pattern of hosts has {node} and {member}');
  }
  if (!Number.isInteger(members) || members < 1 || members > demoMembers.length) {
    throw new RangeError(`the demo has 1 to ${String(demoMembers.length)} members`);
  }
  const orderers = consensus === 'bft' ? 4 : 3;
  const plans = demoMembers.slice(0, members).map((member, at): MemberPlan => {
    const first = basePort + at * portsPerMember;
    const hostOf = (node: string): string =>
      hosts?.replaceAll('{node}', node).replaceAll('{member}', member.id) ?? '127.0.0.1';
    // With fewer members than orderers the first ones run a second orderer each.
    const own = Array.from({ length: orderers }, (_, n) => n).filter((n) => n % members === at);
    return {
      ...member,
      peers: [{ name: 'peer0', host: hostOf('peer0'), port: first, operationsPort: first + 1 }],
      orderers: own.map((_, nth) => ({
        name: `orderer${String(nth)}`,
        host: hostOf(`orderer${String(nth)}`),
        port: first + 3 + nth * 3,
        adminPort: first + 4 + nth * 3,
        operationsPort: first + 5 + nth * 3,
      })),
      chaincode: { host: hostOf('chaincode'), port: first + 2 },
    };
  });
  return { network: 'nen-river', channel: 'huren', consensus, batchMs: 100, members: plans };
}
