import { openFabricGateway } from '@huren/network/fabric';
import { describeLedger } from '../network/conformance';
import { examinedFabric } from './examined-fabric';
import { describeOnFabric, RealNetwork } from './real-network';

jest.setTimeout(120_000);

for (const [consensus, basePort] of [
  ['bft', 18_000],
  ['raft', 18_100],
] as const) {
  describeOnFabric(`fabric-gateway on three real peers, ${consensus}`, () => {
    let network: RealNetwork;
    beforeAll(async () => {
      network = RealNetwork.prepare({ consensus, members: 3, basePort });
      await network.up();
    });
    afterAll(() => network.remove());

    describeLedger('fabric-gateway, the contracts of Huren', () => {
      const options = network.options(0);
      return examinedFabric(network, () => openFabricGateway(options), 'gateway');
    });
  });
}
