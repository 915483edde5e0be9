import {
  encodeBase64url,
  MalformedError,
  nobleProvider,
  parseCredential,
  type Credential,
} from '@huren/chaincode/domain';
import { readText } from './input-file';
import type { Terminal } from './terminal';
import { malformed } from './trouble';

/** A credential in twice its limit cannot be one; what is between is refused by the parser with its own code. */
const maxBytes = 131_072;

export interface LicenceText {
  /** As it goes to a gateway. */
  readonly text: string;
  readonly credential: Credential;
}

/** A licence as a file: a credential file, or a bare SD-JWT. @throws Trouble for every fault of grammar */
export async function readLicence(terminal: Terminal, path: string): Promise<LicenceText> {
  const text = (await readText(terminal, path, maxBytes)).trim();
  try {
    return { text, credential: parseCredential(text) };
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的证照`, `The credential in ${path}`)
      : error;
  }
}

/** base64url leaf hash of a licence under SHA-256, as status changes name it. */
export function leafHashOf({ credential }: LicenceText): string {
  return encodeBase64url(credential.leafHash(nobleProvider, 'sha-256', credential.anchor?.other));
}
