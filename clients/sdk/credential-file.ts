import { encodeBase64, type CredentialFile, type PageFile } from '@huren/chaincode/domain';

export type { CredentialFile, PageFile };

/** What a gateway takes as a credential: a credential file (DETAILS 8), its JSON text, or the bare SD-JWT. */
export type CredentialInput = string | CredentialFile;

/** As a gateway reads it: the bytes of a page form in base64. */
export function onTheWire(credential: CredentialInput | PageFile): unknown {
  if (typeof credential === 'string' || !('ofd' in credential)) return credential;
  return { ...credential, ofd: encodeBase64(credential.ofd) };
}

/** The same without disclosures: nobody's fields, for who is only to see which licence it is. */
export function bareFile({ sdJwt, anchor }: CredentialFile): CredentialFile {
  return { sdJwt: `${sdJwt.split('~')[0] ?? ''}~`, ...(anchor !== undefined && { anchor }) };
}
