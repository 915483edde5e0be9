import type { Signer, TransactionRequest } from '../ledger';

/** What a client library of Fabric does for the ledger: endorse and order, or evaluate. */
export interface Submitter {
  readonly engine: 'fabric-network' | 'fabric-gateway';
  /**
   * Resolves when an orderer has taken the transaction. `named` is called with its id before anything is ordered.
   * @throws the port's errors; LedgerInDoubt when it may have been ordered.
   */
  submit(
    request: TransactionRequest,
    signer: Signer,
  ): Promise<{ readonly transactionId: string; readonly result: string }>;
  evaluate(request: TransactionRequest, signer: Signer): Promise<string>;
  close(): void;
}
