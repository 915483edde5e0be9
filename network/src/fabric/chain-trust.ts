import { join } from 'node:path';
import type { NodeAddress } from './peer-connection';

/** A peer, and the member whose word it gives. */
export interface MemberPeer extends NodeAddress {
  readonly mspId: string;
}

/** Whom this member believes about the chain: its orderers by their signatures, and peers where they agree. */
export interface ChainTrust {
  /** Hash of block 0's header, hex: from the network's folder or the member's configuration, never from a peer. */
  readonly genesis: string;
  /** Peers of one or more members, the member's own among them. `tlsCa` counts until the channel's own TLS CAs are known. */
  readonly peers: readonly MemberPeer[];
  /** How many different members must give the same block with the same flags before it is believed. */
  readonly agreeing: number;
  /** Folder of the member: the configuration blocks that were read, and the evidence when members disagree. */
  readonly folder: string;
  /** Id of a kept finding that the operator has dealt with: the chain is read on. */
  readonly acknowledged?: string;
}

/** `ChainTrust.folder` of a gateway with this data folder, for all who look for its evidence. */
export function trustFolder(dataPath: string): string {
  return join(dataPath, 'chain');
}

/** @throws RangeError when no chain could be read so, or one peer would speak for two members. */
export function requireTrust({ genesis, peers, agreeing }: ChainTrust): void {
  const members = new Set(peers.map(({ mspId }) => mspId));
  const addresses = new Set(peers.map(({ address }) => address));
  if (!/^[0-9a-f]{64}$/.test(genesis)) throw new RangeError('the hash of the first block is 64 hex digits');
  if (addresses.size < peers.length) throw new RangeError('a peer is named twice');
  if (!Number.isSafeInteger(agreeing) || agreeing < 1 || agreeing > members.size) {
    throw new RangeError(
      'the number of members that must agree is from 1 to the number of members with peers',
    );
  }
}
