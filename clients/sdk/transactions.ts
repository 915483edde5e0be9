import { canonicalJson, decodeBase64url, encodeBase64url, type JsonValue } from '@huren/chaincode/domain';
import type { Committed, PreparedTransaction } from './answers';
import type { TransactionKey } from './caller-key';
import { readPreparedCall } from './prepared-call';
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

/** The act that a caller means to sign. */
export interface ExpectedCall {
  readonly contract: string;
  readonly fn: string;
  /** Canonical JSON of the argument; absent where the gateway makes it, as for the root of a batch. */
  readonly argument?: string;
  /** PEM; absent: whatever identity the proposal names, which only its own key can speak for. */
  readonly certificate?: string;
}

/** What is expected of a prepared act: its argument as the gateway writes it, in canonical JSON. */
export function expectedCall(
  contract: string,
  fn: string,
  argument: unknown,
  certificate: string,
): ExpectedCall {
  const sent = JSON.parse(JSON.stringify(argument)) as JsonValue;
  return { contract, fn, argument: canonicalJson(sent), certificate };
}

/** Whether bytes that wait for a signature do exactly what is expected, read from themselves. */
export function isExpectedCall(bytes: Uint8Array, expected: ExpectedCall): boolean {
  const call = readPreparedCall(bytes);
  return (
    call !== undefined &&
    call.contract === expected.contract &&
    call.fn === expected.fn &&
    (expected.argument === undefined || call.argument === expected.argument) &&
    (expected.certificate === undefined || call.certificate.trim() === expected.certificate.trim())
  );
}

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

  /**
   * Signs and sends until the ledger has it; every one of its bytes is read first, so that no gateway gets another act
   * signed than the one that is expected.
   * @throws HurenProblem `in-doubt` when its fate stays unknown; HurenUnreachable `other-act` for other bytes
   */
  async submit(
    prepared: PreparedTransaction | Committed,
    key: Pick<TransactionKey, 'sign'>,
    expected: ExpectedCall,
  ): Promise<Committed> {
    // An act that the ledger holds already, or an engine with the key, needs no signature.
    if ('transactionId' in prepared) return prepared;
    let waiting = prepared;
    for (let signatures = 0; signatures < maxSignatures; signatures++) {
      const bytes = decodeBase64url(waiting.bytes);
      // The same key signs API tokens (DETAILS 3): what is no message of Fabric's is not signed, so that no gateway gets
      // a token under the name of a transaction.
      if (bytes[0] !== FIRST_BYTE) throw new HurenUnreachable(this.transport.url, 'foreign');
      if (!isExpectedCall(bytes, expected)) throw new HurenUnreachable(this.transport.url, 'other-act');
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
    const expected = expectedCall(contract, fn, argument, key.certificate);
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await this.submit(await this.prepare(contract, fn, argument, key.certificate), key, expected);
      } catch (error) {
        const conflict = error instanceof HurenProblem && error.code === 'ledger-conflict';
        if (!conflict || conflicts >= maxConflicts) throw error;
      }
    }
  }

  /** Undefined when the ledger does not have it, or not yet. */
  async find(transactionId: string): Promise<Pick<Committed, 'position'> | undefined> {
    try {
      const path = `/v1/transactions/${encodeURIComponent(transactionId)}`;
      const { status, body } = await this.transport.call({ method: 'GET', path, idempotent: true });
      return status === 202 ? undefined : (body as Committed);
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
