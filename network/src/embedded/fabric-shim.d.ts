/** The parts of fabric-shim 2.5.8 that it exports without types (its version is pinned; there is no exports map). */
declare module 'fabric-shim/lib/contract-spi/chaincodefromcontract' {
  import type { ChaincodeResponse, ChaincodeStub } from 'fabric-shim-api';
  import type { Contract } from 'fabric-contract-api';

  class ChaincodeFromContract {
    constructor(contracts: (new () => Contract)[], serializers: object);
    readonly metadata: {
      readonly contracts: Readonly<
        Record<
          string,
          {
            readonly transactions: readonly {
              readonly name: string;
              readonly parameters?: readonly unknown[];
            }[];
          }
        >
      >;
    };
    Invoke(stub: ChaincodeStub): Promise<ChaincodeResponse>;
  }
  export = ChaincodeFromContract;
}

declare module 'fabric-shim/lib/stub' {
  import type { ChaincodeStub as PublicStub } from 'fabric-shim-api';
  import type { peer } from '@hyperledger/fabric-protos';

  const ChaincodeStub: new (
    handler: object,
    channelId: string,
    transactionId: string,
    input: peer.ChaincodeInput,
    proposal: peer.SignedProposal,
  ) => PublicStub & {
    readonly chaincodeEvent?: { getEventName(): string; getPayload_asU8(): Uint8Array };
  };
  export = ChaincodeStub;
}

declare module 'fabric-shim/lib/iterators' {
  type Iterator = new (handler: object, channelId: string, transactionId: string, response: object) => object;
  export const StateQueryIterator: Iterator;
  export const HistoryQueryIterator: Iterator;
}

declare module 'fabric-shim/lib/logger' {
  export function getLogger(name: string): { silent: boolean; exceptions: { unhandle(): void } };
}

declare module 'fabric-contract-api/lib/logger' {
  export function getLogger(name: string): { silent: boolean; exceptions: { unhandle(): void } };
}
