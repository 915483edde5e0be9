import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../limits';
import { Problem } from '../problems';

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
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  requireJson(request);
  return readBytes(request, maxBytes);
}

/** As {@link readBody}, whatever the type. @throws Problem too-large, request-timeout, empty-body */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw new Problem('too-large');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => {
      finish(() => {
        reject(new Problem('request-timeout'));
      });
    }, LIMITS.bodyTimeoutMs);
    const finish = (then: () => void): void => {
      clearTimeout(timer);
      request.removeListener('data', take);
      request.removeListener('end', end);
      request.removeListener('error', gone);
      request.removeListener('aborted', gone);
      then();
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > maxBytes) {
        finish(() => {
          reject(new Problem('too-large'));
        });
      } else chunks.push(chunk);
    };
    const end = (): void => {
      finish(() => {
        if (length === 0) reject(new Problem('empty-body'));
        else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
      });
    };
    const gone = (): void => {
      finish(() => {
        reject(new Problem('request-timeout'));
      });
    };
    request.on('data', take);
    request.on('end', end);
    request.on('error', gone);
    request.on('aborted', gone);
  });
}
