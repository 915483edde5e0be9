import { openFabricGateway } from '@huren/network/fabric';
import { describeLedger } from '../network/conformance';
import { examinedFabric } from './examined-fabric';
import { describeOnFabric, RealNetwork } from './real-network';

jest.setTimeout(120_000);

describeOnFabric('fabric-gateway on real peers and four BFT orderers', () => {
  let network: RealNetwork | undefined;
  afterAll(async () => {
    await network?.remove();
  });

  describeLedger('fabric-gateway, the contracts of Huren', async () => {
    network = await RealNetwork.prepare({ members: 3, basePort: 18_000 }).up();
    const options = network.options(0);
    return examinedFabric(network, () => openFabricGateway(options), 'gateway');
  });
});
