import { setTimeout as wait } from 'node:timers/promises';
import { blockHash } from '../fabric/block-hash';
import { joinPeer } from '../fabric/lifecycle';
import { NodeRefused, type PeerConnection } from '../fabric/peer-connection';
import type { Newcomer } from './newcomer';
import { firstBlock, hasJoined, joinBySnapshot, peerHeight, type Snapshot } from './snapshot';

/**
 * Own peers join: by the snapshot where there is one, else by the first block, from which they read the whole chain.
 * @returns whether one had not joined. @throws NodeRefused
 */
export async function joinPeers(
  { invitation: { channel }, own, admin }: Newcomer,
  snapshot: Snapshot | undefined,
  genesis: Uint8Array | undefined,
): Promise<boolean> {
  const joined = await Promise.all(
    own.map(async (connection) => {
      if (await hasJoined(connection, channel, admin)) return false;
      if (snapshot !== undefined) return joinBySnapshot(connection, channel, snapshot, admin);
      if (genesis !== undefined) return joinPeer(connection, channel, genesis, admin);
      throw new NodeRefused(
        404,
        'no invited peer has the first block, and there is no snapshot to begin with',
      );
    }),
  );
  return joined.some(Boolean);
}

/**
 * The channel's first block, from the first peer that gives the one which the invitation names. Peers that began with a
 * snapshot have none: where all did and the invitation names it, its hash will do.
 * @throws NodeRefused
 */
export async function invitedFirstBlock({
  invitation,
  others,
  admin,
}: Newcomer): Promise<Uint8Array | undefined> {
  const { channel, genesis } = invitation;
  let last: unknown;
  let isOther = false;
  for (const connection of others) {
    try {
      const block = await firstBlock(connection, channel, admin);
      if (genesis === undefined || blockHash(block) === genesis) return block;
      isOther = true;
      last = new NodeRefused(409, 'its first block is not the one that the invitation names');
    } catch (error) {
      if (!(error instanceof NodeRefused)) throw error;
      last ??= error;
    }
  }
  if (genesis === undefined || isOther) throw last;
  return undefined;
}

/** Waits until own peers have as many blocks as this one. @throws NodeRefused */
export async function catchUp({ invitation, own, admin }: Newcomer, source: PeerConnection): Promise<void> {
  const { channel } = invitation;
  const goal = await peerHeight(source, channel, admin);
  for (const connection of own) {
    for (const end = Date.now() + 600_000; ;) {
      const height = await peerHeight(connection, channel, admin).catch(() => 0);
      if (height >= goal) break;
      if (Date.now() > end) throw new NodeRefused(408, `the peer stays at height ${String(height)}`);
      await wait(50);
    }
  }
}
