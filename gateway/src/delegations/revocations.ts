import {
  canonicalJson,
  type CryptoProvider,
  type DelegationEnd,
  delegationId,
  recordKey,
} from '@huren/chaincode/domain';
import type { KeyStore, Ledger } from '@huren/network';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';

/** Anybody may send a secret, and each takes a record of the ledger: so many a minute, over all phones together. */
export const REVOCATIONS_PER_MINUTE = 300;

/** Ends delegations for phones that have no certificate: with the operator's identity, for whoever tells the secret. */
export class Revocations {
  readonly #limiter: RateLimiterMemory;

  constructor(
    private readonly parts: {
      readonly index: Pick<RecordIndex, 'record' | 'reached'>;
      readonly ledger: Ledger;
      readonly keys: KeyStore;
      readonly provider: CryptoProvider;
    },
    perMinute = REVOCATIONS_PER_MINUTE,
  ) {
    this.#limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  isRevoked(id: string): boolean {
    return this.parts.index.record<DelegationEnd>(recordKey.delegation(id)) !== undefined;
  }

  /**
   * The id of the delegation that ends; it is on the ledger when this resolves.
   * @throws MalformedError, Problem rate-limited, no-operator-identity; those of the ledger
   */
  async revoke(secret: string): Promise<string> {
    const { index, ledger, keys, provider } = this.parts;
    const id = delegationId(provider, secret);
    if (this.isRevoked(id)) return id;
    const signer = keys.operator;
    if (signer === undefined) throw new Problem('no-operator-identity');
    await this.#spend();
    const argument = canonicalJson({ secret });
    const { position } = await ledger.submit({ contract: 'delegation', fn: 'revoke', argument }, signer);
    // Whoever asks this gateway from now on is told.
    await index.reached(position.block + 1, LIMITS.readYourWriteMs);
    return id;
  }

  /** @throws Problem rate-limited */
  async #spend(): Promise<void> {
    try {
      await this.#limiter.consume('all');
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new Problem('rate-limited', { retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000) });
    }
  }
}
