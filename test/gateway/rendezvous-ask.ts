import { signRendezvousAsk } from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import { BAICHENG, type World } from './world';

/** What the relying member's gateway sends for the phone behind a code, unless `over` says who else does. */
export function askSigned(
  world: World,
  code: string,
  requestUri: string,
  over: { readonly signer?: NodeSigner; readonly member?: string; readonly nowMs?: number } = {},
): string {
  const signer = over.signer ?? world.relying.context.receiptSigner();
  if (signer === undefined) throw new Error('the gateway has a receipt key');
  const { member = BAICHENG, nowMs = world.now } = over;
  return signRendezvousAsk({ v: 1, member, code, requestUri, iat: Math.floor(nowMs / 1000) }, signer);
}
