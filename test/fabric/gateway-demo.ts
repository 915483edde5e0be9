import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoFolders, startFabricNetwork, type RunningDemo } from '@huren/gateway/demo';
import type { Signer } from '@huren/network';
import { findRelease, NetworkHome, NetworkRun } from '@huren/network/operator';
import { parseNetworkFile } from '@huren/network/topology';
import { ownWorld, type JourneyWorld } from '../journey/world';

/** The whole demo on real peers in one process: seven members, four orderers, Baicheng's and Qiqihar's gateways. */
export class FabricDemo {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-fabric-demo-')));
  #demo: RunningDemo | undefined;
  #world: JourneyWorld | undefined;

  constructor(private readonly basePort: number) {}

  /** Starts it, or starts it again with what is in its folder; another adapter may follow the first. */
  async open(adapter: 'fabric-network' | 'fabric-gateway'): Promise<JourneyWorld> {
    const network = await startFabricNetwork({
      folder: join(this.folder, 'network'),
      adapter,
      basePort: this.basePort,
      environment: process.env,
      now: new Date(),
      gatewayFolder: (member) => demoFolders(this.folder).gateway(member),
    });
    this.#world = await ownWorld({ dataPath: this.folder, network }, (demo) => {
      this.#demo = demo;
    });
    return this.#world;
  }

  get demo(): RunningDemo {
    if (this.#demo === undefined) throw new Error('the demo is not open');
    return this.#demo;
  }

  /** The gateway that serves this member. */
  served(member: string) {
    const found = this.demo.served.find((each) => each.member === member);
    if (found === undefined) throw new Error('this member is not served');
    return found;
  }

  /** Of this member's certificates, e.g. `operator`. */
  signer(member: string, name: string): Signer {
    return this.#home().certificates(this.#member(member)).signer(name);
  }

  signal(node: string, signal: NodeJS.Signals): void {
    const pid = Number(readFileSync(join(this.folder, 'network', 'nodes', node, 'pid'), 'utf8'));
    process.kill(pid, signal);
  }

  async restart(node: string): Promise<void> {
    const programs = {
      release: findRelease(process.env),
      chaincodeServer: require.resolve('@huren/chaincode/server/main'),
      path: process.env['PATH'] ?? '',
    };
    const definition = { name: 'huren', version: '0.1.0', sequence: 1 };
    await new NetworkRun(this.#home(), programs, definition).restart(node);
  }

  async close(): Promise<void> {
    await this.#world?.close();
    this.#world = undefined;
    this.#demo = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #home(): NetworkHome {
    const folder = join(this.folder, 'network');
    return new NetworkHome(folder, parseNetworkFile(readFileSync(join(folder, 'network.yaml'), 'utf8')));
  }

  #member(id: string) {
    const found = this.#home().topology.members.find((member) => member.id === id);
    if (found === undefined) throw new Error('there is no such member');
    return found;
  }
}
