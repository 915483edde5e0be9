import { parseInstant } from '../code/instant';
import type { CryptoProvider } from '../crypto/provider';
import { importVerificationKey } from '../crypto/verification-key';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { array, integer, object, oneOf, optional, parsed, type Shape, string } from '../json/shape';
import type { JsonValue } from '../json/value';
import { CO_HOLDER_LIMIT } from '../licence/co-holders';
import { leafHash, verifyInclusion } from '../merkle';
import type { Member, ReceiptKey } from '../member/member';
import { checked, day, digest } from '../record/field';
import { type History, knownAt, latestVersion } from '../record/version';
import { COUNTER_METHODS } from './counter-match';
import { CHECKS, type LampName } from './finding';
import type { ReceiptFault } from './receipt-fault';
import { versionOne } from './record-shapes';
import type { Receipt, ReceiptPayload } from './receipt';
import { type Logged, loggedUnder, type ReceiptLogEvidence } from './receipt-log';
import { RECEIPT_TYPE, receiptBytes, type ReceiptRequest, requestDigest } from './receipts';
import { isStatementSigned, parseStatement } from './signed-statement';
import type { LampColour } from './verdict';

const colour: Shape<LampColour> = oneOf(['green', 'amber', 'red', 'grey']);
const lamps: Shape<Readonly<Record<LampName, LampColour>>> = object({
  genuine: colour,
  inForce: colour,
  usable: colour,
});

/** The first holder and those beside. */
const HOLDER_LIMIT = CO_HOLDER_LIMIT + 1;

const PayloadShape: Shape<ReceiptPayload> = object({
  v: versionOne,
  key: digest,
  number: integer({ min: 1 }),
  previous: digest,
  time: parsed(parseInstant, { max: 24 }),
  verdict: oneOf(['accept', 'refuse', 'review', 'cannot-tell']),
  lamps,
  legalForm: oneOf(['data', 'page', 'copy']),
  basis: object({
    kind: oneOf(['own-region', 'law', 'national-list', 'clause', 'none']),
    reference: optional(string({ max: 64 })),
    version: optional(integer()),
    clause: optional(string({ max: 64 })),
  }),
  provenance: oneOf(['issuer', 'custodian', 'relayed', 'none']),
  identityLevel: optional(integer({ max: 5 })),
  presenter: optional(
    checked(
      object({
        holder: integer({ min: 1, max: HOLDER_LIMIT }),
        holders: integer({ min: 2, max: HOLDER_LIMIT }),
      }),
      ({ holder, holders }) => (holder > holders ? ['beyond-holders', '/holder'] : null),
    ),
  ),
  attestedSince: optional(parsed(parseInstant, { max: 24 })),
  // Codes are append-only: an old verifier meets newer ones, and the signature covers them all the same.
  findings: array(
    object({
      check: oneOf(CHECKS),
      outcome: oneOf(['pass', 'fail', 'unknown', 'skipped']),
      code: string({ pattern: /^[A-Z_]{1,64}$/ }),
    }),
    { max: 64 },
  ),
  request: digest,
  height: integer(),
  blockHash: string({ pattern: /^[0-9a-f]{0,128}$/ }),
  policy: digest,
  asOf: optional(day),
  knownAt: optional(integer()),
  counterMatch: optional(oneOf(COUNTER_METHODS)),
});

const ReceiptShape: Shape<Receipt> = object({
  payload: PayloadShape,
  path: object({ index: integer(), size: integer({ min: 1 }), proof: array(digest, { max: 52 }) }),
  jws: string({ max: 4_096 }),
});
const RootShape = object({ v: versionOne, root: digest, size: integer({ min: 1 }) });

/** A receipt as it was handed out, strictly. @throws MalformedError */
export function parseReceipt(value: JsonValue): Receipt {
  return ReceiptShape(value);
}

export interface ReceiptCheck {
  /** `unknown`: the key is not known here; never a pass and never a fail. */
  readonly outcome: 'valid' | 'invalid' | 'unknown';
  readonly faults: readonly ReceiptFault[];
  /** Id of the member whose gateway signed. */
  readonly member?: string;
  /** Where the newest head of the log was given. */
  readonly logged?: Logged;
}

/**
 * Checks a receipt offline: its key against the member records, its signature, its place under the signed root, with
 * `request` that it answers that very request, and with `log` its place in the log that the ledger knows.
 * @param members every member record known here
 * @throws MalformedError when the JWS is no compact JWS of this kind
 */
export function verifyReceipt(
  receipt: Receipt,
  {
    members,
    provider,
    request,
    log,
  }: {
    readonly members: Iterable<History<Member>>;
    readonly provider: CryptoProvider;
    readonly request?: ReceiptRequest;
    readonly log?: ReceiptLogEvidence;
  },
): ReceiptCheck {
  const { payload, jws } = receipt;
  const statement = parseStatement(jws, RootShape, '/jws');
  const owner = ownerOf(payload.key, members);
  if (owner === undefined) return { outcome: 'unknown', faults: ['RECEIPT_KEY_UNKNOWN'] };
  const faults: ReceiptFault[] = [];
  if (!wasActive(owner.history, payload)) faults.push('RECEIPT_KEY_NOT_THEN');
  const key = keyOf(owner.key);
  const isSigned = key?.id === payload.key && isStatementSigned(provider, statement, RECEIPT_TYPE, key);
  if (!isSigned) faults.push('RECEIPT_SIGNATURE_INVALID');
  if (!isUnderRoot(receipt, statement.payload, provider)) faults.push('RECEIPT_PATH_INVALID');
  if (request !== undefined && requestDigest(request, provider) !== payload.request) {
    faults.push('RECEIPT_REQUEST_DIFFERS');
  }
  const logged = log === undefined ? undefined : loggedUnder(payload, log, provider);
  if (logged === 'not-in-log') faults.push('RECEIPT_NOT_IN_LOG');
  const outcome = faults.length === 0 ? 'valid' : 'invalid';
  return { outcome, faults, member: owner.member, ...(logged !== undefined && { logged }) };
}

function ownerOf(keyId: string, members: Iterable<History<Member>>) {
  for (const history of members) {
    for (const { value } of history) {
      const key = value?.receiptKeys.find((each) => each.keyId === keyId);
      if (value && key) return { member: value.id, key, history };
    }
  }
  return undefined;
}

function wasActive(history: History<Member>, { key, height }: ReceiptPayload): boolean {
  const then = latestVersion(knownAt(history, height))?.value;
  return then?.receiptKeys.some((each) => each.keyId === key && each.state === 'active') ?? false;
}

function keyOf({ suite, publicKey }: ReceiptKey) {
  try {
    return importVerificationKey(suite, decodeBase64url(publicKey));
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

function isUnderRoot(
  { payload, path }: Receipt,
  signed: { readonly root: string; readonly size: number },
  provider: CryptoProvider,
): boolean {
  if (signed.size !== path.size) return false;
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sha-256', bytes);
  const claim = {
    leafHash: leafHash(receiptBytes(payload), hash),
    index: path.index,
    size: path.size,
    proof: path.proof.map(decodeBase64url),
    root: decodeBase64url(signed.root),
  };
  return verifyInclusion(claim, hash);
}
