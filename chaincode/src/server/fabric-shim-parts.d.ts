/** The parts of fabric-shim 2.5.8 that it exports without types (its version is pinned; there is no exports map). */
declare module 'fabric-shim/lib/contract-spi/chaincodefromcontract' {
  import type { ChaincodeInterface } from 'fabric-shim';
  import type { Contract } from 'fabric-contract-api';

  interface Declared {
    readonly transactions: readonly { readonly name: string; readonly parameters?: readonly unknown[] }[];
  }
  class ChaincodeFromContract implements ChaincodeInterface {
    constructor(contracts: (new () => Contract)[], serializers: object);
    readonly metadata: { readonly contracts: Readonly<Record<string, Declared>> };
    Init: ChaincodeInterface['Init'];
    Invoke: ChaincodeInterface['Invoke'];
  }
  export = ChaincodeFromContract;
}

declare module 'fabric-shim/lib/server' {
  import type { ChaincodeInterface } from 'fabric-shim';

  class ChaincodeServer {
    constructor(chaincode: ChaincodeInterface, options: Readonly<Record<string, unknown>>);
    readonly _server: { forceShutdown(): void };
    start(): Promise<void>;
  }
  export = ChaincodeServer;
}

declare module 'fabric-shim/lib/logger' {
  export function getLogger(name: string): { silent: boolean; exceptions: { unhandle(): void } };
}

declare module 'fabric-contract-api/lib/logger' {
  export function getLogger(name: string): { silent: boolean; exceptions: { unhandle(): void } };
}
