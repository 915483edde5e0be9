import { FabricLedger } from './fabric-ledger';
import { GatewaySubmitter } from './gateway-submitter';
import type { ChainOptions } from './peer-chain';

export type FabricOptions = ChainOptions;

/** The ledger through `@hyperledger/fabric-gateway`: for networks whose peers have the Gateway service (2.4 and later). */
export function openFabricGateway(options: FabricOptions): FabricLedger {
  return new FabricLedger(new GatewaySubmitter(options), options);
}
