import { run } from '../../clients/cli/run';
import type { Terminal } from '../../clients/cli/terminal';
import type { Fetch } from '@huren/clients';

export interface Transcript {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly interactive?: boolean;
  readonly now?: number;
  readonly fetch?: Fetch;
}

/** A gateway that is not there: the connection is refused before a byte is sent. */
export const noGateway = 'http://127.0.0.1:9';

/** Runs one command line in this process and keeps all that it says. */
export async function transcript(
  args: readonly string[],
  options: TerminalOptions = {},
): Promise<Transcript> {
  const out: string[] = [];
  const err: string[] = [];
  const interactive = options.interactive ?? false;
  const terminal: Terminal = {
    env: { HUREN_URL: noGateway, ...options.env },
    interactive: { out: interactive, err: false },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    readStdin: (maxBytes) => Promise.resolve(Buffer.from(options.stdin ?? '').subarray(0, maxBytes + 1)),
    now: () => options.now ?? Date.now(),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  };
  const code = await run(args, terminal);
  return { code, out: out.join(''), err: err.join('') };
}
