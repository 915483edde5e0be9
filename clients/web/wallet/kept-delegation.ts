import type { Bilingual, Delegation, JsonValue, Material } from '@huren/chaincode/domain';
import { parseCredential } from '@huren/chaincode/domain';
import type { CredentialFile, HandedOver } from '@huren/clients';

/** A matter as lists show it. */
export interface NamedMatter {
  readonly code: string;
  readonly name: Bilingual;
  /** What it needs of which licences, where that is known. */
  readonly materials?: readonly Pick<Material, 'types' | 'fields'>[];
}

/** How a delegation stands today, as far as the phone knows. */
export type DelegationState = 'current' | 'ended' | 'revoked' | 'not-yet';

/** A delegation that this phone gave: with the secret that revokes it, and what was handed over, for a new link. */
export interface GivenDelegation {
  readonly id: string;
  readonly secret: string;
  readonly agentName: string;
  readonly role: Delegation['role'];
  readonly typeNames: readonly Bilingual[];
  readonly matters: '*' | readonly NamedMatter[];
  readonly until: string;
  readonly onward: boolean;
  readonly handed: HandedOver;
  /** Epoch ms; absent: not revoked by this phone. */
  readonly revokedAt?: number;
}

/** A licence of somebody else, with the chain that lets this phone present it. */
export interface ReceivedLicence {
  /** `<id of the last link>/<identifier>` */
  readonly id: string;
  readonly identifier: string;
  readonly file: CredentialFile;
  readonly typeName: Bilingual;
  readonly issuerName: Bilingual;
  readonly matters: '*' | readonly NamedMatter[];
}

/** The chain of a received licence, first link first. */
export function linksOf(file: CredentialFile): readonly Delegation[] {
  const { delegations } = parseCredential(file as unknown as JsonValue);
  return delegations?.links.map(({ payload }) => payload) ?? [];
}

/** From its first to its last day; the narrowest of the links. */
export function spanOf(links: readonly Delegation[]): { readonly from: string; readonly until: string } {
  const from = links.map((link) => link.from).sort();
  const until = links.map((link) => link.until).sort();
  return { from: from.at(-1) ?? '', until: until[0] ?? '' };
}

/** Whether every link lets present for the matter on that day. */
export function letsPresent(links: readonly Delegation[], basic: string, day: string): boolean {
  const { from, until } = spanOf(links);
  return (
    links.length > 0 &&
    day >= from &&
    day <= until &&
    links.every(({ matters }) => matters === '*' || matters.includes(basic))
  );
}
