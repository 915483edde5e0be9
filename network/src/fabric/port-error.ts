import { ContractFault } from '../embedded/contract-host';
import { LedgerConflict, LedgerIdentityRefused, LedgerRejection, LedgerUnavailable } from '../ledger';
import { parseRejection } from '../refusal-message';

/**
 * What the peers said instead of an endorsement, in the port's terms. Their texts are English sentences of Fabric;
 * those that matter are matched here and nowhere else.
 * @param said one text for each peer that refused, or the one of the peer that was asked.
 */
export function portError(said: readonly string[], call: string, transactionId: string): Error {
  for (const text of said) {
    const refused = /HUREN\.[A-Z][A-Z0-9_]*(?: \{.*\})?/s.exec(text)?.[0];
    const rejection = refused === undefined ? undefined : parseRejection(refused);
    if (rejection !== undefined) return rejection;
  }
  const all = said.join('\n');
  if (/ProposalResponsePayloads do not match|differing|do not match/i.test(all)) {
    // Two endorsers stood at different heights: nothing was ordered, and the next attempt meets them level.
    return new LedgerConflict(transactionId);
  }
  if (/timestamp .* (window|out of range)|time window/i.test(all)) {
    return new LedgerRejection('PROPOSAL_EXPIRED', {});
  }
  if (refusesIdentity(all)) {
    return new LedgerIdentityRefused('the peers do not accept the identity or its signature');
  }
  if (/chaincode server is stopping|could not launch|connection|unavailable/i.test(all)) {
    return new LedgerUnavailable('the chaincode or its peers do not answer; try again in a moment');
  }
  if (/contract function failed|chaincode response 500/i.test(all)) return new ContractFault(call, all);
  return new LedgerUnavailable('the peers did not endorse; see their logs');
}

/** Whether a peer's text is about who asks. */
export function refusesIdentity(text: string): boolean {
  return identity.test(text);
}

/** A foreign CA, another member's certificate, a wrong signature; a role that may not write; an ended certificate. */
const identity =
  /access denied|check policy on channel|creator is malformed|certificate has expired|expired on/i;
