import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all, readable by its owner alone (0600): the bytes reach the disk under another name
 * first, then take their own.
 * @param exclusive refuse to replace a file that exists
 */
export async function writeKeyFile(path: string, text: string, exclusive: boolean): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  if (exclusive) {
    try {
      await link(draft, path);
    } finally {
      await rm(draft, { force: true });
    }
  } else await rename(draft, path);
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
