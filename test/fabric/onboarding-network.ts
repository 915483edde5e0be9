import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberApplication } from '@huren/chaincode/domain';
import { LedgerConflict, LedgerInDoubt, LedgerUnavailable, type Ledger } from '@huren/network';
import { openFabricGateway, PeerConnection } from '@huren/network/fabric';
import { ChangeDesk, makeApplication, type JoinOptions } from '@huren/network/onboarding';
import { addressOf, chaincodePackage, findRelease, NetworkHome, type Step } from '@huren/network/operator';
import type { Consensus, MemberPlan } from '@huren/network/topology';
import { stopNode } from '../../network/src/operator/node-process';
import { RealNetwork } from './real-network';

export const entryOf = (id: string) => ({
  id,
  msp: `Huren${id}MSP`,
  name: { zh: `成员${id}（演示）`, en: `Member ${id} (demo)` },
  region: id,
});

/** A network of real peers that is founded, with a desk for each member. */
export class OnboardingNetwork {
  readonly desks: ChangeDesk[] = [];
  readonly ledgers: Ledger[] = [];
  readonly #peers: PeerConnection[] = [];

  private constructor(readonly real: RealNetwork) {}

  static async up(
    options: { members: number; basePort: number; consensus?: Consensus },
    { founded = true }: { founded?: boolean } = {},
  ): Promise<OnboardingNetwork> {
    const real = RealNetwork.prepare(options);
    await real.up();
    const network = new OnboardingNetwork(real);
    for (let at = 0; at < options.members; at++) network.#desk(at);
    if (founded) await network.found();
    return network;
  }

  /** The members found the network on its ledger. */
  async found(): Promise<void> {
    const ids = this.real.home.topology.members.map(({ id }) => id);
    await this.submit(0, 'member', 'found', { members: ids.map(entryOf) });
    for (const at of ids.keys()) await this.submit(at, 'member', 'confirm', {});
  }

  get channelId(): string {
    return this.real.home.topology.channel;
  }

  #desk(at: number): void {
    const member = this.real.member(at);
    const [plan] = member.peers;
    const peer = new PeerConnection(addressOf(this.real.home, member, plan!));
    const ledger = openFabricGateway(this.real.options(at));
    this.#peers.push(peer);
    this.ledgers.push(ledger);
    const [admin, operator] = [this.real.signer(at, 'admin'), this.real.signer(at)];
    this.desks.push(new ChangeDesk({ channelId: this.channelId, peer, ledger, admin, operator }));
  }

  peer(at: number): PeerConnection {
    return this.#peers[at]!;
  }

  /** Submits until it is acknowledged: what is in doubt or in conflict is sent again. */
  async submit(
    at: number,
    contract: string,
    fn: string,
    argument: object,
    signer = this.real.signer(at),
  ): Promise<string> {
    const request = { contract, fn, argument: JSON.stringify(argument) };
    for (const end = Date.now() + 60_000; ;) {
      try {
        return (await this.ledgers[at]!.submit(request, signer)).result;
      } catch (error) {
        const again =
          error instanceof LedgerUnavailable ||
          error instanceof LedgerInDoubt ||
          error instanceof LedgerConflict;
        if (!again || Date.now() > end) throw error;
      }
    }
  }

  async remove(): Promise<void> {
    for (const ledger of this.ledgers) await ledger.close();
    for (const peer of this.#peers) peer.close();
    await this.real.remove();
  }
}

/** An organisation that asks to join, with a folder, keys and nodes of its own. */
export class Applicant {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-applicant-')));
  readonly home: NetworkHome;
  readonly steps: Step[] = [];
  readonly member: MemberPlan;

  constructor(id: string, basePort: number, network: RealNetwork) {
    const host = '127.0.0.1';
    this.member = {
      id,
      name: `成员${id}（演示）`,
      peers: [{ name: 'peer0', host, port: basePort, operationsPort: basePort + 1 }],
      orderers: [],
      chaincode: { host, port: basePort + 2 },
    };
    this.home = new NetworkHome(this.folder, { ...network.home.topology, members: [this.member] });
  }

  async apply(now = new Date()): Promise<MemberApplication> {
    await this.home.ensureCertificates(now);
    const { id } = this.member;
    return makeApplication(
      this.member,
      this.home.certificates(this.member),
      { name: entryOf(id).name, region: id, scope: { roles: ['issuing', 'relying'], note: '演示' } },
      now,
    );
  }

  get join(): JoinOptions {
    return {
      home: this.home,
      member: this.member,
      programs: {
        release: findRelease(process.env),
        chaincodeServer: join(__dirname, '../../chaincode/dist/server/main.js'),
        path: process.env['PATH'] ?? '',
      },
      chaincode: chaincodePackage('huren_1'),
      tell: (step) => this.steps.push(step),
    };
  }

  async stop(): Promise<void> {
    for (const name of ['peer0', 'chaincode'])
      await stopNode({ folder: this.home.node(this.member, name) }, 5000);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
