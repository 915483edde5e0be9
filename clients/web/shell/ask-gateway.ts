import { HurenProblem, HurenUnreachable, type ProblemDocument } from '@huren/clients';

/** Longest wait for an answer; a long poll waits 20 s at the gateway. */
const timeoutMs = 40_000;

function isProblem(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'code' in body && 'messages' in body;
}

export interface Ask {
  readonly body?: unknown;
  /** The session's secret, for what acts. */
  readonly csrf?: string;
  readonly signal?: AbortSignal;
}

/**
 * One call of this page's own gateway under the session's cookie.
 * @throws HurenProblem for any answer but 2xx; HurenUnreachable when there was none; AbortError when `signal` says so
 */
export async function askGateway<T>(path: string, { body, csrf, signal }: Ask = {}): Promise<T> {
  const limit = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(csrf === undefined ? {} : { 'x-huren-csrf': csrf }),
      },
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new HurenUnreachable(location.origin, limit.aborted ? 'timeout' : 'network');
  }
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new HurenUnreachable(location.origin, 'foreign');
  }
  if (response.ok) return answer as T;
  if (isProblem(answer)) throw new HurenProblem(response.status, answer);
  throw new HurenUnreachable(location.origin, 'foreign');
}
