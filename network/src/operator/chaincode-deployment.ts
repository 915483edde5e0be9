import type { ChaincodeDefinition } from '../fabric/lifecycle';
import { majority } from '../topology';
import type { ChaincodePackage } from './chaincode-package';
import { ChaincodeRollout } from './chaincode-rollout';
import { everyOne } from './every-one';
import { at } from './failure-at';
import { addressOf, type NetworkHome } from './home';
import type { Words } from './operator-fault';
import type { ConnectedPeers } from './own-peers';
import { awaitEndorsement } from './readiness';
import { step, type Told } from './step';

const usableWithinMs = 60_000;

/** A definition's way onto the channel, step by step as the operator is told: founding and upgrades take it alike. */
export class ChaincodeDeployment {
  readonly #rollout: ChaincodeRollout;

  constructor(
    private readonly home: NetworkHome,
    peers: ConnectedPeers,
    definition: ChaincodeDefinition,
    package_: ChaincodePackage,
    private readonly tell: Told,
  ) {
    this.#rollout = new ChaincodeRollout(home, definition, package_, peers, at);
  }

  async install(): Promise<void> {
    await step(this.tell, { zh: '安装链码', en: 'the chaincode is installed' }, () =>
      this.#rollout.install(),
    );
  }

  async approve(): Promise<void> {
    await step(this.tell, { zh: '各成员批准链码定义', en: 'members approve the chaincode' }, async () => {
      await this.#rollout.comparePackages();
      return this.#rollout.approve();
    });
  }

  /**
   * @param withMajority commits though a minority has not approved, and cannot endorse until it does
   * @returns what is waited for; undefined once it is committed.
   */
  async commit(withMajority: boolean): Promise<Words | undefined> {
    let waiting: Words | undefined;
    await step(this.tell, { zh: '提交链码定义', en: 'the chaincode is committed' }, async () => {
      const { committed, approved, missing } = await this.#rollout.state();
      if (committed) return false;
      const needed = majority(approved.length + missing.length);
      if (approved.length < needed || (missing.length > 0 && !withMajority)) {
        waiting = waitingFor(missing, approved.length, needed);
        return false;
      }
      await this.#rollout.commit();
      return true;
    });
    return waiting;
  }
}

/** Waits until every own peer's clients can have something endorsed. @param chaincode its name on the channel */
export async function awaitUsable(home: NetworkHome, chaincode: string, tell: Told): Promise<void> {
  await step(tell, { zh: '背书与发现可用', en: 'endorsement and discovery are usable' }, async () => {
    const call = { channelId: home.topology.channel, chaincode };
    await everyOne(
      home.peers.map(({ member, plan }) => {
        const caller = home.certificates(member).signer('operator');
        return awaitEndorsement(addressOf(home, member, plan), call, caller, usableWithinMs);
      }),
    );
    // Nothing was made: it was waited for.
    return false;
  });
}

function waitingFor(missing: readonly string[], approved: number, needed: number): Words {
  const list = missing.join(', ');
  return {
    zh: `已有 ${String(approved)} 个成员批准（须过半数 ${String(needed)} 个）；等待成员 ${list}，之后再次运行同一命令。`,
    en: `${String(approved)} members approved (a majority is ${String(needed)}); members ${list} have not. Run the same command again afterwards.`,
  };
}
