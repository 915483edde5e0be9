import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { genesisHash } from '../fabric/genesis-hash';
import { joinPeer } from '../fabric/lifecycle';
import { NodeRefused, type PeerConnection } from '../fabric/peer-connection';
import type { Newcomer } from './newcomer';
import { firstBlock, hasJoined, joinBySnapshot, peerHeight, type Snapshot } from './snapshot';

/** Own peers join: by the snapshot where its files are here, else by the first block. @returns whether one had not */
export async function joinPeers(
  newcomer: Newcomer,
  snapshotFolder: string | undefined,
  genesis: Uint8Array,
): Promise<boolean> {
  const { own, admin } = newcomer;
  const { channel } = newcomer.invitation;
  const snapshot = snapshotOf(newcomer, snapshotFolder);
  const joined = await Promise.all(
    own.map(async (connection) => {
      if (await hasJoined(connection, channel, admin)) return false;
      if (snapshot !== undefined) return joinBySnapshot(connection, channel, snapshot, admin);
      return joinPeer(connection, channel, genesis, admin);
    }),
  );
  return joined.some(Boolean);
}

function snapshotOf({ invitation }: Newcomer, folder: string | undefined): Snapshot | undefined {
  const { snapshot } = invitation;
  if (snapshot === undefined) return undefined;
  const place = folder ?? snapshot.folder;
  // Without the folder's files the peer reads the chain from its first block: slower, and just as sure.
  return existsSync(place) ? { ...snapshot, folder: place } : undefined;
}

/** The channel's first block, from the first peer that gives the one which the invitation names. @throws NodeRefused */
export async function invitedFirstBlock({ invitation, others, admin }: Newcomer): Promise<Uint8Array> {
  let last: unknown;
  for (const connection of others) {
    try {
      const block = await firstBlock(connection, invitation.channel, admin);
      const { genesis } = invitation;
      if (genesis === undefined || genesisHash(block) === genesis) return block;
      last = new NodeRefused(409, 'its first block is not the one that the invitation names');
    } catch (error) {
      last = error;
    }
  }
  throw last;
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
