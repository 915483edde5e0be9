import { setTimeout as wait } from 'node:timers/promises';
import { status, type Client } from '@grpc/grpc-js';
import { connect, GatewayError, hash, type Gateway, type Proposal } from '@hyperledger/fabric-gateway';
import {
  LedgerConflict,
  LedgerInDoubt,
  LedgerRejection,
  LedgerUnavailable,
  type Signer,
  type TransactionRequest,
} from '../ledger';
import { Abreast, NotAbreast } from './abreast';
import { dial, type NodeAddress } from './peer-connection';
import { portError } from './port-error';
import type { Submitter } from './submitter';

export interface GatewaySubmitterOptions {
  readonly channelId: string;
  readonly chaincode: string;
  /** Peers of the member that offer the Gateway service; the next one is used when one does not answer. */
  readonly peers: readonly [NodeAddress, ...NodeAddress[]];
  /** Of the member whose peers these are. */
  readonly reader: { readonly mspId: string };
}

const deadlineMs = { endorse: 20_000, submit: 15_000, evaluate: 10_000 } as const;
/** How long a peer is given to find the other members' peers, ms. */
const plannedWithinMs = 20_000;
const within = (ms: number) => ({ deadline: Date.now() + ms });

/** Submits through the peer's Gateway service: the peer plans, collects endorsements and hands over to the orderers. */
export class GatewaySubmitter implements Submitter {
  readonly engine = 'fabric-gateway';
  readonly #options: GatewaySubmitterOptions;
  readonly #clients: readonly Client[];
  #at = 0;

  constructor(options: GatewaySubmitterOptions) {
    this.#options = options;
    this.#clients = options.peers.map(dial);
  }

  submit(
    request: TransactionRequest,
    signer: Signer,
  ): Promise<{ readonly transactionId: string; readonly result: string }> {
    return this.#withPeer(request, signer, async (proposal, call) => {
      const transactionId = proposal.getTransactionId();
      const transaction = await proposal.endorse(within(deadlineMs.endorse)).catch((error: unknown) => {
        throw this.#endorsementError(error, call, transactionId);
      });
      const result = Buffer.from(transaction.getResult()).toString('utf8');
      try {
        await transaction.submit(within(deadlineMs.submit));
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        throw new LedgerInDoubt(transactionId, 'the orderers did not confirm the transaction');
      }
      return { transactionId, result };
    });
  }

  evaluate(request: TransactionRequest, signer: Signer): Promise<string> {
    return this.#withPeer(request, signer, async (proposal, call) => {
      try {
        const answer = await proposal.evaluate(within(deadlineMs.evaluate));
        return Buffer.from(answer).toString('utf8');
      } catch (error) {
        throw this.#endorsementError(error, call, proposal.getTransactionId());
      }
    });
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  /** Tries each peer once while nothing has been ordered. */
  async #withPeer<T>(
    request: TransactionRequest,
    signer: Signer,
    act: (proposal: Proposal, call: string) => Promise<T>,
  ): Promise<T> {
    const call = `${request.contract}:${request.fn}`;
    const patience = Date.now() + plannedWithinMs;
    const abreast = new Abreast();
    for (let left = this.#clients.length; ;) {
      const at = this.#at;
      const gateway = this.#connect(at, signer);
      try {
        const proposal = gateway
          .getNetwork(this.#options.channelId)
          .getContract(this.#options.chaincode)
          .newProposal(call, { arguments: [request.argument] });
        return await act(proposal, call);
      } catch (error) {
        if (error instanceof NotAbreast) {
          await abreast.again(error);
          continue;
        }
        if (error instanceof NoPlanYet && Date.now() < patience) {
          await wait(250);
          continue;
        }
        if (error instanceof NoPlanYet) throw new LedgerUnavailable('too few members’ peers are in reach');
        if (!(error instanceof PeerGone)) throw error;
        this.#at = (at + 1) % this.#clients.length;
        left -= 1;
        if (left === 0) throw new LedgerUnavailable('no peer of the member answers; try again in a moment');
      } finally {
        gateway.close();
      }
    }
  }

  /**
   * The peer asks itself first, and the other members' peers only when it has endorsed: what those alone refuse is the
   * word of peers that are behind.
   */
  #endorsementError(error: unknown, call: string, transactionId: string): unknown {
    if (!(error instanceof GatewayError)) return error;
    const { mspId } = this.#options.reader;
    const said = [error.message, ...error.details.map(({ message }) => message)];
    if (unanswered.has(error.code) && error.details.length === 0) return new PeerGone();
    if (said.some((text) => /no peer combination|no combination of peers/i.test(text)))
      return new NoPlanYet();
    const translated = portError(said, call, transactionId);
    const others = error.details.length > 0 && error.details.every((one) => one.mspId !== mspId);
    const behind = translated instanceof LedgerRejection && others;
    return behind || translated instanceof LedgerConflict ? new NotAbreast(transactionId) : translated;
  }

  #connect(at: number, signer: Signer): Gateway {
    const client = this.#clients[at];
    if (client === undefined) throw new TypeError('there is no such peer');
    return connect({
      client,
      identity: { mspId: signer.mspId, credentials: Buffer.from(signer.certificate) },
      // The port's signer hashes by itself.
      hash: hash.none,
      signer: (bytes) => signer.sign(bytes),
    });
  }
}

/** The peer itself did not answer, and nothing was ordered. */
class PeerGone extends Error {}

/** The peer does not know enough other members' peers; after a start they find each other within seconds. */
class NoPlanYet extends Error {}

const unanswered: ReadonlySet<number> = new Set([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]);
