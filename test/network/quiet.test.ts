import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('the shim inside the engine', () => {
  it('prints nothing about refusals and bugs, and lets a broken process end', () => {
    const folder = mkdtempSync(join(tmpdir(), 'huren-quiet-'));
    const register = join(__dirname, 'register-typescript.js');
    const node = ['-C', 'huren-source', '-r', register, join(__dirname, 'quiet-child.ts'), folder];
    const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect({ stdout, stderr }).toEqual({ stdout: '0 0', stderr: '' });
  });
});
