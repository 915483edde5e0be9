import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemberCa, issueIdentity, type MspTrust } from '@huren/network/identity';
import type { LoadPlan } from './load-child';

/** A plan with an identity that is valid now; the folder is the ledger's. */
export async function loadPlan(
  path: string,
  valueBytes: number,
): Promise<LoadPlan & { channel: MspTrust[] }> {
  const notBefore = new Date(Date.now() - 60_000);
  const notAfter = new Date(Date.now() + 3_600_000);
  const ca = await createMemberCa({ id: '230200', name: 'demo', now: notBefore, validDays: 1 });
  const issued = await issueIdentity(ca, { commonName: 'demo', role: 'client', notBefore, notAfter });
  return {
    path,
    channel: [{ mspId: ca.mspId, caCertificates: [ca.certificate] }],
    mspId: ca.mspId,
    certificate: issued.certificate,
    privateKey: issued.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    valueBytes,
  };
}

/** Runs load-child.ts, under a limit of file size when one is given, in units of 512 bytes. */
export function startLoad(plan: LoadPlan, folder: string, fileBlocks?: number): LoadProcess {
  const planFile = join(folder, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  const register = join(__dirname, 'register-typescript.js');
  const node = [
    process.execPath,
    '-C',
    'huren-source',
    '-r',
    register,
    join(__dirname, 'load-child.ts'),
    planFile,
  ];
  // With the signal ignored a write over the limit fails with EFBIG, as on a full disk.
  const shell = `trap '' XFSZ; ulimit -f ${String(fileBlocks)}; exec "$@"`;
  const [command = '', ...args] = fileBlocks === undefined ? node : ['sh', '-c', shell, 'sh', ...node];
  return new LoadProcess(spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
}

export class LoadProcess {
  #said = '';
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  /** Resolves when the process has ended and everything that it said is here. */
  readonly ended: Promise<void>;

  constructor(readonly process: ChildProcess) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
      for (const { count, resolve } of this.#waiting) if (this.lines().length >= count) resolve();
    });
    this.ended = new Promise((resolve) =>
      process.once('close', () => {
        resolve();
      }),
    );
  }

  /** Complete lines so far; a last one without its end was cut by a kill. */
  lines(): string[] {
    return this.#said.split('\n').slice(0, -1);
  }

  said(word: string): string[] {
    return this.lines().flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  }

  /** Resolves once that many lines were said, or the process has ended. */
  async reached(count: number): Promise<void> {
    await Promise.race([
      this.ended,
      new Promise<void>((resolve) => {
        this.#waiting.push({ count, resolve });
        if (this.lines().length >= count) resolve();
      }),
    ]);
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}
