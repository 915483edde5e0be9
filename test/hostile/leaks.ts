import type { Sent } from './answer-class';
import { HOLDER_CODE, HOLDER_NAME } from './workshop';

/** What no answer may tell: how it is built, where it runs, and who the holder is. */
const LEAKS: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\bat [\w.<>[\] ]+ ?\(|\bat (?:async )?(?:file|node|\/)/],
  ['a file path', /(?:\/(?:home|tmp|dev|work|usr|var|root)\/)|node_modules|\.(?:ts|js|cjs):\d|[A-Z]:\\\\/],
  [
    'a library',
    /\b(?:express|node-jose|leveldb|classic-level|pino|noble|fabric-shim|SyntaxError|TypeError)\b/i,
  ],
  ['a name of a holder', new RegExp(HOLDER_NAME)],
  ['a number of a holder', new RegExp(HOLDER_CODE)],
];

export function leaksOf({ text, headers }: Sent): readonly string[] {
  const whole = `${text}\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}`;
  const found = LEAKS.filter(([, pattern]) => pattern.test(whole)).map(([what]) => what);
  return headers['x-powered-by'] === undefined ? found : [...found, 'the server software'];
}
