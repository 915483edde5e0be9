import { LedgerIdentityRefused } from '../ledger';
import { readIdentity, requireInForce, type MspTrust, type VerifiedIdentity } from './verify-identity';

/** Most identities kept at once; the one unused for longest goes first. */
export const maxCachedIdentities = 10_000;

/**
 * The channel's identities. A full check costs several hundred microseconds, so its outcome is kept by the exact
 * certificate text; validity is judged anew each time. Refusals are not kept: they are rare and would let a
 * stranger push the members' identities out.
 */
export class MspRegistry {
  readonly #trust: readonly MspTrust[];
  readonly #known = new Map<string, VerifiedIdentity>();

  constructor(trust: readonly MspTrust[]) {
    this.#trust = trust;
  }

  /** @throws LedgerIdentityRefused */
  verify(pem: string, mspId: string, at: number): VerifiedIdentity {
    const name = `${mspId}\n${pem}`;
    const identity = this.#known.get(name) ?? readIdentity(pem, mspId, this.#trust);
    this.#known.delete(name);
    requireInForce(identity, at);
    this.#known.set(name, identity);
    if (this.#known.size > maxCachedIdentities) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    return identity;
  }

  /** As `verify`, and the identity may submit: its role is client. @throws LedgerIdentityRefused */
  verifyClient(pem: string, mspId: string, at: number): VerifiedIdentity {
    const identity = this.verify(pem, mspId, at);
    if (identity.role !== 'client')
      throw new LedgerIdentityRefused('only an identity with the role client may call');
    return identity;
  }
}
