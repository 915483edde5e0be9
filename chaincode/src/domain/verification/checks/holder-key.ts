import { importJwk } from '../../crypto/jwk';
import type { VerificationKey } from '../../crypto/verification-key';
import { MalformedError } from '../../encoding/malformed';
import type { JsonObject } from '../../json/value';
import type { LicenceHolder } from '../../licence/co-holders';
import type { Examination } from '../inquiry';

/** How far a holder's clock may run ahead of the verifier's. */
export const CLOCK_SKEW_MS = 60_000;

/** The key out of a licence; undefined where it is none. */
export function keyOf(jwk: JsonObject): VerificationKey | undefined {
  try {
    return importJwk(jwk);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** Signed after the request was made and not longer ago than `maxAgeMs`. */
export function isSignedSince(
  signedAtMs: number,
  maxAgeMs: number,
  { nowMs, presentation }: Examination,
): boolean {
  if (signedAtMs > nowMs + CLOCK_SKEW_MS || nowMs - signedAtMs > maxAgeMs) return false;
  return presentation === undefined || signedAtMs >= presentation.issuedAtMs - CLOCK_SKEW_MS;
}

/** Whether whoever holds the key in the holder's place may do so no longer. */
export function isRepresentationOver({ representation }: LicenceHolder, day: string): boolean {
  const until = representation?.until;
  return until !== undefined && day > until;
}
