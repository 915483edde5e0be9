import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CITIES } from '@huren/gateway/demo';
import { below, plain } from './fabric-world';
import type { BenchRow } from './row';

/** Aims of the issue: last approval to the newcomer's first endorsed transaction, ms; commands of each party. */
const AIM = { ms: 10_000, applicant: 3, approver: 2 } as const;
const NEWCOMER = '220200';
/** Of seven members. */
const MAJORITY = 4;

/** What one party types at its own machine. */
class Party {
  typed = 0;

  /** One command of `huren`, as a process of its own. @throws Error when it fails, with what it said */
  async types(...args: readonly string[]): Promise<string> {
    this.typed += 1;
    const program = join(__dirname, '../../../clients/dist/cli/main.js');
    return (await promisify(execFile)(process.execPath, [program, ...args, '--lang', 'en'])).stdout;
  }
}

/**
 * An eighth member joins the demo's seven by the commands that its people type, each a process of its own, while the
 * network commits what `write` submits.
 * @param home folder of the demo's network
 */
export async function* benchOnboarding(
  home: string,
  basePort: number,
  write: () => Promise<unknown>,
): AsyncGenerator<BenchRow> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-bench-applicant-')));
  const applicant = new Party();
  const approvers = CITIES.slice(0, MAJORITY).map(({ id }) => ({ id, party: new Party() }));
  const load = { goes: true, writes: 0 };
  let writing: Promise<void> = Promise.resolve();
  try {
    await applicant.types(
      ...['member', 'apply', '--dir', folder, '--id', NEWCOMER, '--name', '吉林（演示）'],
      ...['--name-en', 'Jilin (demo)', '--base-port', String(basePort), '--note', '演示'],
    );
    const application = join(folder, `application-${NEWCOMER}.json`);
    let from = 0;
    for (const { id, party } of approvers) {
      const as = ['--dir', home, '--as', id];
      await party.types('member', 'review', application, ...as);
      if (id === approvers.at(-1)?.id) {
        writing = (async () => {
          for (; load.goes; load.writes += 1) await write();
        })();
        writing.catch(() => undefined);
        from = performance.now();
      }
      await party.types('member', 'approve', application, ...as);
    }
    await applicant.types('member', 'join', join(home, `invitation-${NEWCOMER}.json`), '--dir', folder);
    const ms = performance.now() - from;
    load.goes = false;
    await writing;
    yield below('fabric onboarding last approval to first transaction', ms, 'ms', AIM.ms);
    yield plain('fabric onboarding commits beside it', load.writes, 'transactions');
    yield below('fabric onboarding applicant', applicant.typed, 'commands', AIM.applicant);
    const most = Math.max(...approvers.map(({ party }) => party.typed));
    yield below('fabric onboarding approver', most, 'commands', AIM.approver);
  } finally {
    load.goes = false;
    await writing.catch(() => undefined);
    stopNodes(join(folder, 'nodes'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Ends the newcomer's nodes, whose ids lie in their folders. */
function stopNodes(folder: string): void {
  let nodes: readonly string[] = [];
  try {
    nodes = readdirSync(folder);
  } catch {
    // It has not come so far.
  }
  for (const node of nodes) {
    try {
      process.kill(Number(readFileSync(join(folder, node, 'pid'), 'utf8')), 'SIGKILL');
    } catch {
      // It never ran, or has ended.
    }
  }
}
