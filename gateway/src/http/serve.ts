import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJsonBytes, type JsonValue } from '@huren/chaincode/domain';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { readPageBody } from '../pages/page-body';
import type { PageDesk } from '../pages/page-desk';
import { internalProblem, Problem, problemOf, type ProblemReply } from '../problems';
import type { TokenVerifier } from '../tokens/token-verifier';
import { LIMITS } from '../limits';
import { readBody, readBytes } from './body';
import type { BodyBudget, BodyBudgets } from './body-budget';
import type { StaffDesk } from '../staff/staff-desk';
import type { Call, Endpoint, Reply } from './endpoint';
import { isForm, readForm } from './form';
import type { RateLimits } from './rate-limits';
import type { Senders } from './senders';
import type { Turns } from './turns';

/** What serving needs besides the endpoint itself. */
export interface Serving {
  readonly tokens: TokenVerifier;
  readonly rates: RateLimits;
  readonly senders: Senders;
  readonly turns: Turns;
  readonly metrics: Metrics;
  readonly pages: PageDesk;
  readonly bodies: BodyBudgets;
  readonly staff: StaffDesk;
  readonly log: Log;
  /** Names and values of further headers by turns, where the listener has not set them itself. */
  readonly headers?: readonly string[];
  /** True once the gateway stops taking work. */
  readonly draining: () => boolean;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const NO_PARAMS: Readonly<Record<string, string>> = {};

/** Head and body leave as one text, which is one write; a list of headers spares Node its table of them. */
function write(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
  listed: readonly string[] = [],
  cookies: readonly string[] = [],
): void {
  const length = String(Buffer.byteLength(body, 'utf8'));
  const headers = [...listed, 'content-type', type, 'content-length', length, 'cache-control', 'no-store'];
  // A later word goes over an earlier one, e.g. for what may be cached.
  for (const [name, value] of Object.entries(more)) {
    const at = headers.indexOf(name);
    if (at < 0) headers.push(name, value);
    else headers[at + 1] = value;
  }
  for (const cookie of cookies) headers.push('set-cookie', cookie);
  response.writeHead(status, headers);
  response.end(body, 'utf8');
}

/** Answers a problem; closes the connection where the request's body was left unread. */
export function writeProblem(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers }: ProblemReply,
  listed?: readonly string[],
): void {
  if (response.headersSent || response.destroyed) return;
  const unread = !request.complete;
  const more = unread ? { ...headers, connection: 'close' } : headers;
  write(response, status, PROBLEM_TYPE, JSON.stringify(body), more, listed);
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
}

async function bodyOf(
  endpoint: Endpoint,
  request: IncomingMessage,
  turns: Turns,
  hold: () => ReturnType<BodyBudget['hold']>,
): Promise<JsonValue> {
  if (endpoint.bodyBytes === undefined) return null;
  if (endpoint.form === true && isForm(request))
    return readForm(await readBytes(request, endpoint.bodyBytes));
  const isLarge = endpoint.bodyBytes > LIMITS.singleBodyBytes;
  const bytes = await readBody(request, endpoint.bodyBytes, isLarge ? hold() : undefined);
  await turns.take();
  return readJsonBytes(bytes, { maxLength: endpoint.bodyBytes });
}

/** What an endpoint asked for by name of the headers. */
function headersOf(
  endpoint: Endpoint,
  { headers }: IncomingMessage,
): Pick<Call, 'cookie' | 'host' | 'secret'> {
  const secret = endpoint.secret === undefined ? undefined : headers[endpoint.secret];
  const given = typeof secret === 'string' ? { secret } : {};
  if (endpoint.cookies !== true) return given;
  const { cookie, host } = headers;
  return { ...given, ...(cookie === undefined ? {} : { cookie }), ...(host === undefined ? {} : { host }) };
}

/** The one Authorization header. Two say two things, of which Node would keep one. @throws Problem token-invalid */
function authorizationOf({ headers, rawHeaders }: IncomingMessage): string | undefined {
  let seen = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === 13 && rawHeaders[at]?.toLowerCase() === 'authorization') seen++;
  }
  if (seen > 1) throw new Problem('token-invalid');
  return headers.authorization;
}

/**
 * What tells that the caller has gone. Whoever goes before the work begins is answered nothing, and uses nothing up.
 * @throws Problem request-timeout, which nobody reads
 */
function goneOf(response: ServerResponse): () => boolean {
  if (response.destroyed) throw new Problem('request-timeout');
  return () => response.destroyed;
}

async function answer(
  endpoint: Endpoint,
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
): Promise<Reply> {
  const address = serving.senders.of(request);
  if (serving.draining() && endpoint.always !== true)
    throw new Problem('shutting-down', { retryAfterSeconds: 5 });
  if (!endpoint.token) {
    await serving.rates.open(address);
    const body = await bodyOf(endpoint, request, serving.turns, () =>
      serving.bodies.open.hold(response, address),
    );
    const abandoned = goneOf(response);
    return endpoint.handle({
      params,
      abandoned,
      query: queryOf(request),
      body,
      ...(endpoint.address === true && { address }),
      ...headersOf(endpoint, request),
    });
  }
  await serving.rates.unproven(address);
  let caller;
  try {
    caller =
      endpoint.staff !== undefined && serving.staff.carries(request)
        ? serving.staff.caller(request, endpoint.staff)
        : await serving.tokens.verify(authorizationOf(request));
  } catch (error) {
    await serving.rates.refused(address);
    throw error;
  }
  await serving.rates.authority(caller.authority.code);
  if (endpoint.pages === true) {
    const { body, ofd, leave } = await readPageBody(request, serving.pages, serving.turns);
    const page = ofd === undefined ? {} : { ofd };
    try {
      const abandoned = goneOf(response);
      return await endpoint.handle({ params, abandoned, caller, query: queryOf(request), body, ...page });
    } finally {
      leave();
    }
  }
  const { code } = caller.authority;
  const body = await bodyOf(endpoint, request, serving.turns, () =>
    serving.bodies.proven.hold(response, code),
  );
  const abandoned = goneOf(response);
  return endpoint.handle({
    params,
    abandoned,
    caller,
    query: queryOf(request),
    body,
    ...headersOf(endpoint, request),
  });
}

/**
 * Serves one request: the same steps, limits and errors whether it came through Express or was dispatched before it.
 * Never rejects.
 */
export async function serve(
  endpoint: Endpoint,
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>> = NO_PARAMS,
): Promise<void> {
  const started = performance.now();
  let status: number;
  if (endpoint.cors === true) response.setHeader('access-control-allow-origin', '*');
  try {
    const reply = await answer(endpoint, serving, request, response, params);
    status = reply.status;
    const body = reply.text === undefined ? JSON.stringify(reply.body) : String(reply.body);
    write(response, status, reply.text ?? JSON_TYPE, body, reply.headers, serving.headers, reply.cookies);
  } catch (error) {
    const problem = problemOf(error) ?? bug(error, endpoint, serving.log);
    status = problem.status;
    writeProblem(request, response, problem, serving.headers);
  }
  serving.metrics.request(endpoint, status, performance.now() - started);
}

/** A bug: its kind and place are logged for the operator, its message is not, since it may quote a request. */
function bug(error: unknown, endpoint: Endpoint, log: Log): ProblemReply {
  const name = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  log.error({ route: endpoint.path, error: name, stack: stack?.slice(0, 8) }, 'a request failed inside');
  return internalProblem();
}
