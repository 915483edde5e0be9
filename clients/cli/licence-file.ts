import {
  decodeUtf8,
  encodeBase64url,
  MalformedError,
  nobleProvider,
  parseCredential,
  type DataCredential,
} from '@huren/chaincode/domain';
import type { Given } from './given';
import { readInput, requireShort } from './input-file';
import { bilingual } from './language';
import type { Terminal } from './terminal';
import { malformed } from './trouble';

/** A credential in twice its limit cannot be one; what is between is refused by the parser with its own code. */
const maxBytes = 131_072;

export interface LicenceText {
  /** As it goes to a gateway. */
  readonly text: string;
  readonly credential: DataCredential;
}

/** A licence as a file: a credential file, or a bare SD-JWT. @throws Trouble for every fault of grammar */
export async function readLicence(terminal: Terminal, path: string): Promise<LicenceText> {
  return readLicenceBytes(await readInput(terminal, path, maxBytes), path);
}

/** As {@link readLicence}, from what was read already. */
export function readLicenceBytes(bytes: Uint8Array, path: string): LicenceText {
  try {
    const text = decodeUtf8(requireShort(bytes, path, maxBytes)).trim();
    return { text, credential: parseCredential(text) };
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的证照`, `The credential in ${path}`)
      : error;
  }
}

/** The hash of the licence's batch, which the credential itself does not tell. */
export const hashOption = {
  flags: '--hash <name>',
  choices: ['sha-256', 'sm3'],
  summary: bilingual('该批次的摘要算法（默认 sha-256）', "hash of the licence's batch (default: sha-256)"),
} as const;

/** base64url leaf hash of a licence, as status changes and receipts name it. */
export function leafHashOf({ credential }: LicenceText, given: Given): string {
  const hash = given.text('hash') === 'sm3' ? 'sm3' : 'sha-256';
  return encodeBase64url(credential.leafHash(nobleProvider, hash, credential.anchor?.other));
}
