import { fetchConfig, type ChannelConfiguration } from '../channel';
import type { ChaincodeDefinition } from '../fabric/lifecycle';
import { NodeRefused } from '../fabric/peer-connection';
import { chaincodePackage } from './chaincode-package';
import { Founding, type Outcome } from './founding';
import type { NetworkHome } from './home';
import { chosenNodes, ownNodes } from './network-nodes';
import { logOf } from './node-process';
import type { Programs } from './node-programs';
import { withOwnPeers } from './own-peers';
import { nodeStatus, runNodes, stopNodes, type NodeStatus } from './running-nodes';
import { step, type Told } from './step';
import { Upgrading } from './upgrading';

/** Name of the chaincode on the channel. */
export const chaincodeName = 'huren';

/** Brings a network, or one member's part of it, up and down. Every step looks first whether its work is done. */
export class NetworkRun {
  constructor(
    private readonly home: NetworkHome,
    private readonly programs: Programs,
    private readonly wanted: ChaincodeDefinition,
    private readonly tell: Told = () => undefined,
  ) {}

  /**
   * Everything until the chaincode can be called; where other members run their own nodes, as far as this member can.
   * @param options.attach the nodes run already, elsewhere (as containers): none is started here.
   * @throws OperatorFault, CertificateFault
   */
  async up(now: Date, options: { readonly attach?: boolean } = {}): Promise<Outcome> {
    return this.#founding.found(now, options.attach ?? false);
  }

  /**
   * Own certificates, and the first block where this folder makes it and has everybody's part.
   * @returns whether the first block is there. @throws CertificateFault, OperatorFault
   */
  async prepare(now: Date): Promise<boolean> {
    return this.#founding.prepare(now);
  }

  /**
   * Brings the chaincode to this version: install, approve, commit when the members are ready, and run its server. Run
   * again, it finishes what was begun, here or by another member.
   * @param options.withMajority commits once a majority approved, though others would be cut off until they do.
   * @throws OperatorFault `package-differs` and others; what is committed stays in use until the next is committed.
   */
  async upgrade(
    version: string,
    options: { readonly withMajority?: boolean } = {},
  ): Promise<Outcome & { readonly definition: ChaincodeDefinition }> {
    return withOwnPeers(this.home, (peers) =>
      new Upgrading(this.home, this.programs, this.#definition, this.tell).upgrade(
        peers,
        version,
        options.withMajority ?? false,
      ),
    );
  }

  /** Stops everything; data stay. */
  async down(): Promise<void> {
    await step(this.tell, { zh: '停止全部节点', en: 'all nodes stop' }, () => stopNodes(ownNodes(this.home)));
  }

  /** Stops and starts one node, or all of them. @throws OperatorFault */
  async restart(name?: string): Promise<void> {
    const chosen = chosenNodes(this.home, name);
    // Before anything stops: a note that cannot be read is no reason to leave a node down.
    const id = this.#packageId;
    await stopNodes(chosen);
    await runNodes(chosen, this.programs, id);
  }

  /** Starts one node as it is planned; nothing when it runs. @throws OperatorFault */
  async startOnly(name: string): Promise<void> {
    await runNodes(chosenNodes(this.home, name), this.programs, this.#packageId);
  }

  /** The same tool for the same folder after its network.yaml changed. */
  forHome(home: NetworkHome): NetworkRun {
    return home === this.home ? this : new NetworkRun(home, this.programs, this.wanted, this.tell);
  }

  async status(): Promise<readonly NodeStatus[]> {
    return nodeStatus(this.home, new Date());
  }

  /** The channel's configuration by the first own peer that answers; undefined when none does or none has joined. */
  async channelConfiguration(): Promise<ChannelConfiguration | undefined> {
    return withOwnPeers(this.home, async (peers) => {
      for (const { connection, admin } of peers) {
        try {
          return await fetchConfig(connection, this.home.topology.channel, admin);
        } catch (error) {
          if (!(error instanceof NodeRefused)) throw error;
        }
      }
      return undefined;
    });
  }

  /** The log of this node. @throws OperatorFault `unknown-node` */
  log(name: string): string {
    const [found] = chosenNodes(this.home, name);
    return found === undefined ? '' : logOf(found.site);
  }

  get #founding(): Founding {
    return new Founding(this.home, this.programs, this.#definition, this.tell);
  }

  /** What this network's chaincode is, by its last upgrade here, else by this software. */
  get #definition(): ChaincodeDefinition {
    return { ...this.wanted, ...this.home.definition };
  }

  get #packageId(): string {
    const { name, version } = this.#definition;
    return chaincodePackage(`${name}_${version}`).id;
  }
}
