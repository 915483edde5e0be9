/** Rejections about who calls: the caller, or its right to do this. */
const FORBIDDEN = new Set([
  'UNKNOWN_MEMBER',
  'MEMBER_NOT_ACTIVE',
  'UNKNOWN_IDENTITY',
  'AUTHORITY_OF_ANOTHER_MEMBER',
  'AUTHORITY_NOT_ACTIVE',
  'NOT_ENTITLED',
  'NOT_A_VOTER',
]);

const BAD_REQUEST = new Set([
  'BAD_ARITY',
  'BAD_ARGUMENTS',
  'UNKNOWN_CONTRACT',
  'UNKNOWN_FUNCTION',
  'MALFORMED_ARGUMENT',
]);

const CONFLICT = new Set([
  'NETWORK_NOT_FOUNDED',
  'NETWORK_NOT_OPEN',
  'NETWORK_ALREADY_FOUNDED',
  'NETWORK_ALREADY_OPEN',
  'FOUNDING_PENDING',
  'MOTION_EXPIRED',
  'GROUP_ENDED',
  'GROUP_NOT_IN_FORCE',
  'GROUP_VERSION',
  'BASIS_ENDED',
  'VERSION_OVERLAPS',
  'DISPUTE_OPEN',
  'DISPUTE_ENDED',
  'DISPUTE_OVERDUE',
  'DISPUTE_NOT_DUE',
  'MOTION_CLOSED',
  'ALREADY_CONFIRMED',
  'ALREADY_VOTED',
  'ALREADY_ACCEPTED',
  'ALREADY_APPROVED',
  'CHANGE_CLOSED',
  'CHANGE_NOT_APPROVED',
  'CHANGE_BASE_VOID',
  'CHANGE_BASE_STANDS',
  'MEMBER_STATE',
  'LAST_MEMBER',
  'AUTHORITY_STATE',
  'AGREEMENT_VERSION',
  'STATUS_TRANSITION',
  'MAPPING_VERSION',
  'MAPPING_CHANGED',
  'CASE_CLOSED',
  'CASE_STEP',
  'CASE_PARTY_ENDED',
  'CASE_ENTRY_NUMBER',
]);

/** HTTP status of a contract's refusal; whatever is not about the caller, existence or state is its content: 422. */
export function rejectionStatus(code: string): 400 | 403 | 404 | 409 | 422 {
  if (BAD_REQUEST.has(code)) return 400;
  if (FORBIDDEN.has(code)) return 403;
  if (code.endsWith('_UNKNOWN')) return 404;
  if (CONFLICT.has(code) || code.endsWith('_EXISTS')) return 409;
  return 422;
}
