import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signer } from '@huren/network';
import type { FabricOptions } from '@huren/network/fabric';
import { addressOf, findRelease, NetworkHome, NetworkRun, type Step } from '@huren/network/operator';
import { demoTopology, type Consensus, type Topology } from '@huren/network/topology';

/** The suites of this folder that need peers run when FABRIC_BIN names a release's programs. */
export const hasFabric = (process.env['FABRIC_BIN'] ?? '') !== '';

/** `describe` on real peers; otherwise one line that says that nothing ran. */
export function describeOnFabric(name: string, suite: () => void): void {
  if (hasFabric) describe(name, suite);
  else {
    describe(name, () => {
      it('does not run: FABRIC_BIN is not set, and nothing stands in for real peers', () => {
        process.stdout.write(`not run: ${name} (FABRIC_BIN is not set)\n`);
      });
    });
  }
}

interface Wanted {
  readonly consensus?: Consensus;
  readonly members?: number;
  readonly basePort: number;
  /** The first member runs two peers. */
  readonly secondPeer?: boolean;
}

function topologyOf({ secondPeer = false, ...wanted }: Wanted): Topology {
  const topology = demoTopology(wanted);
  const [first, ...others] = topology.members;
  if (!secondPeer || first === undefined) return topology;
  // Behind the ports of seven members.
  const port = wanted.basePort + 90;
  const second = { name: 'peer1', host: '127.0.0.1', port, operationsPort: port + 1 };
  return { ...topology, members: [{ ...first, peers: [...first.peers, second] }, ...others] };
}

/** A network of real peers and orderers in a folder of its own, up until `remove`. */
export class RealNetwork {
  private constructor(
    readonly home: NetworkHome,
    readonly run: NetworkRun,
    /** What `up` told. */
    readonly steps: readonly Step[],
  ) {}

  static prepare(options: Wanted): RealNetwork {
    const server = require.resolve('@huren/chaincode/server/main');
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-fabric-')));
    const home = new NetworkHome(folder, topologyOf(options));
    const steps: Step[] = [];
    const programs = {
      release: findRelease(process.env),
      chaincodeServer: server,
      path: process.env['PATH'] ?? '',
    };
    const definition = { name: 'huren', version: '1', sequence: 1 };
    const run = new NetworkRun(home, programs, definition, (step) => steps.push(step));
    return new RealNetwork(home, run, steps);
  }

  async up(): Promise<this> {
    await this.run.up(new Date());
    return this;
  }

  /** Of this member: `operator`, `admin`, or a node by its name. */
  signer(at: number, name = 'operator'): Signer {
    return this.home.certificates(this.member(at)).signer(name);
  }

  member(at: number) {
    const found = this.home.topology.members[at];
    if (found === undefined) throw new Error('there is no such member');
    return found;
  }

  /** How this member's gateway reaches the ledger. */
  options(at: number): FabricOptions {
    const member = this.member(at);
    const [first, ...others] = member.peers.map((plan) => addressOf(this.home, member, plan));
    if (first === undefined) throw new Error('the member has no peer');
    const { channel } = this.home.topology;
    return { channelId: channel, chaincode: 'huren', peers: [first, ...others], reader: this.signer(at) };
  }

  async remove(): Promise<void> {
    await this.run.down();
    rmSync(this.home.folder, { recursive: true, force: true });
  }
}
