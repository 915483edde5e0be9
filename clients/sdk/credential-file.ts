import { decodeBase64, encodeBase64, type CredentialFile, type PageFile } from '@huren/chaincode/domain';
import type { Issuance, IssuedForms, PageAnswer } from './answers';

export type { CredentialFile, PageFile };

/** What a gateway takes as a credential: a credential file (DETAILS 8), its JSON text, or the bare SD-JWT. */
export type CredentialInput = string | CredentialFile;

/** As a gateway reads it: the bytes of a page form in base64. */
export function onTheWire(credential: CredentialInput | PageFile): unknown {
  if (typeof credential === 'string' || !('ofd' in credential)) return credential;
  return { ...credential, ofd: encodeBase64(credential.ofd) };
}

/** Both forms of the licences of an anchored issuance. @throws MalformedError when a gateway answers no base64 */
export function formsOf({ credentials = [], pages = [] }: Issuance): IssuedForms {
  return { credentials, pages: pages.map(pageFileOf) };
}

/** @throws MalformedError when a gateway answers no base64 */
export function pageFileOf({ ofd, anchor }: PageAnswer): PageFile {
  return { ofd: decodeBase64(ofd), anchor };
}
