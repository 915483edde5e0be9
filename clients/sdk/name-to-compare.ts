import { fieldOwners, fieldPath, nobleProvider, parseSdJwt, type Verdict } from '@huren/chaincode/domain';

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
 * The name on a licence that a clerk holds a card against: of several holders that of the one who presented. Undefined
 * where it was not shown, or where several names are shown and the verdict does not say whose turn it is.
 * @throws MalformedError when the text is no SD-JWT
 */
export function nameToCompare(
  sdJwt: string,
  verdict: Pick<Verdict, 'findings' | 'presenter'>,
): string | undefined {
  const parsed = parseSdJwt(sdJwt);
  const owners = fieldOwners(parsed, nobleProvider);
  const unread = unreadFields(verdict);
  const { presenter } = verdict;
  const names = parsed.disclosures.flatMap(({ name, value }, at) => {
    const owner = owners[at] ?? 'nobody';
    if (name !== NAME || owner === 'nobody' || unread.includes(fieldPath(owner, name))) return [];
    const isPresenters = presenter === undefined || owner === 'shared' || owner === presenter.holder - 1;
    return isPresenters && typeof value === 'string' ? [value] : [];
  });
  return names.length === 1 ? names[0] : undefined;
}
