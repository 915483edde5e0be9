import { FINDING_CODES, type FindingCode } from '@huren/chaincode/domain';

/** One answer as it came over the wire. */
export interface Sent {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly ms: number;
}

/**
 * Huren's verdicts speak in finding codes; the abstract classes speak of causes. A verdict other than accept belongs
 * to the classes of every finding that kept it from accept. Reasons for the rows that are not evident:
 *
 * - A disclosure that the issuer did not commit to is at once wrong in its digest (`invalid`) and a subject that does
 *   not match (`mismatch`): Huren never looks a person up, so there is no other kind of mismatch.
 * - A key, office, batch, agreement or matter that the ledger does not know or does not let act here is `untrusted`.
 *   Without a ground the verdict is review, never accept: the law may make the licence valid all the same (DESIGN 6).
 * - A presentation by, for or in answer to another is `mismatch`, `invalid`, and as a consent `untrusted`.
 * - What the ledger attests only since its anchor is `untrusted` for an earlier day: a claimed time is no evidence.
 */
const CLASSES: Readonly<Partial<Record<FindingCode, readonly string[]>>> = {
  IDENTIFIER_INVALID: ['verdict-invalid'],
  IDENTIFIER_DIFFERS: ['verdict-invalid'],
  FIELDS_NOT_OF_TYPE: ['verdict-invalid'],
  HOLDER_KIND_DIFFERS: ['verdict-invalid'],
  DISCLOSURE_FORGED: ['verdict-invalid', 'verdict-mismatch'],
  PAGE_ALTERED: ['verdict-invalid'],
  PAGE_PARTS_UNCOVERED: ['verdict-untrusted'],
  PAGE_METADATA_UNCOVERED: ['verdict-untrusted'],
  PAGE_METADATA_UNCLEAR: ['verdict-invalid'],
  NOT_ANCHORED: ['verdict-unknown'],
  ABSENT_WHERE_COMPLETE: ['verdict-unknown'],
  DISPUTED: ['verdict-untrusted'],
  BATCH_UNKNOWN: ['verdict-unknown'],
  PROOF_INVALID: ['verdict-invalid'],
  BATCH_DIFFERS: ['verdict-invalid', 'verdict-untrusted'],
  ATTESTED_ONLY_SINCE: ['verdict-untrusted'],
  SIGNATURE_INVALID: ['verdict-invalid'],
  ALGORITHM_DIFFERS: ['verdict-invalid'],
  CO_SEAL_INVALID: ['verdict-invalid'],
  SIGNATURE_UNCHECKED: ['verdict-untrusted'],
  PAGE_SEAL_INVALID: ['verdict-invalid'],
  PAGE_NOT_SEALED: ['verdict-invalid'],
  PAGE_SEAL_UNCHECKED: ['verdict-untrusted'],
  SEAL_ACTIVE_NOW: ['verdict-unknown'],
  SEAL_UNREGISTERED: ['verdict-untrusted'],
  SEAL_REGISTERED_LATER: ['verdict-untrusted'],
  SEAL_OF_ANOTHER: ['verdict-untrusted'],
  SEAL_NOT_OF_BATCH: ['verdict-untrusted', 'verdict-invalid'],
  SEAL_WITHOUT_MANDATE: ['verdict-untrusted'],
  SEAL_FROZEN: ['verdict-untrusted'],
  SEAL_RETIRED: ['verdict-untrusted'],
  SEAL_ENDED: ['verdict-untrusted'],
  SEAL_COMPROMISED: ['verdict-untrusted'],
  SES_SEAL_UNREGISTERED: ['verdict-untrusted'],
  SES_SEAL_DIFFERS: ['verdict-untrusted'],
  SES_SEAL_ABSENT: ['verdict-untrusted'],
  FURTHER_SEAL_UNKNOWN: ['verdict-untrusted'],
  CO_SEALS_MISSING: ['verdict-invalid'],
  CO_SEAL_ROLE_NOT_HELD: ['verdict-untrusted'],
  CO_SEAL_WITHOUT_MANDATE: ['verdict-untrusted'],
  PAGE_CO_SEALS_MISSING: ['verdict-untrusted'],
  COPY_MAKER_NOT_ENTITLED: ['verdict-untrusted'],
  COPY_SEAL_ENDED: ['verdict-untrusted'],
  COPY_ORIGINAL_UNKNOWN: ['verdict-unknown'],
  COPY_ORIGINAL_UNLINKED: ['verdict-unknown'],
  COPY_FOR_ANOTHER: ['verdict-mismatch'],
  COPY_FOR_ANOTHER_MATTER: ['verdict-mismatch'],
  COPY_ENDED: ['verdict-expired'],
  COPY_NOT_YET_MADE: ['verdict-not-yet-valid'],
  COPY_LIMITS_UNSTATED: ['verdict-untrusted'],
  COMPETENCE_WITNESSED: ['verdict-untrusted'],
  NOT_COMPETENT: ['verdict-untrusted'],
  NOT_COMPETENT_THEN: ['verdict-untrusted'],
  ANCHORED_AFTER_COMPETENCE: ['verdict-untrusted'],
  ISSUER_DIFFERS: ['verdict-untrusted', 'verdict-invalid'],
  AUTHORITY_SUSPENDED: ['verdict-untrusted'],
  ISSUER_UNKNOWN: ['verdict-untrusted', 'verdict-unknown'],
  IN_FORCE_BY_DATES: ['verdict-unknown'],
  NOT_YET_ISSUED: ['verdict-not-yet-valid'],
  NOT_YET_VALID: ['verdict-not-yet-valid'],
  EXPIRED: ['verdict-expired'],
  VALIDITY_TOO_LONG: ['verdict-invalid'],
  VALIDITY_DIFFERS: ['verdict-invalid'],
  INSPECTION_OVERDUE: ['verdict-expired'],
  INSPECTION_UNSTATED: ['verdict-invalid'],
  SUSPENDED: ['verdict-revoked'],
  WITHDRAWN: ['verdict-revoked'],
  ANNULLED: ['verdict-revoked'],
  REVOKED: ['verdict-revoked'],
  DEREGISTERED: ['verdict-revoked'],
  SEIZED: ['verdict-revoked'],
  SUPERSEDED: ['verdict-revoked'],
  TRANSFERRED_OUT: ['verdict-revoked'],
  TYPE_UNKNOWN: ['verdict-untrusted', 'verdict-unknown'],
  CLAUSE_REVIEW: ['verdict-untrusted'],
  CONDITIONS_UNMET: ['verdict-untrusted'],
  CLAUSE_REFUSES: ['verdict-untrusted'],
  OUT_OF_TERRITORY: ['verdict-untrusted'],
  TERRITORY_PARTLY: ['verdict-untrusted'],
  TERRITORY_UNSTATED: ['verdict-invalid'],
  NOT_COVERED: ['verdict-untrusted'],
  AGREEMENT_NOT_IN_FORCE: ['verdict-untrusted'],
  RELYING_UNKNOWN: ['verdict-untrusted'],
  ISSUING_REGION_UNKNOWN: ['verdict-untrusted'],
  MATTER_UNKNOWN: ['verdict-untrusted'],
  MATTER_NOT_ACTIVE: ['verdict-untrusted'],
  MATTER_OF_ANOTHER: ['verdict-untrusted'],
  TYPE_NOT_ASKED_FOR: ['verdict-untrusted'],
  CO_HOLDER_FIELDS_MISSING: ['verdict-untrusted'],
  FIELDS_MISSING: ['verdict-invalid'],
  LEGAL_FORM_NOT_ENOUGH: ['verdict-untrusted'],
  IDENTITY_LEVEL_TOO_LOW: ['verdict-untrusted'],
  NOT_PRESENTED: ['verdict-invalid', 'verdict-untrusted'],
  KEY_BINDING_ABSENT: ['verdict-invalid', 'verdict-untrusted'],
  HOLDER_KEY_ABSENT: ['verdict-invalid', 'verdict-untrusted'],
  KEY_BINDING_INVALID: ['verdict-mismatch', 'verdict-invalid', 'verdict-untrusted'],
  AUDIENCE_DIFFERS: ['verdict-mismatch', 'verdict-invalid', 'verdict-untrusted'],
  NONCE_DIFFERS: ['verdict-mismatch', 'verdict-invalid', 'verdict-untrusted'],
  NONCE_USED: ['verdict-invalid', 'verdict-untrusted'],
  NONCE_UNKNOWN: ['verdict-invalid', 'verdict-untrusted'],
  NONCE_EXPIRED: ['verdict-expired', 'verdict-untrusted'],
  PERSON_NAME_NEAR: ['verdict-untrusted'],
  PERSON_DIFFERS: ['verdict-mismatch', 'verdict-untrusted'],
  PRESENTATION_NOT_CURRENT: ['verdict-expired', 'verdict-not-yet-valid', 'verdict-untrusted'],
  CO_HOLDER_CONSENT_MISSING: ['verdict-untrusted'],
  CO_HOLDER_CONSENT_INVALID: ['verdict-mismatch', 'verdict-invalid', 'verdict-untrusted'],
  AGENT_NAME_NEAR: ['verdict-untrusted'],
  AGENT_DIFFERS: ['verdict-mismatch', 'verdict-untrusted'],
  AGENT_CHAIN_BROKEN: ['verdict-mismatch', 'verdict-invalid', 'verdict-untrusted'],
  AGENT_VOID: ['verdict-revoked', 'verdict-untrusted'],
  AGENT_REVOKED: ['verdict-revoked', 'verdict-untrusted'],
  AGENT_ENDED: ['verdict-expired', 'verdict-not-yet-valid', 'verdict-untrusted'],
  AGENT_OUT_OF_SCOPE: ['verdict-untrusted'],
  REPRESENTATION_ENDED: ['verdict-expired', 'verdict-untrusted'],
  DAY_TO_COME: ['verdict-not-yet-valid'],
  STATUS_OF_ANOTHER: ['verdict-invalid'],
  // Nothing is said where a fact could not be had: the signed form of failing closed.
  AGENT_STATUS_UNKNOWN: ['fail-closed-503'],
  INDEX_STALE: ['fail-closed-503'],
  INDEX_AHEAD: ['fail-closed-503'],
  HEIGHT_TO_COME: ['fail-closed-503'],
};

interface SeenFinding {
  readonly outcome: string;
  readonly code: string;
}

/** Verdict and codes of its findings in one line, for comparison and for a failed test's message. */
export function gist({ status, body }: Pick<Sent, 'status' | 'body'>): string {
  const verdict = verdictOf(body);
  if (status !== 200 || verdict === undefined) {
    const { code, path, details, rejection } = body;
    const words = [code, rejection, path].filter((part) => typeof part === 'string');
    return [String(status), ...words, ...(details === undefined ? [] : [JSON.stringify(details)])].join(' ');
  }
  const findings = body['findings'] as readonly SeenFinding[];
  return `${verdict}: ${findings.map(({ code }) => code).join(' ')}`;
}

function verdictOf(body: Sent['body']): string | undefined {
  const { verdict } = body;
  return typeof verdict === 'string' ? verdict : undefined;
}

/** Every class that an answer belongs to. `good` is the gist of the answer to the unchanged input. */
export function classesOf(sent: Sent, good: string): readonly string[] {
  const { status, body } = sent;
  const verdict = verdictOf(body);
  if (status === 200 && verdict !== undefined) {
    const word = `${verdict}:`;
    if (word === 'accept:' || gist(sent) === good) {
      return good.startsWith(word) ? ['accept-same', 'accept-normalised'] : ['accept-other'];
    }
    const findings = body['findings'] as readonly SeenFinding[];
    const kept = findings.filter(({ outcome }) => outcome !== 'pass');
    return [...new Set(kept.flatMap(({ code }) => CLASSES[code as FindingCode] ?? []))];
  }
  if (status >= 200 && status < 300) return gist(sent) === good ? ['accept-same'] : ['done'];
  if (status === 0) return ['closed'];
  if (status < 0) return ['no-answer'];
  if (status === 503) return ['fail-closed-503'];
  if (status === 422 && body['code'] === 'ledger-rejection') return ['endorse-fail', 'reject-422'];
  if (body['code'] === 'ledger-rejection' || body['code'] === 'identity-refused') {
    return ['endorse-fail', `reject-${String(status)}`];
  }
  return [`reject-${String(status)}`];
}

/** Codes that are no part of the table although they can keep a verdict from accept: none may be forgotten. */
export function unmappedCodes(): readonly string[] {
  return Object.entries(FINDING_CODES)
    .filter(([code, { outcome }]) => outcome !== 'pass' && code !== 'AT_HEIGHT' && !(code in CLASSES))
    .map(([code]) => code);
}

/**
 * The one systematic reading: a fault of grammar inside a credential is 400 `malformed-credential`, without verdict and
 * receipt (DETAILS 23), where the abstract cases also foresee a signed `verdict-invalid`.
 */
export function admits(expected: readonly string[], sent: Sent): boolean {
  return expected.includes('verdict-invalid') && sent.body['code'] === 'malformed-credential';
}
