import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LedgerConflict, LedgerInDoubt, LedgerUnavailable, memberMspId } from '@huren/network';
import { openFabricGateway } from '@huren/network/fabric';
import { writeNetworkFile } from '@huren/network/topology';
import { RealNetwork } from '../fabric/real-network';
import { rounded, type BenchRow } from './row';

/** Aim of the issue: last approval to the newcomer's first endorsed transaction, ms. */
const AIM_MS = 10_000;
const NEWCOMER = '231100';

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

async function found(network: RealNetwork): Promise<void> {
  const ids = network.home.topology.members.map(({ id }) => id);
  const entry = (id: string) => ({ id, msp: memberMspId(id), name: { zh: id, en: id }, region: id });
  for (const [at, fn] of [[0, 'found'] as const, ...ids.map((_, n) => [n, 'confirm'] as const)]) {
    const ledger = openFabricGateway(network.options(at));
    const argument = JSON.stringify(fn === 'found' ? { members: ids.map(entry) } : {});
    try {
      for (let tries = 0; ; tries += 1) {
        try {
          await ledger.submit({ contract: 'member', fn, argument }, network.signer(at));
          break;
        } catch (error) {
          const again = [LedgerConflict, LedgerInDoubt, LedgerUnavailable].some(
            (one) => error instanceof one,
          );
          if (!again || tries > 20) throw error;
        }
      }
    } finally {
      await ledger.close();
    }
  }
}

/** A fourth member joins three by the commands that its people type, each a process of its own. */
export async function* benchOnboarding(basePort: number): AsyncGenerator<BenchRow> {
  const network = RealNetwork.prepare({ members: 3, basePort });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-bench-applicant-')));
  const [applicant, first, last] = [new Party(), new Party(), new Party()];
  try {
    await network.up();
    await found(network);
    const home = network.home.folder;
    writeFileSync(join(home, 'network.yaml'), writeNetworkFile(network.home.topology));
    const of = (at: number) => ['--dir', home, '--as', network.member(at).id];
    await applicant.types(
      ...['member', 'apply', '--dir', folder, '--id', NEWCOMER, '--name', '黑河（演示）'],
      ...['--name-en', 'Heihe (demo)', '--base-port', String(basePort + 100), '--note', '演示'],
    );
    const application = join(folder, `application-${NEWCOMER}.json`);
    await first.types('member', 'review', application, ...of(0));
    await first.types('member', 'approve', application, ...of(0));
    await last.types('member', 'review', application, ...of(1));
    const from = performance.now();
    await last.types('member', 'approve', application, ...of(1));
    await applicant.types('member', 'join', join(home, `invitation-${NEWCOMER}.json`), '--dir', folder);
    const ms = performance.now() - from;
    yield {
      name: 'fabric onboarding last approval to first transaction',
      value: rounded(ms),
      unit: 'ms',
      ratio: rounded(AIM_MS / ms),
      limit: AIM_MS,
    };
    const commands = [
      ['applicant', applicant, 3],
      ['approver', last, 2],
    ] as const;
    for (const [name, { typed }, aim] of commands) {
      const value = { value: typed, unit: 'commands', ratio: rounded(aim / typed), limit: aim };
      yield { name: `fabric onboarding ${name}`, ...value };
    }
  } finally {
    stopNodes(join(folder, 'nodes'));
    await network.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Ends the newcomer's nodes, whose ids lie in their folders. */
function stopNodes(folder: string): void {
  for (const node of readdirSync(folder, { withFileTypes: true })) {
    try {
      process.kill(Number(readFileSync(join(folder, node.name, 'pid'), 'utf8')), 'SIGKILL');
    } catch {
      // It never ran, or has ended.
    }
  }
}
