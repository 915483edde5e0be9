/**
 * The load of the HTTP benches, in a process of its own: keep-alive connections over bare sockets, one request under way
 * on each, requests made beforehand. What a client library costs would otherwise be measured with the server.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** One run: which server, which requests, for how long. */
export interface LoadPlan {
  readonly port: number;
  /** File of length-prefixed (UInt32BE) requests, head and body together. */
  readonly requests: string;
  readonly connections: number;
  readonly durationMs: number;
  /** The run ends when every request was sent once: for what may not be repeated. */
  readonly once?: boolean;
}

export interface LoadResult {
  readonly answered: number;
  readonly elapsedMs: number;
  /** Answers other than 200. */
  readonly refused: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const OK = Buffer.from('HTTP/1.1 200');
const END = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

function readRequests(file: string): readonly Buffer[] {
  const bytes = readFileSync(file);
  const requests: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    requests.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return requests;
}

async function run({ port, requests: file, connections, durationMs, once }: LoadPlan): Promise<LoadResult> {
  const requests = readRequests(file);
  const times: number[] = [];
  let next = 0;
  let refused = 0;
  const started = performance.now();
  const drive = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let head: Buffer = Buffer.alloc(0);
      let sent = 0;
      /** Bytes of the answer that are still to come; below zero until its head is whole. */
      let wanted = -1;
      const send = (): void => {
        sent = performance.now();
        if (sent - started > durationMs || (once === true && next >= requests.length)) {
          socket.destroy();
          resolve();
        } else socket.write(requests[next++ % requests.length] as Buffer);
      };
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        if (wanted < 0) {
          head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
          const end = head.indexOf(END);
          if (end < 0) return;
          wanted = end + 4 + Number(LENGTH.exec(head.toString('latin1', 0, end))?.[1]) - head.length;
          if (!head.subarray(0, OK.length).equals(OK)) refused++;
        } else wanted -= chunk.length;
        if (wanted > 0) return;
        times.push(performance.now() - sent);
        head = Buffer.alloc(0);
        wanted = -1;
        send();
      });
      send();
    });
  const sockets = await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
            socket.off('error', reject);
            resolve(socket);
          });
          socket.once('error', reject);
        }),
    ),
  );
  await Promise.all(sockets.map(drive));
  const elapsedMs = performance.now() - started;
  times.sort((one, other) => one - other);
  const at = (share: number): number => times[Math.floor(share * times.length)] ?? 0;
  return { answered: times.length, elapsedMs, refused, p50Ms: at(0.5), p99Ms: at(0.99) };
}

process.on('message', (plan: LoadPlan) => {
  run(plan).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
