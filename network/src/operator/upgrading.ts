import { writeWhole } from '../certificates';
import { committedDefinition, type ChaincodeDefinition } from '../fabric/lifecycle';
import { awaitUsable, ChaincodeDeployment } from './chaincode-deployment';
import { chaincodePackage, type ChaincodePackage } from './chaincode-package';
import { at } from './failure-at';
import type { Outcome } from './founding';
import type { NetworkHome } from './home';
import { ownNodes } from './network-nodes';
import type { Programs } from './node-programs';
import { OperatorFault } from './operator-fault';
import type { ConnectedPeers } from './own-peers';
import { allRun, runNodes, stopNodes } from './running-nodes';
import { step, type Told } from './step';

/** The chaincode's next version: approved by the members one after another, then run by all. */
export class Upgrading {
  constructor(
    private readonly home: NetworkHome,
    private readonly programs: Programs,
    /** What runs here now. */
    private readonly present: ChaincodeDefinition,
    private readonly tell: Told,
  ) {}

  /**
   * Run again, it finishes what was begun, here or by another member.
   * @param withMajority commits once a majority approved, though others would be cut off until they do.
   * @throws OperatorFault `package-differs` and others; what is committed stays in use until the next is committed.
   */
  async upgrade(
    peers: ConnectedPeers,
    version: string,
    withMajority: boolean,
  ): Promise<Outcome & { readonly definition: ChaincodeDefinition }> {
    const definition = await this.#next(peers, version);
    const package_ = chaincodePackage(`${definition.name}_${version}`);
    writeWhole(this.home.packageFile, package_.bytes);
    const deployment = new ChaincodeDeployment(this.home, peers, definition, package_, this.tell);
    await deployment.install();
    await deployment.approve();
    const waiting = await deployment.commit(withMajority);
    if (waiting !== undefined) return { ready: false, waiting, definition };
    await step(this.tell, { zh: '链码服务改用新版本', en: 'chaincode servers change over' }, () =>
      this.#changeOver(definition, package_),
    );
    await awaitUsable(this.home, definition.name, this.tell);
    return { ready: true, definition };
  }

  async #next(peers: ConnectedPeers, version: string): Promise<ChaincodeDefinition> {
    const [{ connection, admin, site }] = peers;
    const { channel } = this.home.topology;
    const { name } = this.present;
    const committed = await at(site, () => committedDefinition(connection, channel, name, admin));
    if (committed === undefined) {
      throw new OperatorFault('not-up', {
        zh: '通道上还没有链码，无从升级；请先运行 huren network up。',
        en: 'The channel has no chaincode to upgrade yet; run huren network up first.',
      });
    }
    const sequence = committed.version === version ? committed.sequence : committed.sequence + 1;
    return { name, version, sequence };
  }

  /** Runs the servers under the new package id, and remembers it for the next start. */
  async #changeOver(definition: ChaincodeDefinition, package_: ChaincodePackage): Promise<boolean> {
    const { version, sequence } = this.present;
    const servers = ownNodes(this.home).filter(({ kind }) => kind === 'chaincode');
    const isSame = version === definition.version && sequence === definition.sequence;
    if (isSame && allRun(servers)) return false;
    this.home.recordDefinition(definition);
    await stopNodes(servers);
    await runNodes(servers, this.programs, package_.id);
    return true;
  }
}
