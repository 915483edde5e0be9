import { pino, type DestinationStream, type Logger } from 'pino';

/** The gateway's log: what happened, how long it took, never whose licence it was. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that never reach the log, should a caller pass them by mistake. */
const REDACTED = [
  'authorization',
  'token',
  'passphrase',
  'body',
  'credential',
  'argument',
  'fields',
  'headers',
  'signature',
].flatMap((field) => [field, `*.${field}`]);

/** A logger of JSON lines with level, time, member and message. */
export function createLog(level: LogLevel, member: string, stream?: DestinationStream): Log {
  const options = {
    level,
    base: { member },
    redact: { paths: REDACTED, remove: true },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return stream === undefined ? pino(options) : pino(options, stream);
}
