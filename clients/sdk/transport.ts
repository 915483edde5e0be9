import { HurenProblem, HurenUnreachable, type ProblemDocument } from './problem';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** Base address of a gateway, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly fetch?: Fetch;
  /** Time for one attempt; default 10 s, and 120 s for long work. */
  readonly timeoutMs?: number;
  /** Further attempts of an idempotent call; default 2. */
  readonly retries?: number;
  /** Waits between attempts; a test passes its own. */
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Path with query, beginning with `/v1/`. */
  readonly path: string;
  readonly body?: unknown;
  /** Yields a bearer token; absent: the call is public. */
  readonly token?: () => Promise<string>;
  /** Sent again when no answer came: only where a repetition changes nothing. */
  readonly idempotent: boolean;
  readonly long?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const longTimeoutMs = 120_000;
const firstPauseMs = 200;
/** Longest `Retry-After` that a call sits out; a longer one is the caller's to decide. */
const maxPauseMs = 5_000;
const worthRetrying = new Set([429, 502, 503, 504]);

/** HTTP to one gateway: JSON both ways, a time limit for each attempt, repetition where it is harmless. */
export class Transport {
  readonly url: string;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #sleep: (ms: number) => Promise<void>;

  constructor(options: TransportOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#retries = options.retries ?? 2;
    this.#sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  /** @throws HurenProblem for any answer but 2xx; HurenUnreachable when there was none. */
  async call(call: Call): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(call);
      } catch (error) {
        const pauseMs = call.idempotent && attempt < this.#retries ? pauseBefore(error, attempt) : undefined;
        if (pauseMs === undefined) throw error;
        await this.#sleep(pauseMs);
      }
    }
  }

  async #once(call: Call): Promise<Answer> {
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
    if (call.token !== undefined) headers['authorization'] = `Bearer ${await call.token()}`;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const timeoutMs = call.long === true ? Math.max(longTimeoutMs, this.#timeoutMs) : this.#timeoutMs;
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(this.url + call.path, {
        method: call.method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        // A token goes to the gateway and nowhere else.
        redirect: 'manual',
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      text = await response.text();
    } catch (error) {
      throw new HurenUnreachable(this.url, isTimeout(error) ? 'timeout' : 'network');
    }
    const body = parseBody(text);
    if (response.ok && body !== undefined) return { status: response.status, body };
    if (isProblem(body)) throw new HurenProblem(response.status, body, retryAfterMs(response));
    throw new HurenUnreachable(this.url, 'foreign');
  }
}

function pauseBefore(error: unknown, attempt: number): number | undefined {
  const pauseMs = firstPauseMs * 2 ** attempt;
  if (error instanceof HurenUnreachable) return error.reason === 'foreign' ? undefined : pauseMs;
  if (!(error instanceof HurenProblem) || !worthRetrying.has(error.status)) return undefined;
  const asked = error.retryAfterMs ?? pauseMs;
  return asked <= maxPauseMs ? asked : undefined;
}

/** By name, because the platform's error may be of another realm than this module's. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is ProblemDocument {
  if (typeof body !== 'object' || body === null) return false;
  const { code, messages } = body as Partial<ProblemDocument>;
  return typeof code === 'string' && typeof messages?.zh === 'string' && typeof messages.en === 'string';
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
