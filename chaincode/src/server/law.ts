import type { ChaincodeInterface, ChaincodeResponse } from 'fabric-shim';
import { JSONSerializer, type Contract } from 'fabric-contract-api';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract';

type Stub = Parameters<ChaincodeInterface['Invoke']>[0];

const refusal = /^HUREN\.[A-Z][A-Z0-9_]*(?: \{.*\})?$/s;

/**
 * The contracts as a peer calls them. Before the shim's own dispatch, whose messages are not fixed and which finds
 * inherited properties, a call that names nothing is refused by code; after it, the text of a bug stays here.
 */
export class Law implements ChaincodeInterface {
  readonly #chaincode: ChaincodeFromContract;
  readonly #onFault: (transactionId: string, text: string) => void;
  #underWay = 0;
  #stopping = false;

  constructor(
    contracts: readonly (new () => Contract)[],
    onFault: (transactionId: string, text: string) => void,
  ) {
    // The shim appends its system contract to the array that it is given.
    this.#chaincode = new ChaincodeFromContract([...contracts], {
      transaction: 'jsonSerializer',
      serializers: { jsonSerializer: JSONSerializer },
    });
    this.#onFault = onFault;
  }

  /** Transactions that run now. */
  get underWay(): number {
    return this.#underWay;
  }

  /** From now on nothing new is begun: the peer's client is told to ask again. */
  stop(): void {
    this.#stopping = true;
  }

  Init(): Promise<ChaincodeResponse> {
    return Promise.resolve(refuse('HUREN.UNKNOWN_FUNCTION {}'));
  }

  async Invoke(stub: Stub): Promise<ChaincodeResponse> {
    if (this.#stopping) return refuse('the chaincode server is stopping');
    const unknown = this.#unknown(stub);
    if (unknown !== undefined) return refuse(`HUREN.${unknown} {}`);
    this.#underWay += 1;
    try {
      const response = await this.#chaincode.Invoke(stub);
      const text = response.message ?? '';
      if (response.status < 400 || refusal.test(text)) return response;
      this.#onFault(stub.getTxID(), text);
      return refuse('the contract function failed');
    } finally {
      this.#underWay -= 1;
    }
  }

  #unknown(stub: Stub): string | undefined {
    const [contract, fn, ...more] = (stub.getArgs()[0] ?? '').split(':');
    if (contract === undefined || fn === undefined) return 'UNKNOWN_CONTRACT';
    const { contracts } = this.#chaincode.metadata;
    const found = Object.hasOwn(contracts, contract) ? contracts[contract] : undefined;
    if (found === undefined || more.length > 0) return 'UNKNOWN_CONTRACT';
    return found.transactions.some(({ name }) => name === fn) ? undefined : 'UNKNOWN_FUNCTION';
  }
}

/** The shim's `error` response: 500 and a message. */
function refuse(message: string): ChaincodeResponse {
  return { status: 500, message, payload: new Uint8Array() };
}
