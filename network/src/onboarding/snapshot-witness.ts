import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { readParts, type ChannelConfiguration } from '../channel';
import { blockHash } from '../fabric/block-hash';
import { NodeRefused, type PeerConnection } from '../fabric/peer-connection';
import { memberMspId } from '../identity';
import { OperatorFault } from '../operator/operator-fault';
import type { Newcomer } from './newcomer';
import { snapshotDigest, type Snapshot } from './snapshot';

/** Where in the chain a snapshot says that it stands (Fabric, "Taking ledger snapshots"). */
interface SnapshotPlace {
  readonly block: number;
  /** Hash of that block's header, hex. */
  readonly hash: string;
  /** Hash chain over everything that peers wrote until then, hex. */
  readonly commitHash: string;
}

/**
 * The snapshot to begin with: the invited one, where its files are here and the peer of a member other than its maker
 * has the same block and the same commit hash at its place. Where maker and newcomer are the only members nobody else
 * could, and the maker's word is taken. Otherwise, without such a peer, or without the files, there is none, and own
 * peers read the chain from its first block: slower, and just as sure.
 * @throws OperatorFault `snapshot-differs` when the files are others than the invitation names, or another member's
 * peer contradicts them
 */
export async function witnessedSnapshot(
  newcomer: Newcomer,
  configuration: ChannelConfiguration,
  elsewhere: string | undefined,
): Promise<Snapshot | undefined> {
  const { invitation, admin } = newcomer;
  const { snapshot, channel, maker } = invitation;
  if (snapshot === undefined) return undefined;
  const folder = elsewhere ?? snapshot.folder;
  if (!existsSync(folder)) return undefined;
  const place = placeOf(folder);
  if (place === undefined || snapshotDigest(folder) !== snapshot.digest) throw differs(maker.member);
  const members = readParts(configuration).members;
  const isAlone = members.every(({ mspId }) => [admin.mspId, memberMspId(maker.member)].includes(mspId));
  if (isAlone) return { ...snapshot, folder };
  for (const { connection, mspId } of witnesses(newcomer, configuration)) {
    const seen = await placeAt(connection, channel, place.block, newcomer);
    if (seen === undefined) continue;
    if (seen.hash !== place.hash || seen.commitHash !== place.commitHash) throw differs(mspId);
    return { ...snapshot, folder };
  }
  return undefined;
}

/** Invited peers of members that are neither the newcomer nor the maker. */
function witnesses(
  { invitation, others, admin }: Newcomer,
  configuration: ChannelConfiguration,
): readonly { readonly connection: PeerConnection; readonly mspId: string }[] {
  const maker = memberMspId(invitation.maker.member);
  const owners = new Map<string, string>(
    readParts(configuration).members.flatMap(({ mspId, anchors }) =>
      anchors.map(({ host, port }) => [`${host}:${String(port)}`, mspId] as const),
    ),
  );
  return others.flatMap((connection, at) => {
    const mspId = owners.get(invitation.peers[at]?.address ?? '');
    return mspId === undefined || mspId === maker || mspId === admin.mspId ? [] : [{ connection, mspId }];
  });
}

/** undefined when the files are none of a snapshot. */
function placeOf(folder: string): SnapshotPlace | undefined {
  const read = (name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
  try {
    const { last_block_number: block, last_block_hash: hash } = read('_snapshot_signable_metadata.json');
    const { last_block_commit_hash: commitHash } = read('_snapshot_additional_metadata.json');
    const isWhole = Number.isSafeInteger(block) && typeof hash === 'string' && typeof commitHash === 'string';
    return isWhole ? { block: Number(block), hash, commitHash } : undefined;
  } catch {
    return undefined;
  }
}

/** The same as that peer has it; undefined when it does not answer or does not have the block. */
async function placeAt(
  connection: PeerConnection,
  channel: string,
  number: number,
  { admin }: Newcomer,
): Promise<SnapshotPlace | undefined> {
  try {
    const args = ['GetBlockByNumber', channel, String(number)].map((arg) => Buffer.from(arg));
    const bytes = await connection.query({ channelId: channel, chaincode: 'qscc', args }, admin);
    const metadata = common.Block.deserializeBinary(bytes).getMetadata()?.getMetadataList_asU8() ?? [];
    const commit = metadata[common.BlockMetadataIndex.COMMIT_HASH] ?? new Uint8Array();
    const commitHash = Buffer.from(common.Metadata.deserializeBinary(commit).getValue_asU8()).toString('hex');
    return { block: number, hash: blockHash(bytes), commitHash };
  } catch (error) {
    if (error instanceof NodeRefused) return undefined;
    throw error;
  }
}

function differs(by: string): OperatorFault {
  return new OperatorFault('snapshot-differs', {
    zh: `账本快照与邀请所列或与 ${by} 的节点所记不符，未采用，本机节点未加入。请与出具邀请的成员核对；不用快照时，以 --snapshot 指向不存在的目录，即从首块读起。`,
    en: `The snapshot is not the one of the invitation, or not what the peer of ${by} has at its place, so it was not used and no peer joined. Settle it with the member that made the invitation; to do without, name a folder that is not there by --snapshot, and the chain is read from its first block.`,
  });
}
