import type { CryptoProvider, Signer, SuiteName } from '../crypto/provider';
import { type VerificationKey, verifyWith } from '../crypto/verification-key';
import { encodeBase64url } from '../encoding/base64url';
import { encodeUtf8 } from '../encoding/utf8';
import { canonicalBytes } from '../json/canonical';
import type { ParsedSdJwt } from './parse';
import { digestText } from './process';

/** `typ` of a key-binding JWT (RFC 9901 §4.3). */
export const KEY_BINDING_TYPE = 'kb+jwt';

/** What a holder signs for one presentation. */
export interface KeyBindingClaims {
  readonly aud: string;
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** base64url SHA-256 of the delegations by which an agent presents; absent where the holder does. */
  readonly delegationHash?: string;
  /** base64url SHA-256 of other holders' consents; absent where the presenter's own fields are shown alone. */
  readonly consentHash?: string;
}

/** Why a key binding fails, first reason first. Append-only. */
export type KeyBindingFault = 'WRONG_TYPE' | 'WRONG_ALGORITHM' | 'WRONG_SD_HASH' | 'WRONG_SIGNATURE';

export type KeyBindingResult =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'invalid'; readonly code: KeyBindingFault }
  | ({ readonly outcome: 'valid' } & KeyBindingClaims);

/** base64url(SHA-256) of a presentation up to and with its last tilde. */
export function sdHashOf(provider: CryptoProvider, sdHashInput: Uint8Array): string {
  return digestText(provider, sdHashInput);
}

/** The signing input `<header>.<payload>` of a key-binding JWT, ASCII. */
export function keyBindingInput(binding: KeyBindingClaims & { suite: SuiteName; sdHash: string }): string {
  const { suite, sdHash, aud, nonce, iat, delegationHash, consentHash } = binding;
  const header = canonicalBytes({ alg: suite, typ: KEY_BINDING_TYPE });
  const agent = delegationHash === undefined ? {} : { delegation_hash: delegationHash };
  const consents = consentHash === undefined ? {} : { consent_hash: consentHash };
  const payload = canonicalBytes({ aud, iat, nonce, sd_hash: sdHash, ...agent, ...consents });
  return `${encodeBase64url(header)}.${encodeBase64url(payload)}`;
}

/** A presentation (ending in a tilde) with the holder's key binding at its end. */
export function bindKey(
  provider: CryptoProvider,
  presentation: string,
  signer: Signer,
  claims: KeyBindingClaims,
): string {
  if (!presentation.endsWith('~')) throw new TypeError('the presentation is already bound');
  const sdHash = sdHashOf(provider, encodeUtf8(presentation));
  const input = keyBindingInput({ ...claims, suite: signer.suite, sdHash });
  return `${presentation}${input}.${encodeBase64url(signer.sign(encodeUtf8(input)))}`;
}

/**
 * Whether the holder of cnfKey signed this very presentation. Audience, nonce and time are handed out unjudged.
 * The algorithm is the key's; a header that names another fails.
 */
export function verifyKeyBinding(
  provider: CryptoProvider,
  parsed: Pick<ParsedSdJwt, 'keyBinding' | 'sdHashInput'>,
  { cnfKey }: { readonly cnfKey: VerificationKey },
): KeyBindingResult {
  const binding = parsed.keyBinding;
  if (binding === undefined) return { outcome: 'absent' };
  const { header, payload, signingInput, signature } = binding;
  const invalid = (code: KeyBindingFault): KeyBindingResult => ({ outcome: 'invalid', code });
  if (header.typ !== KEY_BINDING_TYPE) return invalid('WRONG_TYPE');
  if (header.alg !== cnfKey.suite) return invalid('WRONG_ALGORITHM');
  if (payload.sd_hash !== sdHashOf(provider, parsed.sdHashInput)) return invalid('WRONG_SD_HASH');
  if (!verifyWith(provider, cnfKey, signingInput, signature)) return invalid('WRONG_SIGNATURE');
  const { aud, nonce, iat, delegation_hash: delegationHash, consent_hash: consentHash } = payload;
  return {
    outcome: 'valid',
    aud,
    nonce,
    iat,
    ...(delegationHash !== undefined && { delegationHash }),
    ...(consentHash !== undefined && { consentHash }),
  };
}
