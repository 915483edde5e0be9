import type { CryptoProvider } from '../crypto/provider';
import { type ParsedSdJwt, parseSdJwt } from '../sd-jwt/parse';
import { digestText } from '../sd-jwt/process';
import { MalformedError } from '../encoding/malformed';
import { CO_HOLDERS, coHolderOf, isCoHolders, PERSONAL_CLAIMS } from './co-holders';

/**
 * Whose a disclosed field is: a holder's own, by place (0: the first), everybody's, or nobody's where the licence does
 * not commit to it.
 */
export type FieldOwner = number | 'shared' | 'nobody';

type Disclosed = Pick<ParsedSdJwt, 'payload' | 'disclosures'>;

/**
 * The owner of each disclosure of a licence, in their order: a co-holder's where its digest stands in that co-holder's
 * object, the first holder's where it is personal and stands at the top. Of a licence with one holder all are shared.
 */
export function fieldOwners(sdJwt: Disclosed, provider: CryptoProvider): readonly FieldOwner[] {
  const { payload, disclosures } = sdJwt;
  const coHolders = payload[CO_HOLDERS];
  if (coHolders === undefined || !isCoHolders(coHolders)) return disclosures.map(() => 'shared');
  const places = new Map<string, number>();
  (coHolders as readonly Parameters<typeof coHolderOf>[0][]).forEach((each, at) => {
    for (const digest of coHolderOf(each).digests) places.set(digest, at + 1);
  });
  const top = payload['_sd'];
  const atTop = new Set(Array.isArray(top) ? (top as readonly unknown[]) : []);
  return disclosures.map(({ bytes, name = '' }) => {
    const digest = digestText(provider, bytes);
    const place = places.get(digest);
    if (place !== undefined) return place;
    if (!atTop.has(digest)) return 'nobody';
    return PERSONAL_CLAIMS.includes(name) ? 0 : 'shared';
  });
}

/** How findings and screens name a field: the first holder's and shared ones by name, others as `co_holders/0/<name>`. */
export function fieldPath(owner: FieldOwner, name: string): string {
  return typeof owner === 'number' && owner > 0 ? `${CO_HOLDERS}/${String(owner - 1)}/${name}` : name;
}

/** The SD-JWT as one holder keeps it: what everybody has, and of the holders' own fields no others than theirs. */
export function forHolder(text: string, place: number, provider: CryptoProvider): string {
  const parsed = parseSdJwt(text);
  const owners = fieldOwners(parsed, provider);
  const kept = parsed.disclosures.filter((_, at) => owners[at] === 'shared' || owners[at] === place);
  return [parsed.jwt, ...kept.map((disclosure) => disclosure.text), ''].join('~');
}

/** Disclosures of fields that belong to one holder, by name. */
export function ownDisclosures(
  sdJwt: Disclosed,
  place: number,
  names: readonly string[],
  provider: CryptoProvider,
): ParsedSdJwt['disclosures'] {
  const owners = fieldOwners(sdJwt, provider);
  return sdJwt.disclosures.filter(({ name = '' }, at) => owners[at] === place && names.includes(name));
}

/**
 * The presentation of one holder of a licence with several: the named fields, shared or their own, and disclosures that
 * others handed over with their consent. Without key binding.
 * @throws MalformedError `no-such-disclosure`, and those of parseSdJwt
 */
export function presentAsHolder(
  text: string,
  { place, names, others }: { place: number; names: readonly string[]; others: readonly string[] },
  provider: CryptoProvider,
): string {
  const parsed = parseSdJwt(text);
  const owners = fieldOwners(parsed, provider);
  const kept = parsed.disclosures.filter(
    ({ name = '' }, at) => names.includes(name) && (owners[at] === 'shared' || owners[at] === place),
  );
  const found = new Set(kept.map(({ name }) => name));
  if (names.some((name) => !found.has(name))) {
    throw new MalformedError('no-such-disclosure', 'The credential cannot disclose a requested claim.');
  }
  return [parsed.jwt, ...kept.map((disclosure) => disclosure.text), ...others, ''].join('~');
}
