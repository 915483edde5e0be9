import { canonicalJson, type Member, recordKey } from '@huren/chaincode/domain';
import { LedgerRejection } from '@huren/network';
import type { Gateway } from '../index';

/**
 * Writes where a member's gateway is reached on the ledger, unless it stands there: wallets and other members' gateways
 * go by that record. An address that is no secure origin, as of all interfaces, is not published.
 */
export async function publishAddress(gateway: Gateway, url: string): Promise<void> {
  const { context, member } = gateway;
  const { index, keys, ledger, log } = context;
  const { operator } = keys;
  if (operator === undefined || index.record<Member>(recordKey.member(member))?.gateway === url) return;
  try {
    await ledger.submit({ contract: 'member', fn: 'setGateway', argument: canonicalJson({ url }) }, operator);
    await gateway.caughtUp();
  } catch (error) {
    if (!(error instanceof LedgerRejection)) throw error;
    log.warn({ code: error.code }, 'the address was not published');
  }
}
