import { randomBytes } from 'node:crypto';
import { on } from 'node:events';
import type { ServiceError } from '@grpc/grpc-js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import type { Signer } from '../ledger';
import { channelTo, type NodeAddress } from './node-channel';
import { NodeRefused } from './peer-connection';
import { channelHeader, creatorOf } from './signed-proposal';

/** What a stream carries: whole blocks, or ids and validation codes only. */
export type Delivery = 'blocks' | 'filtered';

/** Which blocks of which channel, and whose identity asks. */
export interface Seek {
  readonly channelId: string;
  readonly from: number;
  /** The last one; absent: without end. */
  readonly to?: number;
  readonly reader: Signer;
}

async function seek({ channelId, from, to, reader }: Seek): Promise<common.Envelope> {
  const start = new orderer.SeekSpecified();
  start.setNumber(from);
  const startAt = new orderer.SeekPosition();
  startAt.setSpecified(start);
  const stop = new orderer.SeekSpecified();
  stop.setNumber(to ?? Number.MAX_SAFE_INTEGER);
  const stopAt = new orderer.SeekPosition();
  stopAt.setSpecified(stop);
  const info = new orderer.SeekInfo();
  info.setStart(startAt);
  info.setStop(stopAt);
  info.setBehavior(orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY);
  const signature = new common.SignatureHeader();
  signature.setCreator(creatorOf(reader));
  signature.setNonce(randomBytes(24));
  const header = new common.Header();
  header.setChannelHeader(channelHeader(common.HeaderType.DELIVER_SEEK_INFO, channelId).serializeBinary());
  header.setSignatureHeader(signature.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(info.serializeBinary());
  const bytes = payload.serializeBinary();
  const envelope = new common.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(await reader.sign(bytes));
  return envelope;
}

/**
 * One peer's stream, until it ends or the signal aborts (then without an error).
 * @throws NodeRefused when the peer ends it.
 */
export async function* deliver(
  node: NodeAddress,
  what: Delivery,
  options: Seek,
  signal: AbortSignal,
): AsyncGenerator<peer.DeliverResponse> {
  const stopped = (): boolean => signal.aborted;
  if (stopped()) return;
  const client = new peer.DeliverClient(...channelTo(node));
  try {
    const envelope = await seek(options);
    const stream = what === 'blocks' ? client.deliver() : client.deliverFiltered();
    try {
      const responses = on(stream, 'data', {
        signal,
        close: ['end'],
        // Above the first, the stream waits for its reader; below the second, it goes on. A block may have megabytes.
        highWaterMark: 8,
        lowWaterMark: 2,
      });
      stream.write(envelope);
      for await (const [response] of responses as AsyncIterable<[peer.DeliverResponse]>) {
        if (response.getTypeCase() === peer.DeliverResponse.TypeCase.STATUS) {
          // After the last block that was asked for the peer says SUCCESS.
          if (options.to !== undefined && response.getStatus() === common.Status.SUCCESS) return;
          throw new NodeRefused(response.getStatus(), 'the peer ended the stream');
        }
        yield response;
      }
    } catch (error) {
      if (stopped()) return;
      const { code, details } = error as Partial<ServiceError>;
      throw error instanceof NodeRefused ? error : new NodeRefused(code ?? 2, details ?? String(error));
    } finally {
      stream.on('error', () => undefined);
      stream.cancel();
    }
  } finally {
    client.close();
  }
}
