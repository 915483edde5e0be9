import { MalformedError } from '@huren/chaincode/domain';
import {
  demoTopology,
  majority,
  parseNetworkFile,
  toleratedFaults,
  writeNetworkFile,
} from '@huren/network/topology';

describe('network.yaml', () => {
  const text = writeNetworkFile(demoTopology({}));

  it.each([
    ['bft', 7],
    ['bft', 1],
    ['raft', 3],
  ] as const)('reads what it writes: %s with %d members', (consensus, members) => {
    const topology = demoTopology({ consensus, members });
    expect(parseNetworkFile(writeNetworkFile(topology))).toEqual(topology);
  });

  it('spreads four BFT orderers over as many members as there are', () => {
    const running = demoTopology({}).members.map(({ orderers }) => orderers.length);
    expect(running).toEqual([1, 1, 1, 1, 0, 0, 0]);
    expect(demoTopology({ members: 3 }).members.map(({ orderers }) => orderers.length)).toEqual([2, 1, 1]);
  });

  it.each([
    ['text that is not YAML', text.replace('members:', 'members: ['), 'bad-yaml'],
    ['a key twice', `${text}\nchannel: other\n`, 'bad-yaml'],
    ['an anchor', text.replace('network: nen-river', 'network: &a nen-river\nalso: *a'), 'alias'],
    ['an unknown field', text.replace('batchMs: 100', 'batchMs: 100\nbatchSize: 3'), 'unknown-field'],
    ['a missing field', text.replace('batchMs: 100\n', ''), 'missing-field'],
    ['an unknown consensus', text.replace('\nconsensus: bft', '\nconsensus: solo'), 'unknown-value'],
    ['a privileged port', text.replace('port: 17000', 'port: 443'), 'out-of-range'],
    ['a port used twice', text.replace('port: 17010', 'port: 17000'), 'repeated-port'],
    [
      'an operations port that is also a peer’s',
      text.replace('operationsPort: 17011', 'operationsPort: 17000'),
      'repeated-port',
    ],
    ['a member twice', text.replace('id: "220800"', 'id: "230200"'), 'repeated-member'],
    ['a node with a reserved name', text.replace('name: peer0', 'name: admin'), 'repeated-name'],
    ['a host with a space', text.replace('host: 127.0.0.1', 'host: a b'), 'bad-pattern'],
    ['a file beyond the limit', `#${' '.repeat(300_000)}\n${text}`, 'too-long'],
  ])('refuses %s', (_reason, wrong, code) => {
    expect(wrong).not.toBe(text);
    expect(codeOf(() => parseNetworkFile(wrong))).toBe(code);
  });

  it('refuses BFT with three orderers: none of them could fail', () => {
    const topology = demoTopology({ consensus: 'raft', members: 3 });
    expect(codeOf(() => parseNetworkFile(writeNetworkFile({ ...topology, consensus: 'bft' })))).toBe(
      'too-few-orderers',
    );
  });

  it.each([[0], [8], [1.5]])('makes no demo of %p members', (members) => {
    expect(() => demoTopology({ members })).toThrow(RangeError);
  });
});

describe('what a network outlives', () => {
  it.each([
    ['bft', 4, 1],
    ['bft', 6, 1],
    ['bft', 7, 2],
    ['raft', 3, 1],
    ['raft', 4, 1],
    ['raft', 5, 2],
  ] as const)('%s with %d orderers: %d', (consensus, orderers, faults) => {
    expect(toleratedFaults(consensus, orderers)).toBe(faults);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [7, 4],
  ])('a majority of %d members is %d', (members, needed) => {
    expect(majority(members)).toBe(needed);
  });
});

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  throw new Error('it was expected to fail, and did not');
}
