import { type Member, recordKey } from '@huren/chaincode/domain';
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

/** Whether an address lies at the gateway of an admitted member. */
export function isMemberAddress(index: RecordIndex, address: string): boolean {
  return memberGateways(index).some((gateway) => address.startsWith(`${gateway}/`));
}

/**
 * Passes a request on to the phone behind a rendezvous code at another member's gateway.
 * @throws Problem member-unreachable, rendezvous-unknown
 */
export async function askAt(gateway: string, code: string, requestUri: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${gateway}/v1/rendezvous/${encodeURIComponent(code)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requestUri }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
  } catch {
    throw new Problem('member-unreachable', { retryAfterSeconds: 5 });
  }
  if (response.status !== 202) throw new Problem('rendezvous-unknown', { path: '/rendezvous' });
}
