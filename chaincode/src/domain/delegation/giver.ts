import type { CryptoProvider } from '../crypto/provider';
import { holdersOf } from '../licence/co-holders';
import type { DataCredential } from '../licence/credential';
import { verifyKeyBinding } from '../sd-jwt/key-binding';
import { keyOf } from '../verification/checks/holder-key';
import { agentOf, chainHash } from './chain';

/** Who let an agent present, as the presentation itself proves it. */
export interface Giver {
  /** Key id of the licence's holder from whom the chain comes. */
  readonly keyId: string;
  /** How many hold the licence. */
  readonly holders: number;
  /** Ids of the delegations, the holder's own first. */
  readonly delegations: readonly string[];
}

/**
 * The holder on whose word an agent answered a request: one of the licence's keys signed the chain, and its last agent
 * signed this presentation, this chain and this nonce. Undefined where no agent did; whether they may is not judged.
 */
export function giverOf(
  { claims, delegations, sdJwt }: DataCredential,
  nonce: string,
  provider: CryptoProvider,
): Giver | undefined {
  if (delegations === undefined) return undefined;
  const holders = holdersOf(claims);
  for (const { holderKey } of holders) {
    const key = keyOf(holderKey);
    if (key === undefined) continue;
    const agent = agentOf(delegations, key, provider);
    if ('fault' in agent) continue;
    const binding = verifyKeyBinding(provider, sdJwt, { cnfKey: agent.key });
    if (binding.outcome !== 'valid' || binding.nonce !== nonce) continue;
    if (binding.delegationHash !== chainHash(provider, delegations.texts)) continue;
    const ids = delegations.links.map(({ payload: { id } }) => id);
    return { keyId: key.id, holders: holders.length, delegations: ids };
  }
  return undefined;
}
