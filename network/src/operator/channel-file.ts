import { stringify } from 'yaml';
import type { MemberPlan, OrdererPlan } from '../topology';
import type { NetworkHome, Placed } from './home';

/** Name of the profile in the generated configtx.yaml. */
export const channelProfile = 'Huren';

const implicit = (rule: string): object => ({ Type: 'ImplicitMeta', Rule: rule });
const anyOf = (...principals: readonly string[]): object => ({
  Type: 'Signature',
  Rule: `OR(${principals.map((principal) => `'${principal}'`).join(', ')})`,
});
const groupPolicies = {
  Readers: implicit('ANY Readers'),
  Writers: implicit('ANY Writers'),
  Admins: implicit('MAJORITY Admins'),
};

/**
 * configtx.yaml of the channel. A member stands in two groups with one MSP: in the application group only its clients
 * and admins may write (a node's key never submits), in the orderer group its orderers sign blocks.
 */
export function channelFile(home: NetworkHome): string {
  const { topology } = home;
  const running = topology.members.filter((member) => member.orderers.length > 0);
  const profile = {
    Policies: groupPolicies,
    Capabilities: { V3_0: true },
    Orderer: {
      ...ordering(home),
      BatchTimeout: `${String(topology.batchMs)}ms`,
      BatchSize: { MaxMessageCount: 200, AbsoluteMaxBytes: '32 MB', PreferredMaxBytes: '4 MB' },
      MaxChannels: 0,
      Organizations: running.map((member) => ordererOrganisation(home, member)),
      Policies: { ...groupPolicies, BlockValidation: implicit('ANY Writers') },
      Capabilities: { V2_0: true },
    },
    Application: {
      Organizations: topology.members.map((member) => applicationOrganisation(home, member)),
      Policies: {
        ...groupPolicies,
        LifecycleEndorsement: implicit('MAJORITY Endorsement'),
        Endorsement: implicit('MAJORITY Endorsement'),
      },
      Capabilities: { V2_5: true },
    },
  };
  return stringify({ Profiles: { [channelProfile]: profile } }, { aliasDuplicateObjects: false });
}

function organisation(home: NetworkHome, member: MemberPlan, writers: readonly string[]): object {
  const id = home.mspId(member);
  return {
    Name: id,
    ID: id,
    MSPDir: home.certificates(member).path('msp'),
    Policies: {
      Readers: anyOf(`${id}.member`),
      Writers: anyOf(...writers.map((role) => `${id}.${role}`)),
      Admins: anyOf(`${id}.admin`),
      Endorsement: anyOf(`${id}.peer`),
    },
  };
}

function ordererOrganisation(home: NetworkHome, member: MemberPlan): object {
  return {
    ...organisation(home, member, ['orderer']),
    OrdererEndpoints: member.orderers.map(({ host, port }) => `${host}:${String(port)}`),
  };
}

function applicationOrganisation(home: NetworkHome, member: MemberPlan): object {
  return {
    ...organisation(home, member, ['client', 'admin']),
    AnchorPeers: member.peers.slice(0, 1).map(({ host, port }) => ({ Host: host, Port: port })),
  };
}

function ordering(home: NetworkHome): object {
  const { topology, allOrderers: orderers } = home;
  const consenter = ({ member, plan }: Placed<OrdererPlan>) => {
    const certificate = home.certificates(member).path(plan.name, 'tls', 'cert.pem');
    return { Host: plan.host, Port: plan.port, ClientTLSCert: certificate, ServerTLSCert: certificate };
  };
  if (topology.consensus === 'raft') {
    return {
      OrdererType: 'etcdraft',
      EtcdRaft: {
        Consenters: orderers.map(consenter),
        Options: {
          TickInterval: '250ms',
          ElectionTick: 10,
          HeartbeatTick: 1,
          MaxInflightBlocks: 5,
          SnapshotIntervalSize: '16 MB',
        },
      },
    };
  }
  return {
    OrdererType: 'BFT',
    SmartBFT: {
      // BFT cuts batches by this, not by BatchTimeout.
      RequestBatchMaxInterval: `${String(topology.batchMs)}ms`,
      // A client of the 2.x line submits to one orderer; a follower forwards to the leader only after this.
      RequestForwardTimeout: '100ms',
      // A dead leader is replaced within seconds; the defaults take a third of a minute.
      RequestComplainTimeout: '5s',
      RequestAutoRemoveTimeout: '3m0s',
      ViewChangeResendInterval: '5s',
      ViewChangeTimeout: '20s',
      LeaderHeartbeatTimeout: '5s',
      LeaderHeartbeatCount: 10,
      CollectTimeout: '1s',
      IncomingMessageBufferSize: 200,
      RequestPoolSize: 100_000,
    },
    ConsenterMapping: orderers.map((placed, at) => ({
      ID: at + 1,
      ...consenter(placed),
      MSPID: home.mspId(placed.member),
      Identity: home.certificates(placed.member).path(placed.plan.name, 'msp', 'signcerts', 'cert.pem'),
    })),
  };
}
