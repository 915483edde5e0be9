/** The parts of fabric-shim 2.5.8 and google-protobuf that the harness uses and that have no types of their own. */
declare module 'fabric-shim/lib/contract-spi/chaincodefromcontract' {
  import type { ChaincodeResponse, ChaincodeStub } from 'fabric-shim-api';
  import type { Contract } from 'fabric-contract-api';

  class ChaincodeFromContract {
    constructor(contracts: (new () => Contract)[], serializers: object);
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

declare module 'fabric-shim/lib/logger' {
  export function getLogger(name: string): { silent: boolean };
}

declare module 'google-protobuf/google/protobuf/timestamp_pb' {
  export class Timestamp {
    setSeconds(seconds: number): void;
    fromDate(date: Date): void;
  }
}
