import { importJwk } from '../crypto/jwk';
import type { CryptoProvider } from '../crypto/provider';
import { importVerificationKey, verifyWith } from '../crypto/verification-key';
import { decodeBase64url } from '../encoding/base64url';
import { integer, object, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import {
  isStatementSigned,
  parseStatement,
  type Statement,
  statementInput,
  statementJws,
} from '../verification/signed-statement';
import type { ThirdParty } from './case';
import { caseId } from './statement';

/** `typ` of what a third party's key signs for each request to the gateway that keeps its case. */
export const CASE_REQUEST_TYPE = 'huren-case-request+jwt';
/** How far the third party's clock may be off, milliseconds. */
export const CASE_REQUEST_AGE_MS = 300_000;

/** `{aud, case, nonce, iat}`: for one gateway and one case, good once. */
export interface CaseRequest {
  /** `urn:huren:gateway:<member>` */
  readonly aud: string;
  readonly case: string;
  /** 128 fresh random bits, base64url. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

const RequestShape = object({
  aud: string({ max: 128 }),
  case: caseId,
  nonce: string({ min: 22, max: 64, pattern: /^[A-Za-z0-9_-]+$/ }),
  iat: integer(),
});

/** The curve's own generator (SEC 2 §2.4.2): what a request is tried by where there is no key, so that it takes as long. */
const NO_KEY = importJwk({
  kty: 'EC',
  crv: 'P-256',
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
});

/** The compact JWS of a request, signed where the key is. */
export async function signCaseRequest(
  request: CaseRequest,
  key: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(key);
  const input = statementInput(CASE_REQUEST_TYPE, { keyId: id, suite }, { ...request });
  return statementJws(input, await sign(input));
}

/** Reads a request; nobody's signature is believed yet. @throws MalformedError */
export function parseCaseRequest(jws: string): Statement<CaseRequest> {
  return parseStatement(jws, RequestShape, '/proof');
}

/** Whether this third party made the request for this gateway, just now; without one, false after the same work. */
export function isCaseRequestOf(
  statement: Statement<CaseRequest>,
  party: ThirdParty | undefined,
  {
    aud,
    nowMs,
    provider,
  }: { readonly aud: string; readonly nowMs: number; readonly provider: CryptoProvider },
): boolean {
  if (party === undefined) {
    verifyWith(provider, NO_KEY, statement.signingInput, statement.signature);
    return false;
  }
  const key = importVerificationKey(party.suite, decodeBase64url(party.publicKey));
  const isRecent = Math.abs(nowMs - statement.payload.iat * 1000) <= CASE_REQUEST_AGE_MS;
  const isSigned = isStatementSigned(provider, statement, CASE_REQUEST_TYPE, key);
  return isSigned && isRecent && statement.payload.aud === aud;
}
