import { verify } from 'node:crypto';
import { isLowS, MspRegistry } from '../identity';
import { LedgerIdentityRefused, LedgerRejection, type TransactionRequest } from '../ledger';
import type { ChannelConfiguration } from './channel-configuration';
import type { ContractHost } from './contract-host';
import type { EmbeddedLimits } from './limits';
import { createProposal, type Proposal } from './proposal';

/** What stands before a simulation: who calls, what is called, and whether the caller signed exactly that. */
export class Gatekeeper {
  readonly #channelId: string;
  readonly #registry: MspRegistry;
  readonly #host: ContractHost;
  readonly #clock: () => number;
  readonly #limits: EmbeddedLimits;

  constructor(
    configuration: ChannelConfiguration,
    parts: { readonly host: ContractHost; readonly clock: () => number; readonly limits: EmbeddedLimits },
  ) {
    this.#channelId = configuration.channelId;
    this.#registry = new MspRegistry(configuration.members);
    this.#host = parts.host;
    this.#clock = parts.clock;
    this.#limits = parts.limits;
  }

  /** A proposal for a caller of this network, stamped by the engine. @throws LedgerIdentityRefused, LedgerRejection */
  propose(
    request: TransactionRequest,
    { mspId, certificate }: { readonly mspId: string; readonly certificate: string },
  ): Proposal {
    const timestamp = this.#clock();
    this.#registry.verifyClient(certificate, mspId, timestamp);
    this.requireRequest(request);
    return createProposal({ channelId: this.#channelId, timestamp, mspId, certificate, request });
  }

  /**
   * The caller signed this proposal, and lately. @throws LedgerIdentityRefused, LedgerRejection PROPOSAL_EXPIRED
   */
  requireSignature(proposal: Proposal, signature: Uint8Array): void {
    const now = this.#clock();
    const { publicKey } = this.#registry.verifyClient(proposal.certificate, proposal.mspId, now);
    if (Math.abs(now - proposal.timestamp) > this.#limits.proposalAgeMs) {
      throw new LedgerRejection('PROPOSAL_EXPIRED', {});
    }
    if (!isLowS(signature)) throw new LedgerIdentityRefused('the signature is not a low-S DER signature');
    if (!verify('sha256', proposal.bytes, { key: publicKey, dsaEncoding: 'der' }, signature)) {
      throw new LedgerIdentityRefused('the signature does not hold');
    }
  }

  /** The function exists and the argument is text of allowed length. @throws LedgerRejection */
  requireRequest(request: TransactionRequest): void {
    this.#host.requireFunction(request);
    const bytes = Buffer.from(request.argument);
    if (bytes.length > this.#limits.argumentBytes) {
      throw new LedgerRejection('MALFORMED_ARGUMENT', { code: 'too-long', path: '' });
    }
    // Text with a lone surrogate has no UTF-8; it would be signed as something else.
    if (bytes.toString('utf8') !== request.argument) {
      throw new LedgerRejection('MALFORMED_ARGUMENT', { code: 'bad-utf8', path: '' });
    }
  }
}
