import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '../ledger';
import { NodeRefused, PeerConnection, type NodeAddress } from '../fabric/peer-connection';
import { creatorOf } from '../fabric/signed-proposal';
import { OperatorFault } from './operator-fault';

/** A peer's clock against this machine's. */
export interface ClockReading {
  /** For people: `230200-peer0`. */
  readonly name: string;
  /** The peer's time minus this machine's, ms; Fabric tells whole seconds. */
  readonly offsetMs: number;
}

/** Beyond this the operator is stopped: peers refuse what is 15 minutes off, and clocks drift on. */
export const clockLimitMs = 5 * 60_000;

const withinMs = 5_000;
/** Fabric's time-window filter (core/handlers/auth/filter) names its own clock in its refusal. */
const refusal = /peer time (\S+Z),/;

/**
 * Asks the peer for its time: a proposal of the year 1970 is outside every window, and the refusal names the peer's
 * clock. @returns undefined when the peer does not answer or checks no time.
 */
export async function peerTime(address: NodeAddress, reader: Signer): Promise<number | undefined> {
  const connection = new PeerConnection(address);
  try {
    const channel = new common.ChannelHeader();
    channel.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channel.setTimestamp(new Timestamp());
    const signature = new common.SignatureHeader();
    signature.setCreator(creatorOf(reader));
    signature.setNonce(randomBytes(24));
    const header = new common.Header();
    header.setChannelHeader(channel.serializeBinary());
    header.setSignatureHeader(signature.serializeBinary());
    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.serializeBinary());
    await connection.endorse({ transactionId: '', header, payload: new Uint8Array(), signed }, withinMs);
    return undefined;
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error;
    const told = refusal.exec(error.message)?.[1];
    const time = told === undefined ? NaN : Date.parse(told);
    return Number.isNaN(time) ? undefined : time;
  } finally {
    connection.close();
  }
}

/** @throws OperatorFault `clock-off` when this machine's clock and a peer's are too far apart. */
export function checkClocks(readings: readonly ClockReading[]): void {
  const off = readings.filter(({ offsetMs }) => Math.abs(offsetMs) > clockLimitMs);
  if (off.length === 0) return;
  const minutes = ({ offsetMs }: ClockReading): string =>
    `${offsetMs < 0 ? '' : '+'}${(offsetMs / 60_000).toFixed(1)}`;
  const list = off.map((one) => `${one.name} ${minutes(one)} min`).join(', ');
  // Where most peers are off in one direction, it is this machine.
  const here = off.length * 2 > readings.length;
  throw new OperatorFault('clock-off', {
    zh: `本机时钟与节点时钟相差过大（节点减本机）：${list}。${here ? '多数节点一致，应是本机时钟有误；' : '应是所列节点的时钟有误；'}请用 NTP 校准后再次运行。相差 15 分钟以上的交易会被各节点拒绝。未作任何改动。`,
    en: `The clocks of this machine and of peers are far apart (peer minus this machine): ${list}. ${here ? 'Most peers agree, so it is this machine’s' : 'It is that of the peers named'}; set it by NTP and run this again. Peers refuse transactions that are 15 minutes off. Nothing was changed.`,
  });
}
