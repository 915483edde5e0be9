import { peersOfProfile, type ConnectionProfile } from './connection-profile';
import { FabricLedger } from './fabric-ledger';
import { GatewaySubmitter } from './gateway-submitter';
import { NetworkSubmitter, type DiscoveryIdentity } from './network-submitter';
import type { ChainOptions } from './peer-chain';

export type FabricOptions = ChainOptions;

/** The ledger through `@hyperledger/fabric-gateway`: for networks whose peers have the Gateway service (2.4 and later). */
export function openFabricGateway(options: FabricOptions): FabricLedger {
  return new FabricLedger(new GatewaySubmitter(options), options);
}

/**
 * The ledger through `fabric-network` 2.2: for networks of the 2.x line, with a wallet and a connection profile. Keys
 * may be elsewhere as with any engine, but discovery asks with a key that is here.
 * @throws RangeError when the profile names no peer of its own organisation.
 */
export function openFabricNetwork(
  options: Omit<FabricOptions, 'peers'> & {
    readonly profile: ConnectionProfile;
    readonly identity: DiscoveryIdentity;
  },
): FabricLedger {
  const peers = peersOfProfile(options.profile);
  return new FabricLedger(new NetworkSubmitter(options), { ...options, peers });
}
