import { type Infer, object, string } from '@huren/chaincode/domain';

/** Whom an offer is for, as its issuer hands it in. */
export const PersonShape = object({
  name: string({ min: 1, max: 100 }),
  idNumber: string({ min: 1, max: 32 }),
});

/** A document's number however it is written: half or full width, with spaces or without. */
export function sameNumber(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
}

/**
 * Place of the first holder who is the same person as one before them, by the number of their document however it is
 * written. Whoever claims in a holder's place may do so for several, or beside an own part.
 */
export function samePerson(
  holders: readonly {
    readonly person?: Infer<typeof PersonShape> | undefined;
    readonly claimant?: object | undefined;
  }[],
): number | undefined {
  const seen = new Set<string>();
  const at = holders.findIndex(({ person, claimant }) => {
    if (person === undefined || claimant !== undefined) return false;
    const number = sameNumber(person.idNumber);
    if (seen.has(number)) return true;
    seen.add(number);
    return false;
  });
  return at < 0 ? undefined : at;
}

/** A code as it is handed to a holder. */
export interface NamedOffer {
  readonly code: string;
  /** For the wallet at the issuer's gateway; it stands behind the `#`, which no browser sends. */
  readonly link: string;
}

export function namedOffer(gateway: string, code: string): NamedOffer {
  return { code, link: `${gateway}/wallet/#offer=${code}` };
}
