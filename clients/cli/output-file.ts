import { writeFile } from 'node:fs/promises';
import { usage } from './trouble';

/** Writes a result file. @throws Trouble when the place cannot be written */
export async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
    throw usage(
      'file-unwritable',
      `写不了文件 ${path}（${code}）；请核对路径和权限。`,
      `The file ${path} cannot be written (${code}); check its path and permissions.`,
    );
  }
}
