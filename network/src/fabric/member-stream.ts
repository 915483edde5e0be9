import { setTimeout as wait } from 'node:timers/promises';
import type { common, peer } from '@hyperledger/fabric-protos';
import { deliver, type Delivery, type Seek } from './deliver';
import { NodeRefused, type NodeAddress } from './peer-connection';

const retryMs = { first: 100, most: 2_000 };
/** How long one peer may take for one block that it has. */
const oneBlockMs = 15_000;

/** Peers of one member, asked in turn: a stream that ends goes on at the next one, from where the last one was. */
export async function* outlivingStream<Node extends NodeAddress>(
  what: Delivery,
  nodes: () => readonly Node[],
  seek: () => Seek,
  signal: AbortSignal,
): AsyncGenerator<{ readonly node: Node; readonly response: peer.DeliverResponse }> {
  let delay = retryMs.first;
  for (let at = 0; !signal.aborted; at += 1) {
    const among = nodes();
    const node = among[at % Math.max(1, among.length)];
    try {
      if (node !== undefined) {
        for await (const response of deliver(node, what, seek(), signal)) {
          delay = retryMs.first;
          yield { node, response };
        }
      }
    } catch (error) {
      if (!(error instanceof NodeRefused)) throw error;
    }
    await wait(delay, undefined, { signal }).catch(() => undefined);
    delay = Math.min(delay * 2, retryMs.most);
  }
}

/** One block of this peer. @throws NodeRefused when it has none or does not answer in time. */
export async function fetchBlock(
  node: NodeAddress,
  seek: Omit<Seek, 'to'>,
  signal: AbortSignal,
): Promise<common.Block> {
  const late = AbortSignal.timeout(oneBlockMs);
  const either = AbortSignal.any([signal, late]);
  for await (const response of deliver(node, 'blocks', { ...seek, to: seek.from }, either)) {
    const block = response.getBlock();
    if (block !== undefined) return block;
  }
  throw new NodeRefused(4, 'the peer does not deliver the block');
}
