import type { CryptoProvider } from '../crypto/provider';
import { type Infer, object } from '../json/shape';
import { type Caller, requireAdmitted, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { digest } from '../record/field';
import { write, type Write } from '../record/write';
import { type DelegationEnd, delegationId } from './delegation';

/** `{secret}`: 32 random bytes whose SHA-256 is the delegation's id. */
export const revokeDelegationArgument = object({ secret: digest });
type Command = Infer<typeof revokeDelegationArgument>;

export interface RevocationFacts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly record: DelegationEnd | undefined;
}

/**
 * Ends the delegation whose secret is told: a hash lock, so that only who gave it (or whom they told) can, and the
 * ledger learns neither who gave it nor to whom. A repetition writes nothing and succeeds.
 * @throws Rejection (open, admitted)
 */
export function decideRevocation(
  { network, caller, record }: RevocationFacts,
  { secret }: Command,
  provider: CryptoProvider,
): { readonly id: string; readonly writes: readonly Write[] } {
  requireOpen(network);
  requireAdmitted(caller);
  const id = delegationId(provider, secret);
  if (record !== undefined) return { id, writes: [] };
  return { id, writes: [write('delegation', [id], { id, state: 'revoked' })] };
}
