import { type Member, recordKey, signRendezvousAsk } from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';

/** How long another member's gateway may take. */
const TIMEOUT_MS = 5000;

/** Where a member's gateway is reached, as its record says; undefined when it says nothing or is not admitted. */
export function gatewayOf(index: RecordIndex, member: string): string | undefined {
  const record = index.record<Member>(recordKey.member(member));
  return record?.state === 'admitted' ? record.gateway : undefined;
}

/** Origins of the gateways of all admitted members. */
export function memberGateways(index: RecordIndex): readonly string[] {
  return index.keys('member').flatMap((key) => {
    const record = index.record<Member>(key);
    return record?.state === 'admitted' && record.gateway !== undefined ? [record.gateway] : [];
  });
}

/**
 * Passes a request on to the phone behind a rendezvous code at another member's gateway, in this member's name.
 * @throws Problem no-receipt-key, member-unreachable, rendezvous-unknown
 */
export async function askAt(
  gateway: string,
  {
    code,
    requestUri,
    member,
  }: { readonly code: string; readonly requestUri: string; readonly member: string },
  { signer, nowMs }: { readonly signer: NodeSigner | undefined; readonly nowMs: number },
): Promise<void> {
  if (signer === undefined) throw new Problem('no-receipt-key', { retryAfterSeconds: 30 });
  const iat = Math.floor(nowMs / 1000);
  const ask = signRendezvousAsk({ v: 1, member, code, requestUri, iat }, signer);
  let response: Response;
  try {
    response = await fetch(`${gateway}/v1/rendezvous/${encodeURIComponent(code)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ask }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
  } catch {
    throw new Problem('member-unreachable', { retryAfterSeconds: 5 });
  }
  // It is at its limit, or down: the code may be as good as before.
  if (response.status === 429 || response.status >= 500) {
    throw new Problem('member-unreachable', { retryAfterSeconds: 5 });
  }
  if (response.status !== 202) throw new Problem('rendezvous-unknown', { path: '/rendezvous' });
}
