import { connect } from 'node:net';
import type { Sent } from './answer-class';
import { bodyOf } from './hostile-world';

/** Status of a connection that closed without an answer, and of one that neither answered nor closed in time. */
export const CLOSED = 0;
export const NO_ANSWER = -1;

/** A request as bytes; `content-length` and `content-type` are added unless the headers say otherwise. */
export function httpText(
  method: string,
  path: string,
  headers: readonly string[],
  body: string | Uint8Array = '',
  options: { readonly plain?: boolean } = {},
): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
  const added =
    options.plain === true
      ? []
      : ['content-type: application/json', `content-length: ${String(bytes.length)}`];
  const has = (name: string): boolean => headers.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const lines = [
    ...(has('host') ? [] : ['host: 127.0.0.1']),
    ...added.filter((line) => !has(line.split(':')[0] ?? '')),
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), bytes]);
}

/** Sends bytes as they are and reads one answer, or that there was none. */
export async function exchange(
  url: string,
  bytes: Uint8Array | ((write: (chunk: Uint8Array | string) => void) => void),
  { timeoutMs = 5000 }: { readonly timeoutMs?: number } = {},
): Promise<Sent> {
  const { hostname, port } = new URL(url);
  const started = performance.now();
  const { received, isLate } = await new Promise<{ received: Buffer; isLate: boolean }>((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    const end = (isTimeout: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), isLate: isTimeout });
    };
    const done = (): void => {
      end(false);
    };
    const timer = setTimeout(() => {
      end(true);
    }, timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks))) done();
    });
    socket.on('close', done);
    socket.on('error', () => undefined);
    socket.on('connect', () => {
      if (typeof bytes !== 'function') {
        socket.write(bytes);
        return;
      }
      bytes((chunk) => {
        if (socket.writable) socket.write(chunk);
      });
    });
  });
  const ms = performance.now() - started;
  const answer = answerOf(received);
  return { ...answer, status: isLate && answer.status === CLOSED ? NO_ANSWER : answer.status, ms };
}

function isWhole(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  if (end < 0) return false;
  if (length !== undefined) return bytes.length >= end + 4 + Number(length);
  return text.endsWith('0\r\n\r\n');
}

function answerOf(bytes: Buffer): Omit<Sent, 'ms'> {
  const whole = bytes.toString('utf8');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(whole)?.[1] ?? CLOSED);
  const end = whole.indexOf('\r\n\r\n');
  const lines = whole.slice(0, Math.max(0, end)).split('\r\n').slice(1);
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const text = end < 0 ? '' : whole.slice(end + 4);
  return { status, text, body: bodyOf(text), headers };
}
