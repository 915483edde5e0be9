import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceError } from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import { channelTo } from '../fabric/node-channel';
import { NodeRefused, type NodeAddress, type PeerConnection } from '../fabric/peer-connection';
import { creatorOf } from '../fabric/signed-proposal';
import type { Signer } from '../ledger';

/** A finished snapshot of the channel: what a newcomer's peer begins with. */
export interface Snapshot {
  readonly folder: string;
  /** Blocks that it stands for. */
  readonly height: number;
  /** base64url SHA-256 of `_snapshot_signable_metadata.json`, which has the digests of all its files. */
  readonly digest: string;
}

const metadataFile = '_snapshot_signable_metadata.json';

/**
 * Has the peer write a snapshot of what it has committed. `completed` is its folder of finished snapshots, which only
 * this machine sees.
 * @throws NodeRefused
 */
export async function requestSnapshot(
  node: NodeAddress,
  channelId: string,
  completed: string,
  admin: Signer,
  withinMs = 15_000,
): Promise<Snapshot> {
  const client = new peer.SnapshotClient(...channelTo(node));
  const folder = join(completed, channelId);
  const before = new Set(finished(folder));
  try {
    const signed = await signedRequest(channelId, admin);
    await new Promise<void>((resolve, reject) => {
      client.generate(signed, { deadline: Date.now() + 10_000 }, (error: ServiceError | null) => {
        // A snapshot at this very height is there or on its way.
        if (error === null || error.details.includes('already')) resolve();
        else reject(new NodeRefused(error.code, error.details));
      });
    });
    for (const end = Date.now() + withinMs; Date.now() < end;) {
      const [fresh] = finished(folder).filter((height) => !before.has(height));
      if (fresh !== undefined) return readSnapshot(join(folder, String(fresh)), fresh + 1);
      await wait(50);
    }
    const [last] = [...before].sort((a, b) => b - a);
    if (last !== undefined) return readSnapshot(join(folder, String(last)), last + 1);
    throw new NodeRefused(408, 'the snapshot is not there in time');
  } finally {
    client.close();
  }
}

/** Numbers of the last blocks of finished snapshots. */
function finished(folder: string): readonly number[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .map(Number)
        .filter((height) => existsSync(join(folder, String(height), metadataFile)))
    : [];
}

function readSnapshot(folder: string, height: number): Snapshot {
  return { folder, height, digest: snapshotDigest(folder) };
}

/** @throws Error when the folder holds no snapshot. */
export function snapshotDigest(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, metadataFile)))
    .digest('base64url');
}

async function signedRequest(channelId: string, admin: Signer): Promise<peer.SignedSnapshotRequest> {
  const header = new common.SignatureHeader();
  header.setCreator(creatorOf(admin));
  header.setNonce(randomBytes(24));
  const request = new peer.SnapshotRequest();
  request.setSignatureHeader(header);
  request.setChannelId(channelId);
  request.setBlockNumber(0);
  const bytes = request.serializeBinary();
  const signed = new peer.SignedSnapshotRequest();
  signed.setRequest(bytes);
  signed.setSignature(await admin.sign(bytes));
  return signed;
}

/**
 * Has the peer begin with a snapshot. @returns false when it had joined before.
 * @throws NodeRefused 409 when the folder is not the snapshot of this digest.
 */
export async function joinBySnapshot(
  connection: PeerConnection,
  channelId: string,
  snapshot: Snapshot,
  admin: Signer,
): Promise<boolean> {
  if (await hasJoined(connection, channelId, admin)) return false;
  if (snapshotDigest(snapshot.folder) !== snapshot.digest) {
    throw new NodeRefused(409, 'the folder holds another snapshot than the invitation names');
  }
  const args = ['JoinChainBySnapshot', snapshot.folder].map((arg) => Buffer.from(arg));
  await connection.query({ channelId: '', chaincode: 'cscc', args }, admin, 60_000);
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    if (await hasJoined(connection, channelId, admin)) return true;
    await wait(50);
  }
  throw new NodeRefused(408, 'the peer has not joined by the snapshot in time');
}

export async function hasJoined(
  connection: PeerConnection,
  channelId: string,
  admin: Signer,
): Promise<boolean> {
  const args = [Buffer.from('GetChannels')];
  const answer = await connection.query({ channelId: '', chaincode: 'cscc', args }, admin);
  return peer.ChannelQueryResponse.deserializeBinary(answer)
    .getChannelsList()
    .some((joined) => joined.getChannelId() === channelId);
}

/** Blocks that this peer has. @throws NodeRefused */
export async function peerHeight(
  connection: PeerConnection,
  channelId: string,
  reader: Signer,
): Promise<number> {
  const args = ['GetChainInfo', channelId].map((arg) => Buffer.from(arg));
  const bytes = await connection.query({ channelId, chaincode: 'qscc', args }, reader);
  return common.BlockchainInfo.deserializeBinary(bytes).getHeight();
}

/** The channel's first block, from a peer that has all of them. @throws NodeRefused */
export async function firstBlock(
  connection: PeerConnection,
  channelId: string,
  reader: Signer,
): Promise<Uint8Array> {
  const args = ['GetBlockByNumber', channelId, '0'].map((arg) => Buffer.from(arg));
  return connection.query({ channelId, chaincode: 'qscc', args }, reader);
}
