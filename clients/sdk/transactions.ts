import { decodeBase64url, encodeBase64url } from '@huren/chaincode/domain';
import type { Committed, PreparedTransaction } from './answers';
import type { TransactionKey } from './caller-key';
import { HurenProblem, HurenUnreachable } from './problem';
import type { Transport } from './transport';

/**
 * Proposals and envelopes of Fabric are protobuf messages whose first field is number 1 with a length; the text of a
 * token begins with a letter.
 */
const FIRST_BYTE = 0x0a;
/** Signatures that one transaction may ask for; a gateway that asks for more is not followed. */
const maxSignatures = 4;
/** Times that a transaction which met another one on the same records is made anew. */
const maxConflicts = 3;
/** Looks for a transaction whose fate is not known, before saying so. */
const lookups = 5;
const lookupPauseMs = 500;

/** Writes by prepare and submit (DETAILS 12): the gateway makes the bytes, the caller's own key signs them. */
export class Transactions {
  constructor(
    private readonly transport: Transport,
    private readonly sleep: (ms: number) => Promise<void>,
  ) {}

  async prepare(
    contract: string,
    fn: string,
    argument: unknown,
    certificate: string,
  ): Promise<PreparedTransaction | Committed> {
    const body = { contract, function: fn, argument, certificate };
    const answer = await this.transport.call({
      method: 'POST',
      path: '/v1/transactions/prepare',
      body,
      // Preparing writes nothing: an unsigned transaction expires.
      idempotent: true,
      long: true,
    });
    return answer.body as PreparedTransaction | Committed;
  }

  /** Signs and sends until the ledger has it. @throws HurenProblem `in-doubt` when its fate stays unknown. */
  async submit(
    prepared: PreparedTransaction | Committed,
    key: Pick<TransactionKey, 'sign'>,
  ): Promise<Committed> {
    // An act that the ledger holds already, or an engine with the key, needs no signature.
    if ('transactionId' in prepared) return prepared;
    let waiting = prepared;
    for (let signatures = 0; signatures < maxSignatures; signatures++) {
      const bytes = decodeBase64url(waiting.bytes);
      // The same key signs API tokens (DETAILS 3): what is no message of Fabric's is not signed, so that no gateway gets
      // a token under the name of a transaction.
      if (bytes[0] !== FIRST_BYTE) throw new HurenUnreachable(this.transport.url, 'foreign');
      const signature = encodeBase64url(await key.sign(bytes));
      try {
        const answer = await this.transport.call({
          method: 'POST',
          path: '/v1/transactions',
          body: { id: waiting.id, signature },
          idempotent: false,
          long: true,
        });
        if (answer.status !== 202) return answer.body as Committed;
        waiting = answer.body as PreparedTransaction;
      } catch (error) {
        if (!(error instanceof HurenProblem) || error.transactionId === undefined || error.status !== 503) {
          throw error;
        }
        return await this.#settle(error, error.transactionId);
      }
    }
    throw new HurenUnreachable(this.transport.url, 'foreign');
  }

  async transact(contract: string, fn: string, argument: unknown, key: TransactionKey): Promise<Committed> {
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await this.submit(await this.prepare(contract, fn, argument, key.certificate), key);
      } catch (error) {
        const conflict = error instanceof HurenProblem && error.code === 'ledger-conflict';
        if (!conflict || conflicts >= maxConflicts) throw error;
      }
    }
  }

  /** Undefined when the ledger does not have it. */
  async find(transactionId: string): Promise<Pick<Committed, 'position'> | undefined> {
    try {
      const path = `/v1/transactions/${encodeURIComponent(transactionId)}`;
      return (await this.transport.call({ method: 'GET', path, idempotent: true })).body as Committed;
    } catch (error) {
      if (error instanceof HurenProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  async #settle(doubt: HurenProblem, transactionId: string): Promise<Committed> {
    for (let i = 0; i < lookups; i++) {
      await this.sleep(lookupPauseMs);
      const found = await this.find(transactionId);
      if (found !== undefined) return { transactionId, position: found.position };
    }
    throw doubt;
  }
}
