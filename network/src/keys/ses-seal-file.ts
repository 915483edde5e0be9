import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Longest seal file that is read: its picture is most of it. */
export const MAX_SES_SEAL_BYTES = 1024 * 1024;

/** Where the SES seal of a key stands, beside the key; a seal is public, the key is what is kept. */
export function sesSealPath(folder: string, keyId: string): string {
  return join(folder, `seal-${keyId}.esl`);
}

/** Puts the maker's file beside its key, whole or not at all. */
export async function writeSesSeal(folder: string, keyId: string, der: Uint8Array): Promise<void> {
  const path = sesSealPath(folder, keyId);
  const draft = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  await writeFile(draft, der, { mode: 0o600, flush: true });
  await rename(draft, path);
}
