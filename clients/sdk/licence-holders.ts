import {
  holdersOf,
  importJwk,
  type JsonValue,
  type LicenceHolder,
  parseCredential,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';

/** A holder's consent with the disclosures that it lets show. */
export interface GivenConsent {
  readonly consent: string;
  readonly disclosures: readonly string[];
}

/** Holders of a file's licence, and the place of the one with a key; -1 for nobody's. */
export function holdersIn(
  file: CredentialFile,
  keyId: string,
): { readonly holders: readonly LicenceHolder[]; readonly place: number } {
  const holders = holdersOf(parseCredential(file as unknown as JsonValue).claims);
  return { holders, place: holders.findIndex(({ holderKey }) => importJwk(holderKey).id === keyId) };
}
