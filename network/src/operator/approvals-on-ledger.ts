import { createHash } from 'node:crypto';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { deliver } from '../fabric/deliver';
import type { ChaincodeDefinition } from '../fabric/lifecycle';
import type { NodeAddress, PeerConnection } from '../fabric/peer-connection';
import type { Signer } from '../ledger';

const { kvrwset, TxReadWriteSet } = ledger.rwset;
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A member's approval as the ledger shows it to everybody: hashes of what its own peers keep. */
export interface LedgerApproval {
  readonly mspId: string;
  /** Hex SHA-256 of the package id it approved, as Fabric's lifecycle serialises it. */
  readonly packageHash: string;
}

/** The hash that an approval of this package leaves on the ledger (`lifecycle.StateData`, field 3: string). */
export function packageHash(packageId: string): string {
  const text = Buffer.from(packageId);
  if (text.length > 127) throw new RangeError('a package id of Huren is short');
  return sha256(Buffer.concat([Buffer.from([0x1a, text.length]), text]));
}

/** Blocks that are read at once, from the newest backwards: approvals of the next definition are recent. */
const blocksAtOnce = 200;

/**
 * The package that each member has approved for this definition, by its hash. Fabric keeps approvals in a collection of
 * each member's own, which others cannot read; but their hashes stand in the blocks, and whoever knows a package id can
 * compare. Fabric itself never does: members could approve different packages under one name.
 * @throws NodeRefused
 */
export async function approvalsOnLedger(
  source: { readonly address: NodeAddress; readonly connection: PeerConnection; readonly reader: Signer },
  channelId: string,
  { name, sequence }: Pick<ChaincodeDefinition, 'name' | 'sequence'>,
  mspIds: readonly string[],
): Promise<readonly LedgerApproval[]> {
  const key = sha256(`chaincode-sources/fields/${name}#${String(sequence)}/PackageID`);
  const found = new Map<string, string>();
  const { height, first } = await blocksAt(source.connection, channelId, source.reader);
  for (let end = height; end > first && mspIds.some((id) => !found.has(id)); end -= blocksAtOnce) {
    const from = Math.max(first, end - blocksAtOnce);
    const here = new Map<string, string>();
    for await (const block of blocksOf(source, channelId, from, end)) {
      // Later blocks of this span override earlier ones; spans after this one have spoken already.
      for (const [mspId, hash] of approvalsOf(block, key)) here.set(mspId, hash);
    }
    for (const [mspId, hash] of here) if (!found.has(mspId)) found.set(mspId, hash);
  }
  return [...found].map(([mspId, hash]) => ({ mspId, packageHash: hash }));
}

/** Which blocks the peer has: one that joined by a snapshot has none of those before it. */
async function blocksAt(
  connection: PeerConnection,
  channelId: string,
  reader: Signer,
): Promise<{ readonly first: number; readonly height: number }> {
  const args = ['GetChainInfo', channelId].map((arg) => Buffer.from(arg));
  const answer = await connection.query({ channelId, chaincode: 'qscc', args }, reader);
  const info = common.BlockchainInfo.deserializeBinary(answer);
  const snapshot = info.getBootstrappingsnapshotinfo();
  return {
    first: snapshot === undefined ? 0 : snapshot.getLastblockinsnapshot() + 1,
    height: info.getHeight(),
  };
}

/** Blocks `from` up to, not including, `end`. */
async function* blocksOf(
  { address, reader }: { readonly address: NodeAddress; readonly reader: Signer },
  channelId: string,
  from: number,
  end: number,
): AsyncGenerator<common.Block> {
  const stop = new AbortController();
  try {
    for await (const response of deliver(address, 'blocks', { channelId, from, reader }, stop.signal)) {
      const block = response.getBlock();
      if (block === undefined) continue;
      yield block;
      if ((block.getHeader()?.getNumber() ?? 0) >= end - 1) return;
    }
  } finally {
    stop.abort();
  }
}

const collectionOf = /^_implicit_org_(.+)$/;

function approvalsOf(block: common.Block, key: string): readonly (readonly [mspId: string, hash: string])[] {
  const flags = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  return envelopes.flatMap((bytes, at) => {
    const payload = common.Payload.deserializeBinary(
      common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
    );
    const header = common.ChannelHeader.deserializeBinary(
      payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    const endorsed = header.getType() === common.HeaderType.ENDORSER_TRANSACTION;
    if (!endorsed || flags?.[at] !== peer.TxValidationCode.VALID) return [];
    return peer.Transaction.deserializeBinary(payload.getData_asU8())
      .getActionsList()
      .flatMap((action) => lifecycleWrites(action.getPayload_asU8(), key));
  });
}

function lifecycleWrites(action: Uint8Array, key: string): readonly (readonly [string, string])[] {
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action).getAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(
    endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
  );
  const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
  return TxReadWriteSet.deserializeBinary(results)
    .getNsRwsetList()
    .filter((set) => set.getNamespace() === '_lifecycle')
    .flatMap((set) => set.getCollectionHashedRwsetList())
    .flatMap((set) => {
      const mspId = collectionOf.exec(set.getCollectionName())?.[1];
      if (mspId === undefined) return [];
      return kvrwset.HashedRWSet.deserializeBinary(set.getHashedRwset_asU8())
        .getHashedWritesList()
        .filter((write) => Buffer.from(write.getKeyHash_asU8()).toString('hex') === key)
        .map((write) => [mspId, Buffer.from(write.getValueHash_asU8()).toString('hex')] as const);
    });
}
