import { createInterface } from 'node:readline';
import type { Fetch } from '../sdk';

/** Everything of the process that a command may touch, so that a transcript can be taken of it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stdout, and stderr, are terminals: decides on colours and on progress bars. */
  readonly interactive: { readonly out: boolean; readonly err: boolean };
  out(text: string): void;
  err(text: string): void;
  /** All of stdin, at most `maxBytes`. */
  readStdin(maxBytes: number): Promise<Uint8Array>;
  /** Epoch ms. */
  now(): number;
  readonly fetch?: Fetch;
  /** Asks for a secret, which is not shown as it is typed; absent where nobody sits at the terminal. */
  readonly askSecret?: (question: string) => Promise<string>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  // A reader that has seen enough (`| head`) closes the pipe: the rest is written to nobody.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    env: process.env,
    interactive: { out: process.stdout.isTTY, err: process.stderr.isTTY },
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin: async (maxBytes) => {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        length += chunk.length;
        // One byte more than allowed is enough to know.
        if (length > maxBytes) break;
      }
      return Buffer.concat(chunks);
    },
    now: Date.now,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { askSecret } : {}),
  };
}

/** A line of stdin that is not echoed. */
function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  // Raw or not, readline echoes to its output; without one the typed characters go nowhere.
  const lines = createInterface({ input: process.stdin, terminal: true });
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      process.stderr.write('\n');
      lines.close();
      resolve(line);
    });
    lines.once('SIGINT', () => {
      process.stderr.write('\n');
      process.exit(130);
    });
  });
}
