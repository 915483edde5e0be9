import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../limits';
import { Problem } from '../problems';

/** Counts bytes against a budget; answers a problem where it is spent. */
type Hold = (bytes: number) => Problem | undefined;

const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;

/** Refuses a body that is not plain JSON in UTF-8. */
export function requireJson(request: IncomingMessage): void {
  const type = request.headers['content-type'];
  const encoding = request.headers['content-encoding'];
  if (type === undefined || !JSON_TYPE.test(type.trim())) throw new Problem('unsupported-media-type');
  if (encoding !== undefined && encoding !== 'identity') throw new Problem('unsupported-media-type');
}

/**
 * The bytes of a body, at most `maxBytes`, all there within LIMITS.bodyTimeoutMs. What is larger is refused before it
 * is read; the connection then closes, so that nobody sends the rest for nothing.
 * @throws Problem unsupported-media-type, too-large, request-timeout, empty-body
 */
export async function readBody(request: IncomingMessage, maxBytes: number, hold?: Hold): Promise<Buffer> {
  requireJson(request);
  return readBytes(request, maxBytes, hold);
}

/** As {@link readBody}, whatever the type. @throws Problem too-large, request-timeout, empty-body */
export async function readBytes(request: IncomingMessage, maxBytes: number, hold?: Hold): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const length = await receive(request, maxBytes, (chunk) => {
    chunks.push(chunk);
    return hold?.(chunk.length);
  });
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

/**
 * As {@link readBytes}, for a body that says how long it is: every chunk is put where it belongs as it comes, so that
 * no copy of the whole holds the event loop, and in memory that a worker reads without one.
 */
export async function readShared(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw new Problem('too-large');
  const bytes = Buffer.from(new SharedArrayBuffer(announced));
  const length = await receive(request, announced, (chunk, at) => {
    bytes.set(chunk, at);
    return undefined;
  });
  return bytes.subarray(0, length);
}

/** Hands each chunk of a body with its place to `take`, whose problem ends it; answers the length. */
async function receive(
  request: IncomingMessage,
  maxBytes: number,
  take: (chunk: Buffer, at: number) => Problem | undefined,
): Promise<number> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw new Problem('too-large');
  return new Promise((resolve, reject) => {
    let length = 0;
    const timer = setTimeout(() => {
      finish(() => {
        reject(new Problem('request-timeout'));
      });
    }, LIMITS.bodyTimeoutMs);
    const finish = (then: () => void): void => {
      clearTimeout(timer);
      request.removeListener('data', data);
      request.removeListener('end', end);
      request.removeListener('error', gone);
      request.removeListener('aborted', gone);
      then();
    };
    const data = (chunk: Buffer): void => {
      const at = length;
      length += chunk.length;
      const problem = length > maxBytes ? new Problem('too-large') : take(chunk, at);
      if (problem !== undefined) {
        finish(() => {
          reject(problem);
        });
      }
    };
    const end = (): void => {
      finish(() => {
        if (length === 0) reject(new Problem('empty-body'));
        else resolve(length);
      });
    };
    const gone = (): void => {
      finish(() => {
        reject(new Problem('request-timeout'));
      });
    };
    request.on('data', data);
    request.on('end', end);
    request.on('error', gone);
    request.on('aborted', gone);
  });
}
