import './shim-log-level';
import { getLogger as getApiLogger } from 'fabric-contract-api/lib/logger';
import { JSONSerializer, type Contract } from 'fabric-contract-api';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract';
import { getLogger as getShimLogger } from 'fabric-shim/lib/logger';
import type ChaincodeStubClass from 'fabric-shim/lib/stub';
import { LedgerRejection, type TransactionRequest } from '../ledger';
import { parseRejection } from '../refusal-message';

/** The shim's stub over a simulation. */
export type SimulatedStub = InstanceType<typeof ChaincodeStubClass>;

/** A contract class, as `@huren/chaincode` exports them. */
export type ContractClass = new () => Contract;

/** The code is a bug, not a refusal: its text stays in `cause` and never reaches a user. */
export class ContractFault extends Error {
  constructor(call: string, cause: string) {
    super(`the contract function ${call} failed`, { cause: new Error(cause) });
    this.name = 'ContractFault';
  }
}

/** The shim's own dispatch over the contract classes: the same code as in a chaincode process. */
export class ContractHost {
  readonly #chaincode: ChaincodeFromContract;

  constructor(contracts: readonly ContractClass[]) {
    quietShim();
    // It appends its system contract to the array that it is given.
    this.#chaincode = new ChaincodeFromContract([...contracts], {
      transaction: 'jsonSerializer',
      serializers: { jsonSerializer: JSONSerializer },
    });
  }

  /** @throws LedgerRejection UNKNOWN_CONTRACT, UNKNOWN_FUNCTION or BAD_ARITY, before anything runs. */
  requireFunction({ contract, fn }: TransactionRequest): void {
    const { contracts } = this.#chaincode.metadata;
    const found = Object.hasOwn(contracts, contract) ? contracts[contract] : undefined;
    if (found === undefined) throw new LedgerRejection('UNKNOWN_CONTRACT', {});
    const declared = found.transactions.find(({ name }) => name === fn);
    if (declared === undefined) throw new LedgerRejection('UNKNOWN_FUNCTION', {});
    if (declared.parameters !== undefined && declared.parameters.length !== 1) {
      throw new LedgerRejection('BAD_ARGUMENTS', {});
    }
  }

  /**
   * Runs the call that the stub carries.
   * @returns what the function returned, as text.
   * @throws LedgerRejection when it refused (`HUREN.<CODE> <JSON>`), ContractFault on anything else.
   */
  async run(stub: SimulatedStub, call: string): Promise<string> {
    const response = await this.#chaincode.Invoke(stub);
    if (response.status < 400) return Buffer.from(response.payload ?? []).toString('utf8');
    const message = String(response.message);
    throw parseRejection(message) ?? new ContractFault(call, message);
  }
}

/** Loggers on the path of a transaction; besides their noise they cost a tenth of its time at any level. */
const shimLoggers = [
  'contracts-spi/chaincodefromcontract.js',
  'contracts-spi/datamarshall.js',
  'lib/chaincode.js',
  'lib/iterators.js',
  'lib/stub.js',
];
const apiLoggers = ['./lib/contract.js', './lib/jsontransactionserializer.js'];

/**
 * The shim prints every refusal with its text, and while it loads it makes the process survive uncaught errors; in
 * a gateway's process neither may be: refusals are answers, and a broken process ends.
 */
function quietShim(): void {
  for (const name of shimLoggers) getShimLogger(name).silent = true;
  for (const name of apiLoggers) getApiLogger(name).silent = true;
  getShimLogger('_').exceptions.unhandle();
  getApiLogger('_').exceptions.unhandle();
  for (const listener of process.listeners('unhandledRejection')) {
    if (listener.name === 'loggerUnhandledRejectionFn') process.off('unhandledRejection', listener);
  }
}
