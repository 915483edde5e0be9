/**
 * Runs the shell commands of the READMEs as a newcomer would, top to bottom, from the folder it stands in: every line of
 * every ```sh block. A server command (`npm start`) is waited for until it says that it is ready, and is stopped at the
 * end. A line may end in `# exit N` where another exit code than 0 is what the reader is told to expect. Lines of the
 * test suite itself are left to the caller, which counts its results.
 *
 *     node test/dist/readme/main.js README.md README.zh-CN.md
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Longest a server may take until it is ready, and any other command until it ends. */
const READY_MS = 60_000;
const COMMAND_MS = 300_000;
const LEFT_TO_CALLER = new Set(['npm test', 'npm ci && npm test']);

/** The command lines of the ```sh blocks, continuation lines joined. */
function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
  return blocks
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function expectedExit(line: string): number {
  return Number(/# exit (\d+)$/.exec(line)?.[1] ?? 0);
}

/** `exported`: the `export` lines that the reader has typed before. */
function runToEnd(line: string, exported: readonly string[]): Promise<void> {
  const child = spawn('bash', ['-c', [...exported, line].join('\n')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), COMMAND_MS);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === expectedExit(line)) resolve();
      else reject(new Error(`exit ${String(code ?? signal)}, expected ${expectedExit(line)}: ${line}`));
    });
  });
}

/** Starts a server in its own process group and resolves when the ready line has come. */
function startServer(line: string): Promise<ChildProcess> {
  const child = spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => reject(new Error(`not ready after ${READY_MS} ms: ${line}`)), READY_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      printed += chunk.toString();
      if (/\bready\b/i.test(printed)) {
        clearTimeout(timer);
        resolve(child);
      }
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${String(code)}: ${line}`)));
  });
}

function stopServer(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.removeAllListeners('exit');
    if (server.exitCode !== null || server.pid === undefined) {
      resolve();
      return;
    }
    server.on('exit', () => resolve());
    process.kill(-server.pid, 'SIGTERM');
  });
}

async function main(files: readonly string[]): Promise<void> {
  const lists = files.map((file) => commandsOf(readFileSync(file, 'utf8')));
  const [first = [], ...others] = lists;
  for (const [i, other] of others.entries()) {
    if (other.join('\n') !== first.join('\n')) {
      throw new Error(`${files[0] ?? ''} and ${files[i + 1] ?? ''} do not show the same commands.`);
    }
  }
  if (first.length === 0) throw new Error('The README shows no commands.');
  const servers: ChildProcess[] = [];
  const exported: string[] = [];
  try {
    for (const line of first) {
      if (LEFT_TO_CALLER.has(line)) continue;
      console.log(`\n$ ${line}`);
      if (line.startsWith('export ')) {
        exported.push(line);
        continue;
      }
      if (line.endsWith('npm start')) servers.push(await startServer(line.replace('npm ci && ', '')));
      else await runToEnd(line, exported);
    }
  } finally {
    for (const server of servers) await stopServer(server);
  }
  console.log(`\n${first.length} README commands, all as told`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
