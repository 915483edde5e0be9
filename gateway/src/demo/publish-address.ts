import { canonicalJson, type Member, recordKey } from '@huren/chaincode/domain';
import { setTimeout as pause } from 'node:timers/promises';
import { LedgerConflict, LedgerInDoubt, LedgerRejection, LedgerUnavailable } from '@huren/network';
import type { Gateway } from '../index';

const ATTEMPTS = 5;
const PAUSE_MS = 1000;

/**
 * Writes where a member's gateway is reached on the ledger, unless it stands there: wallets and other members' gateways
 * go by that record. An address that is no secure origin, as of all interfaces, is not published.
 */
export async function publishAddress(gateway: Gateway, url: string): Promise<void> {
  const { context, member } = gateway;
  const { index, keys, ledger, log } = context;
  const { operator } = keys;
  if (operator === undefined || index.record<Member>(recordKey.member(member))?.gateway === url) return;
  const request = { contract: 'member', fn: 'setGateway', argument: canonicalJson({ url }) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ledger.submit(request, operator);
      await gateway.caughtUp();
      return;
    } catch (error) {
      // Nothing was ordered: peers of a busy machine keep one waiting. The next start publishes what this one did not.
      const again = error instanceof LedgerConflict || error instanceof LedgerUnavailable;
      const isKnown = again || error instanceof LedgerInDoubt || error instanceof LedgerRejection;
      if (!isKnown) throw error;
      if (!again || attempt === ATTEMPTS) {
        const code = error instanceof LedgerRejection ? error.code : error.name;
        log.warn({ code }, 'the address was not published');
        return;
      }
      await pause(PAUSE_MS);
    }
  }
}
