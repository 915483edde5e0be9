import type { CredentialFile } from '@huren/chaincode/domain';

export type { CredentialFile };

/** What a gateway takes as a credential: a credential file (DETAILS 8), its JSON text, or the bare SD-JWT. */
export type CredentialInput = string | CredentialFile;
