import { importJwk } from '../crypto/jwk';
import type { CryptoProvider } from '../crypto/provider';
import type { VerificationKey } from '../crypto/verification-key';
import { encodeUtf8 } from '../encoding/utf8';
import { array, type Shape, string } from '../json/shape';
import { digestText } from '../sd-jwt/process';
import { isStatementSigned, type Statement } from '../verification/signed-statement';
import { type Delegation, DELEGATION_LIMITS, DELEGATION_TYPE, parseDelegation } from './delegation';

/** `[jws, jws?]` as it travels beside a credential: the licence's own holder first. */
export const DelegationsShape: Shape<readonly string[]> = array(
  string({ min: 1, max: DELEGATION_LIMITS.length }),
  { min: 1, max: DELEGATION_LIMITS.links },
);

/** The chain from the holder of a licence to whoever presents it: grammar is settled, nothing is verified. */
export interface DelegationChain {
  /** One or two. */
  readonly links: readonly Statement<Delegation>[];
  /** As they were given. */
  readonly texts: readonly string[];
}

/** Why a chain does not lead from the holder to the agent, first reason first. Append-only. */
export type DelegationFault =
  /** Signed by somebody else than whoever could give the right. */
  | 'wrong-signer'
  /** The second link names another first one, or the first names any. */
  | 'wrong-parent'
  /** The first link's agent may pass nothing on. */
  | 'not-onward'
  /** The second link gives more than the first: types, matters, days, or the right to pass on. */
  | 'wider';

/** @throws MalformedError */
export function parseDelegationChain(texts: readonly string[], path = '/delegations'): DelegationChain {
  const links = texts.map((text, at) => parseDelegation(text, `${path}/${String(at)}`));
  return { links, texts };
}

/** base64url SHA-256 of the links joined by tildes: what the agent's key binding names as `delegation_hash`. */
export function chainHash(provider: CryptoProvider, texts: readonly string[]): string {
  return digestText(provider, encodeUtf8(texts.join('~')));
}

/** The key that the chain lets present, or why it lets none. Days, revocation and the licence are not judged here. */
export function agentOf(
  { links }: DelegationChain,
  holderKey: VerificationKey,
  provider: CryptoProvider,
): { readonly key: VerificationKey } | { readonly fault: DelegationFault } {
  let giver = holderKey;
  let given: Delegation | undefined;
  for (const link of links) {
    if (!isStatementSigned(provider, link, DELEGATION_TYPE, giver)) return { fault: 'wrong-signer' };
    const fault = given === undefined ? firstFault(link.payload) : onwardFault(given, link.payload);
    if (fault !== undefined) return { fault };
    given = link.payload;
    giver = importJwk(given.agentKey);
  }
  return { key: giver };
}

/** Whether a link names the one above it and is signed by that one's agent; what it gives is not judged. */
export function isPassedOn(
  link: Statement<Delegation>,
  { payload: above }: Statement<Delegation>,
  provider: CryptoProvider,
): boolean {
  const giver = importJwk(above.agentKey);
  return link.payload.parent === above.id && isStatementSigned(provider, link, DELEGATION_TYPE, giver);
}

function firstFault({ parent }: Delegation): DelegationFault | undefined {
  return parent === undefined ? undefined : 'wrong-parent';
}

function onwardFault(given: Delegation, passed: Delegation): DelegationFault | undefined {
  if (passed.parent !== given.id) return 'wrong-parent';
  if (!given.onward) return 'not-onward';
  const isNarrow =
    passed.role === 'handler' &&
    passed.from >= given.from &&
    passed.until <= given.until &&
    passed.types.every((type) => given.types.includes(type)) &&
    areMattersWithin(passed.matters, given.matters);
  return isNarrow ? undefined : 'wider';
}

function areMattersWithin(inner: Delegation['matters'], outer: Delegation['matters']): boolean {
  if (outer === '*') return true;
  return inner !== '*' && inner.every((matter) => outer.includes(matter));
}

/** Whether every link lets this type be shown for this basic matter. */
export function isInScope(
  { links }: DelegationChain,
  { type, basic }: { readonly type: string; readonly basic: string },
): boolean {
  return links.every(
    ({ payload: { types, matters } }) => types.includes(type) && (matters === '*' || matters.includes(basic)),
  );
}
