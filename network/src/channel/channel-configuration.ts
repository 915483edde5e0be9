import { setTimeout as wait } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import type { PeerConnection } from '../fabric/peer-connection';
import { NodeRefused } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import { type ConfigGroup, readGroup, treeDigest } from './config-tree';

/** The channel's configuration at one moment. */
export interface ChannelConfiguration {
  readonly channelId: string;
  /** Counts the updates that took effect; the first block has 0. */
  readonly sequence: number;
  /** base64url SHA-256, the same for every reader (treeDigest). */
  readonly digest: string;
  readonly root: ConfigGroup;
}

/** @throws RangeError when it has no channel group. */
export function readConfiguration(channelId: string, config: common.Config): ChannelConfiguration {
  const group = config.getChannelGroup();
  if (group === undefined) throw new RangeError('the configuration has no channel group');
  const root = readGroup(group);
  const sequence = config.getSequence();
  return { channelId, sequence, digest: treeDigest(sequence, root), root };
}

/** The configuration that a block of type CONFIG carries. @throws RangeError when it carries none. */
export function configurationOfBlock(block: common.Block): ChannelConfiguration {
  const [bytes] = block.getData()?.getDataList_asU8() ?? [];
  if (bytes === undefined) throw new RangeError('the block has no data');
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
  );
  const header = common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  if (header.getType() !== common.HeaderType.CONFIG)
    throw new RangeError('the block carries no configuration');
  const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
  if (config === undefined) throw new RangeError('the block carries no configuration');
  return readConfiguration(header.getChannelId(), config);
}

/**
 * The configuration that this peer has in force. It is one peer's word: whoever decides by it asks an own peer.
 * @throws NodeRefused also when the peer has not joined, or the caller may not read.
 */
export async function fetchConfig(
  connection: PeerConnection,
  channelId: string,
  reader: Signer,
): Promise<ChannelConfiguration> {
  const args = ['GetChannelConfig', channelId].map((arg) => Buffer.from(arg));
  const bytes = await connection.query({ channelId, chaincode: 'cscc', args }, reader);
  return readConfiguration(channelId, common.Config.deserializeBinary(bytes));
}

/**
 * Waits until the peer has this configuration or a later one: an update takes effect after its answer.
 * @throws NodeRefused 408 when it does not come in time.
 */
export async function awaitSequence(
  connection: PeerConnection,
  channelId: string,
  reader: Signer,
  sequence: number,
  withinMs = 30_000,
): Promise<ChannelConfiguration> {
  for (const end = Date.now() + withinMs; ;) {
    const now = await fetchConfig(connection, channelId, reader);
    if (now.sequence >= sequence) return now;
    if (Date.now() > end) {
      throw new NodeRefused(408, `the configuration stays at sequence ${String(now.sequence)}`);
    }
    await wait(50);
  }
}
