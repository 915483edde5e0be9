import { isJsonObject, type JsonValue, object, string } from '@huren/chaincode/domain';

/**
 * Why a wallet presented nothing: the codes of OpenID4VP 1.0 §8.5 and RFC 6749 §4.1.2.1; `other` stands for every code
 * that is none of these, so that nothing a wallet writes is passed on.
 */
export const WALLET_REFUSALS = [
  'access_denied',
  'invalid_request',
  'invalid_scope',
  'invalid_client',
  'unauthorized_client',
  'unsupported_response_type',
  'vp_formats_not_supported',
  'invalid_request_uri_method',
  'invalid_transaction_data',
  'wallet_unavailable',
  'server_error',
  'temporarily_unavailable',
  'other',
] as const;
export type WalletRefusal = (typeof WALLET_REFUSALS)[number];

const Refused = object({ error: string({ min: 1, max: 256 }), state: string({ max: 64 }) });

/** Parameters of a response by their names; what is not known is ignored (RFC 6749 §4.1.2), `iss` for one. */
export function known(body: JsonValue, names: readonly string[]): JsonValue {
  if (!isJsonObject(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}

/** An error response of a wallet; undefined where it is none. */
export function walletRefusal(
  body: JsonValue,
): { readonly refusal: WalletRefusal; readonly state: string } | undefined {
  if (!isJsonObject(body) || !('error' in body)) return undefined;
  const { error, state } = Refused(known(body, ['error', 'state']));
  return { refusal: WALLET_REFUSALS.find((each) => each === error) ?? 'other', state };
}
