import { MalformedError } from '../encoding/malformed';
import { type Infer, object, optional, parsed } from '../json/shape';
import { write, type Write } from '../record/write';
import { type Caller, requireOpen, requireOperator } from './caller';
import type { Network } from './member';

const SECURE =
  /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::[1-9]\d{0,4})?$/;
/** Trials on one machine, where browsers count plain http as secure too. */
const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::[1-9]\d{0,4})?$/;
const MAX_LENGTH = 200;

/** An origin as browsers write it (RFC 6454 §6.2): lower case, no path. @throws MalformedError bad-origin */
export function parseGatewayAddress(text: string): string {
  const port = Number(/:(\d+)$/.exec(text)?.[1] ?? 1);
  if ((SECURE.test(text) || LOOPBACK.test(text)) && port <= 65_535 && !/:(?:443)$/.test(text)) return text;
  throw new MalformedError('bad-origin', 'The address is no https origin in its one spelling.');
}

/** `{url?}`; without it the member's gateway is reached by nobody. */
export const setGatewayArgument = object({
  url: optional(parsed(parseGatewayAddress, { max: MAX_LENGTH })),
});

/** @throws Rejection (open, operator) */
export function decideGatewayAddress(
  facts: { readonly network: Network | undefined; readonly caller: Caller },
  { url }: Infer<typeof setGatewayArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  const { gateway: _before, ...rest } = member;
  return [write('member', [member.id], url === undefined ? rest : { ...rest, gateway: url })];
}
