import type { CryptoProvider } from '../crypto/provider';
import { claimRow } from '../licence/claims';
import type { Credential } from '../licence/credential';
import { fieldOwners, fieldPath } from '../licence/holder-fields';
import type { ParsedSdJwt } from '../sd-jwt/parse';
import type { Verdict } from './verdict';

const NAME = 'certificate_holder_name';

/** Paths of fields that were shown beyond what the matter needs or without a co-holder's consent: not to be looked at. */
export function unreadFields({ findings }: Pick<Verdict, 'findings'>): readonly string[] {
  return findings.flatMap(({ evidence }) =>
    [evidence['dropped'], evidence['withheld']].flatMap((found) =>
      Array.isArray(found) ? (found as readonly string[]) : [],
    ),
  );
}

/**
 * The holder's name that an SD-JWT shows, as a card is held against it: of several holders that of the one who
 * presented. Undefined where it was not shown, or where several names are shown and the verdict does not say whose turn
 * it is.
 */
export function nameShown(
  sdJwt: ParsedSdJwt,
  verdict: Pick<Verdict, 'findings' | 'presenter'>,
  provider: CryptoProvider,
): string | undefined {
  const owners = fieldOwners(sdJwt, provider);
  const unread = unreadFields(verdict);
  const { presenter } = verdict;
  const names = sdJwt.disclosures.flatMap(({ name, value }, at) => {
    const owner = owners[at] ?? 'nobody';
    if (name !== NAME || owner === 'nobody' || unread.includes(fieldPath(owner, name))) return [];
    const isPresenters = presenter === undefined || owner === 'shared' || owner === presenter.holder - 1;
    return isPresenters && typeof value === 'string' ? [value] : [];
  });
  return names.length === 1 ? names[0] : undefined;
}

/**
 * The name that a clerk holds a card against: the holder's, on the licence, or the agent's, in the last delegation.
 * @param verdict on the same credential: what it drops is not read
 */
export function nameToCompare(
  credential: Credential,
  verdict: Pick<Verdict, 'findings' | 'presenter'>,
  provider: CryptoProvider,
  of?: 'agent',
): string | undefined {
  if (credential.form === 'data') {
    return of === 'agent'
      ? credential.delegations?.links.at(-1)?.payload.agentName
      : nameShown(credential.sdJwt, verdict, provider);
  }
  if (of === 'agent' || unreadFields(verdict).includes(NAME)) return undefined;
  const element = claimRow(NAME)?.element;
  return credential.inspection.metadata?.items.find(({ name }) => name === element)?.value;
}
