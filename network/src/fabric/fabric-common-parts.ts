import type { Channel, DiscoveryHandler, IdentityContext, User } from 'fabric-common';
import type { Contract, Network } from 'fabric-network';
import type { Signer } from '../ledger';
import { creatorOf } from './signed-proposal';

/** What fabric-network 2.2.20 has without types (its version is pinned). */
interface ContractParts extends Contract {
  getDiscoveryHandler(): Promise<DiscoveryHandler | undefined>;
}

/** The endorsement plan and the orderers as the peers' discovery service knows them. @throws Error when it has none */
export async function discoveryOf(network: Network, chaincode: string): Promise<DiscoveryHandler> {
  const contract = network.getContract(chaincode) as ContractParts;
  const handler = await contract.getDiscoveryHandler();
  if (handler === undefined) throw new Error('discovery is off');
  return handler;
}

/**
 * An identity whose key is elsewhere: fabric-common asks it for its name and its bytes only, since proposals and
 * transactions are signed outside.
 */
export function outsideIdentity(channel: Channel, signer: Signer): IdentityContext {
  const serialized = Buffer.from(creatorOf(signer));
  const user = {
    getName: () => 'caller',
    getMspid: () => signer.mspId,
    getIdentity: () => ({ serialize: () => serialized }),
    getSigningIdentity: (): never => {
      throw new TypeError('the key of this identity is elsewhere');
    },
  };
  return channel.client.newIdentityContext(user as unknown as User);
}
