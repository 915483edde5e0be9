import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { LoadPlan, LoadResult } from './http-load';

/** The load's process; one run at a time. */
export class Load {
  readonly #child: ChildProcess = fork(require.resolve('./http-load'));

  async run(plan: LoadPlan): Promise<LoadResult> {
    this.#child.send(plan);
    const [result] = (await once(this.#child, 'message')) as [LoadResult];
    if (result.refused > 0) throw new Error(`${String(result.refused)} requests of the bench were refused`);
    return result;
  }

  end(): void {
    this.#child.kill();
  }
}

/** A request as it stands on the wire, head and body. */
export function requestBytes(path: string, authorization: string, body: string): Buffer {
  const bytes = Buffer.from(body, 'utf8');
  const head =
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\n` +
    `content-type: application/json\r\ncontent-length: ${String(bytes.length)}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** The file of length-prefixed requests that the load reads. */
export function writeRequests(file: string, requests: readonly Buffer[]): void {
  const parts = requests.flatMap((request) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(request.length);
    return [length, request];
  });
  writeFileSync(file, Buffer.concat(parts));
}
