import { MalformedError } from '../encoding/malformed';
import { parseSdJwt, type SdJwtLimits } from './parse';

/**
 * The presentation that discloses these top-level claims and no others; without key binding, because one that
 * was there is over another selection. Disclosures keep their order.
 * @throws MalformedError `no-such-disclosure` for a name that the credential cannot disclose, and those of parseSdJwt
 */
export function presentSdJwt(text: string, names: readonly string[], limits?: SdJwtLimits): string {
  const { jwt, disclosures } = parseSdJwt(text, limits);
  const wanted = new Set(names);
  const kept = disclosures.filter(({ name }) => name !== undefined && wanted.has(name));
  const found = new Set(kept.map(({ name }) => name));
  if (names.some((name) => !found.has(name))) {
    throw new MalformedError('no-such-disclosure', 'The credential cannot disclose a requested claim.');
  }
  return [jwt, ...kept.map((disclosure) => disclosure.text), ''].join('~');
}
