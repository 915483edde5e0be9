import { importJwk } from '../crypto/jwk';
import type { VerificationKey } from '../crypto/verification-key';
import type { CryptoProvider } from '../crypto/provider';
import { MalformedError } from '../encoding/malformed';
import { literal, object, type Shape, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { digest } from '../record/field';
import {
  isStatementSigned,
  parseStatement,
  type Statement,
  statementInput,
  statementJws,
} from '../verification/signed-statement';
import { CONSENT_LIMITS } from './consent';

/** `typ` of what one holder's phone asks of another's. It never reaches a counter. */
export const CONSENT_ASK_TYPE = 'huren-consent-ask+jwt';

/**
 * Signed by the asking holder's own key, which the header's `kid` names: whoever only saw a licence, or a code, asks
 * nobody in a holder's name, and nobody has the answer sealed to another phone. It lives as long as the counter's
 * request that it names.
 */
export interface ConsentAskStatement {
  readonly v: 1;
  /** Where the counter's request is read. */
  readonly request: string;
  /** base64url SHA-256 of the issuer-signed JWT. */
  readonly licence: string;
  /** Origin of the gateway at which the answer is awaited, and the code there. */
  readonly gateway: string;
  readonly code: string;
  /** Uncompressed P-256 point that the answer is sealed to, base64url. */
  readonly to: string;
}

const address = /^https?:\/\/[\x21-\x7e]+$/;
const AskShape: Shape<ConsentAskStatement> = object({
  v: literal(1),
  request: string({ min: 8, max: 508, pattern: address }),
  licence: digest,
  gateway: string({ min: 8, max: 400, pattern: address }),
  code: string({ min: 22, max: 22, pattern: /^[A-Za-z0-9_-]+$/ }),
  to: string({ min: 87, max: 87, pattern: /^[A-Za-z0-9_-]+$/ }),
});

/** Reads one strictly; nobody's signature is believed yet. @throws MalformedError */
export function parseConsentAsk(jws: string, path = '/ask'): Statement<ConsentAskStatement> {
  const statement = parseStatement(jws, AskShape, path, CONSENT_LIMITS.length);
  if (statement.typ === CONSENT_ASK_TYPE) return statement;
  throw new MalformedError('wrong-type', 'The statement asks for no consent.', path);
}

/** Whether the key signed it. */
export function isConsentAskOf(
  statement: Statement<ConsentAskStatement>,
  key: VerificationKey,
  provider: CryptoProvider,
): boolean {
  return isStatementSigned(provider, statement, CONSENT_ASK_TYPE, key);
}

/** The compact JWS of an ask, signed where the holder's key is. */
export async function signConsentAsk(
  ask: ConsentAskStatement,
  holderKey: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(holderKey);
  const payload = ask as unknown as JsonObject;
  AskShape(payload);
  const input = statementInput(CONSENT_ASK_TYPE, { keyId: id, suite }, payload);
  return statementJws(input, await sign(input));
}
