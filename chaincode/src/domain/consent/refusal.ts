import { importJwk } from '../crypto/jwk';
import { encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { literal, object, type Shape, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { digest } from '../record/field';
import { parseStatement, type Statement, statementInput } from '../verification/signed-statement';
import { CONSENT_LIMITS } from './consent';

/** `typ` of one holder's word to another holder's phone that they do not consent. It never reaches a counter. */
export const REFUSAL_TYPE = 'huren-consent-refusal+jwt';

/** Signed by the refusing holder's own key, so that no bystander refuses in a holder's place. */
export interface ConsentRefusal {
  readonly v: 1;
  /** Of the counter's request. */
  readonly nonce: string;
  /** base64url SHA-256 of the issuer-signed JWT. */
  readonly licence: string;
  /** Key id of the holder who asked. */
  readonly presenter: string;
}

const RefusalShape: Shape<ConsentRefusal> = object({
  v: literal(1),
  nonce: string({ min: 1, max: 64 }),
  licence: digest,
  presenter: digest,
});

/** Reads one strictly; nobody's signature is believed yet. @throws MalformedError */
export function parseRefusal(jws: string, path = '/refusal'): Statement<ConsentRefusal> {
  const statement = parseStatement(jws, RefusalShape, path, CONSENT_LIMITS.length);
  if (statement.typ === REFUSAL_TYPE) return statement;
  throw new MalformedError('wrong-type', 'The statement is no refusal.', path);
}

/** The compact JWS of a refusal, signed where the holder's key is. */
export async function signRefusal(
  refusal: ConsentRefusal,
  holderKey: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(holderKey);
  const payload = refusal as unknown as JsonObject;
  RefusalShape(payload);
  const input = statementInput(REFUSAL_TYPE, { keyId: id, suite }, payload);
  return `${String.fromCharCode(...input)}.${encodeBase64url(await sign(input))}`;
}
