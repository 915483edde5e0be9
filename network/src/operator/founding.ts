import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../certificates';
import { committedDefinition, joinPeer, type ChaincodeDefinition } from '../fabric/lifecycle';
import { awaitUsable, ChaincodeDeployment } from './chaincode-deployment';
import { chaincodePackage, type ChaincodePackage } from './chaincode-package';
import { everyOne } from './every-one';
import { at } from './failure-at';
import { ensureGenesis } from './genesis';
import type { NetworkHome } from './home';
import { writeProfiles } from './member-profile';
import { networkClocks } from './network-clocks';
import { ownNodes, type OwnNode } from './network-nodes';
import { checkPorts } from './node-process';
import type { Programs } from './node-programs';
import { OperatorFault, type Words } from './operator-fault';
import { fewOrderers, joinOrderers } from './own-orderers';
import { withOwnPeers, type ConnectedPeers } from './own-peers';
import { checkClocks } from './peer-clock';
import { awaitNodes, runNodes, startNodes } from './running-nodes';
import { step, type Told } from './step';

/** How `up` and `upgrade` end. */
export interface Outcome {
  /** Whether the chaincode can be called now. */
  readonly ready: boolean;
  /** What other members have yet to do. */
  readonly waiting?: Words;
}

interface Deploying {
  /** The channel's first block. */
  readonly block: Buffer;
  readonly package_: ChaincodePackage;
  readonly attach: boolean;
  /** The own chaincode servers listen. */
  readonly serving: Promise<void>;
}

/** A network, or one member's part of it, from network.yaml to a chaincode that can be called. */
export class Founding {
  constructor(
    private readonly home: NetworkHome,
    private readonly programs: Programs,
    private readonly definition: ChaincodeDefinition,
    private readonly tell: Told,
  ) {}

  /**
   * Every step looks first whether its work is done; where other members run their own nodes, as far as this one can.
   * @param attach the nodes run already, elsewhere (as containers): none is started here.
   * @throws OperatorFault, CertificateFault
   */
  async found(now: Date, attach: boolean): Promise<Outcome> {
    // What others are to bring is asked for first; then the programs, before anything is made here.
    if (this.home.needsOthers) await this.home.ensureCertificates(now);
    const release = attach ? undefined : this.programs.release;
    const package_ = chaincodePackage(`${this.definition.name}_${this.definition.version}`);
    await this.#step({ zh: '证书', en: 'certificates' }, () => this.home.ensureCertificates(now));
    await this.#step({ zh: '通道创世区块', en: 'the channel’s first block' }, async () => {
      const made = await ensureGenesis(this.home, () => release ?? this.programs.release);
      // They name the first block.
      writeProfiles(this.home);
      return made;
    });
    await this.#step({ zh: '核对时钟与端口', en: 'clocks and ports' }, async () => {
      checkClocks(await networkClocks(this.home, now));
      if (!attach) await checkPorts(ownNodes(this.home).map(({ site }) => site));
      return false;
    });
    let serving = Promise.resolve();
    if (!attach) {
      const nodes = ownNodes(this.home);
      const servers = nodes.filter(({ kind }) => kind === 'chaincode');
      await this.#step({ zh: '启动节点与链码服务', en: 'nodes and chaincode servers' }, async () => {
        writeWhole(this.home.packageFile, package_.bytes);
        const others = nodes.filter((node) => !servers.includes(node));
        const start = (some: readonly OwnNode[]) => startNodes(some, this.programs, package_.id);
        const started = await runNodes(others, this.programs, package_.id).catch(async (fault: unknown) => {
          // A node that does not come up keeps no other from doing so.
          await start(servers).then(() => awaitNodes(servers));
          throw fault;
        });
        return (await start(servers)) || started;
      });
      // Nobody calls the chaincode before it is committed: its servers come up meanwhile.
      serving = awaitNodes(servers);
    }
    const block = readFileSync(this.home.genesisBlock);
    const founded = withOwnPeers(this.home, (peers) =>
      this.#deploy(peers, { block, package_, attach, serving }),
    );
    const [, outcome] = await everyOne<unknown>([serving, founded]);
    return outcome as Outcome;
  }

  /**
   * Own certificates, and the first block where this folder makes it and has everybody's part.
   * @returns whether the first block is there. @throws CertificateFault, OperatorFault
   */
  async prepare(now: Date): Promise<boolean> {
    await this.home.ensureOwn(now);
    const [first] = this.home.topology.members;
    if (first === undefined || !this.home.runs(first) || !this.home.hasEveryPart) {
      return existsSync(this.home.genesisBlock);
    }
    await this.home.ensureCertificates(now);
    await ensureGenesis(this.home, () => this.programs.release);
    return true;
  }

  async #deploy(peers: ConnectedPeers, { block, package_, attach, serving }: Deploying): Promise<Outcome> {
    const { name, version, sequence } = this.definition;
    const deployment = new ChaincodeDeployment(this.home, peers, this.definition, package_, this.tell);
    const joinAndInstall = async () => {
      const committed = await this.#joinPeers(peers, block);
      if (committed !== undefined && committed.sequence > sequence) throw upgradePending(committed, version);
      await deployment.install();
      return committed !== undefined;
    };
    const [, isCommitted] = await everyOne<unknown>([
      this.#step({ zh: '排序节点加入通道', en: 'orderers join the channel' }, () =>
        joinOrderers(this.home, block, attach),
      ),
      joinAndInstall(),
    ]);
    const few = await fewOrderers(this.home);
    if (few !== undefined && isCommitted !== true) return { ready: false, waiting: few };
    await deployment.approve();
    const waiting = await deployment.commit(true);
    if (waiting !== undefined) return { ready: false, waiting };
    await serving;
    await awaitUsable(this.home, name, this.tell);
    return { ready: true };
  }

  /** @returns what the channel has as the chaincode; undefined before the first commit. */
  async #joinPeers(peers: ConnectedPeers, block: Buffer) {
    const { channel } = this.home.topology;
    await this.#step({ zh: '节点加入通道', en: 'peers join the channel' }, async () => {
      const joined = await everyOne(
        peers.map(({ site, connection, admin }) =>
          at(site, () => joinPeer(connection, channel, block, admin)),
        ),
      );
      return joined.some(Boolean);
    });
    const [{ connection, admin, site }] = peers;
    return at(site, () => committedDefinition(connection, channel, this.definition.name, admin));
  }

  #step(words: Words, act: () => Promise<unknown>): Promise<unknown> {
    return step(this.tell, words, act);
  }
}

function upgradePending(
  committed: { readonly version: string; readonly sequence: number },
  version: string,
): OperatorFault {
  return new OperatorFault('upgrade-pending', {
    zh: `通道上的链码已是 ${committed.version}（序号 ${String(committed.sequence)}），本机仍是 ${version}。节点已启动；请安装该版本的 Huren，再运行 huren network upgrade --to ${committed.version}。`,
    en: `The channel’s chaincode is ${committed.version} (sequence ${String(committed.sequence)}) and this machine’s is ${version}. The nodes run; install that version of Huren and run huren network upgrade --to ${committed.version}.`,
  });
}
