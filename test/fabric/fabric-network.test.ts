import { connectionProfile, openFabricNetwork } from '@huren/network/fabric';
import { describeLedger } from '../network/conformance';
import { examinedFabric } from './examined-fabric';
import { describeOnFabric, RealNetwork } from './real-network';

jest.setTimeout(120_000);

for (const [consensus, basePort] of [
  ['bft', 18_200],
  ['raft', 18_300],
] as const) {
  describeOnFabric(`fabric-network on three real peers, ${consensus}`, () => {
    let network: RealNetwork;
    beforeAll(async () => {
      network = RealNetwork.prepare({ consensus, members: 3, basePort });
      await network.up();
    });
    afterAll(() => network.remove());

    describeLedger('fabric-network, the contracts of Huren', () => {
      const { peers, ...options } = network.options(0);
      const { mspId } = options.reader;
      const profile = connectionProfile(mspId, peers);
      const identity = { mspId, ...network.home.certificates(network.member(0)).identity('operator') };
      return examinedFabric(network, () => openFabricNetwork({ ...options, profile, identity }), 'network');
    });
  });
}
