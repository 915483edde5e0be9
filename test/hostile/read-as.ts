/**
 * Cases that get another answer than those that their file foresees, on purpose: the class that Huren's answer has, and
 * why. None of them is an acceptance.
 */
const EXACT_BYTES =
  'a holder field is either what its issuer committed to or it is forged: nothing is looked up by it';
const WHOLE_REFUSED =
  'a request of issuing that breaks a rule is 422 batch-refused as a whole; nothing is sealed';
const COMPRESSED = 'compressed bodies are not taken at all, good or bad';

export const READ_AS: Readonly<Record<string, readonly [classes: string, reason: string]>> = {
  'identity-codes-008': ['verdict-mismatch', EXACT_BYTES],
  'unicode-names-001': ['verdict-mismatch', EXACT_BYTES],
  'signature-der-039': ['reject-413', 'the body is larger than the address takes, so that it is not read'],
  'keys-certs-013': ['endorse-fail', 'what a suspended office anchors never gets onto the ledger'],
  'keys-certs-047': ['reject-422', WHOLE_REFUSED],
  'keys-certs-048': ['reject-422', WHOLE_REFUSED],
  'keys-certs-049': ['reject-422', WHOLE_REFUSED],
  'http-022': ['reject-415', COMPRESSED],
  'http-023': ['reject-415', COMPRESSED],
  'http-029': [
    'reject-408',
    'HTTP allows a chunk of that announced size; the body ends by its timeout, read or not',
  ],
  'ledger-files-004': ['startup-refuse', 'the block was acknowledged: nothing may heal it away'],
};
