import type { Duplex } from 'node:stream';
import { Problem, problemOf } from '../problems';
import type { ProblemCode } from '../problem-table';

function codeOf(error: NodeJS.ErrnoException): ProblemCode {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  return 'bad-query';
}

/** Answers what never became a request (bytes that are no HTTP, headers too large, too slow) with a problem, and closes. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  answerOn(socket, codeOf(error));
}

/** A gateway is no proxy: CONNECT gets the problem that every other unknown method gets. */
export function refuseConnect(_request: unknown, socket: Duplex): void {
  socket.on('error', () => undefined);
  answerOn(socket, 'method-not-allowed');
}

function answerOn(socket: Duplex, code: ProblemCode): void {
  const problem = problemOf(new Problem(code));
  if (problem === undefined) return;
  const body = JSON.stringify(problem.body);
  socket.end(
    `HTTP/1.1 ${String(problem.status)} ${problem.body.title}\r\nconnection: close\r\n` +
      'content-type: application/problem+json; charset=utf-8\r\n' +
      `content-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  );
}
