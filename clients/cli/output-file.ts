import { open } from 'node:fs/promises';
import { usage } from './trouble';

/** Writes a result file, readable by its owner alone (0600) even where it was there before. @throws Trouble when the place cannot be written */
export async function writeOut(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // A device or a pipe has no mode of its own to change.
      if ((await file.stat()).isFile()) await file.chmod(0o600);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
    throw usage(
      'file-unwritable',
      `写不了文件 ${path}（${code}）；请核对路径和权限。`,
      `The file ${path} cannot be written (${code}); check its path and permissions.`,
    );
  }
}
