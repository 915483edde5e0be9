/**
 * Abstract cases that have no counterpart in this system yet, by id, each with its reason. A case leaves this table when
 * what it is about is built; the test fails for ids that are here for nothing.
 */
const FAULTS = 'needs a process of its own or a failing disk: test/network/embedded-faults.test.ts';
const MTLS = 'callers authenticate by signed tokens, never by TLS client certificates';
const LOG_AUDIT = 'receipts are chained and their heads anchored, but nothing audits a log yet';

const REASONS: Readonly<Record<string, string>> = {
  'keys-certs-055': MTLS,
  'keys-certs-056': MTLS,
  'keys-certs-063': MTLS,
  'merkle-032': 'there are no tree heads to compare: a root is a record of the ledger',
  'merkle-034': 'there are no tree heads to compare: a root is a record of the ledger',
  'agreements-011': 'needs a third member with a gateway; agreements bind their own parties only',
  'presentation-qr-008': 'a presentation has no expiry of its own: the request that it answers ends',
  'tokens-046': 'tokens live for five minutes at most and are not single-use (DETAILS 31)',
  'ledger-args-018': 'the embedded engine stamps the time itself; no client chooses it',
  'ledger-args-019': 'the embedded engine stamps the time itself; no client chooses it',
  'ledger-args-023': 'a contract makes each of its writes once, after its reads; nothing to be handed in',
  'ledger-args-041': 'no contract function reads a range',
  'ledger-args-048': 'no contract compares by locale; nothing to be handed in',
  'ledger-files-013':
    'the embedded engine has no orderer; its deep audit checks the creators of transactions',
  'ledger-files-022': 'permissions do not bind the superuser that many test machines run as',
  'ledger-files-023': FAULTS,
  'ledger-files-026': FAULTS,
  'ledger-files-027': FAULTS,
  'ledger-files-028': FAULTS,
  'ledger-files-029': 'there are no snapshots and no migrations yet',
  'ledger-files-030': FAULTS,
  'ledger-files-032': 'needs a process of its own with a memory limit',
  'receipts-011': 'blocks of the embedded engine have no countersignatures; a receipt names height and hash',
  'receipts-013': 'nothing gathers receipts of several gateways yet',
  'abuse-003': 'no test is decided by a stopwatch; nothing is looked up by a number of a person',
  'abuse-015':
    '/metrics is open on the one listener, which binds to the loopback address unless told otherwise',
  'abuse-018': 'licences stay on the phone: the gateway keeps none that anybody could ask for by number',
  'abuse-020': LOG_AUDIT,
  'abuse-021': LOG_AUDIT,
};

/** Why a case is not applied; undefined for one that is. */
export function notApplicable({ id }: { readonly id: string }): string | undefined {
  return REASONS[id];
}

export const NAMED_IDS = Object.keys(REASONS);
