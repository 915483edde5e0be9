import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificatePart, CertifiedNode, MemberCertificates } from '../certificates';
import type { MemberPlan, OrdererPlan } from '../topology';
import type { ChannelChanges } from './channel-changes';
import { withConsenter, withTrustedCas } from './consenter-change';
import { certifiedNodes, type NetworkHome, type Placed } from './home';
import type { NetworkRun } from './network-run';
import { ownNodes } from './network-nodes';
import { OperatorFault, type Words } from './operator-fault';
import { awaitCaughtUp, requireOthers } from './orderer-presence';
import { stopNodes } from './running-nodes';
import { step, type Told } from './step';

const parts: readonly CertificatePart[] = ['identity', 'tls'];

/** Certificates before they end: those of one node or office, or a member's CAs. */
export class CertificateRenewal {
  constructor(
    private readonly home: NetworkHome,
    private readonly run: NetworkRun,
    private readonly changes: ChannelChanges,
    private readonly tell: Told = () => undefined,
  ) {}

  /**
   * Renews a node's certificates from the CA that issued them, with new keys: `230200-peer0`, `230200-orderer0`,
   * `230200-chaincode`, or an office (`230200-admin`, `230200-operator`). Only that node restarts. An orderer's are
   * first made known to the channel. Run again, it finishes what was begun.
   * @throws OperatorFault, CertificateFault
   */
  async renew(name: string, now: Date): Promise<void> {
    const { member, node } = this.#certified(name);
    const orderer = this.home.orderers.find((one) => one.member === member && one.plan.name === node.name);
    if (orderer !== undefined) await requireOthers(this.run, orderer);
    const certificates = this.home.certificates(member);
    await this.#step({ zh: `签发新证书：${name}`, en: `new certificates: ${name}` }, async () => {
      for (const part of partsOf(node)) await certificates.prepareNext(node, part, now);
    });
    if (orderer !== undefined) await this.#announce(orderer);
    for (const part of partsOf(node)) certificates.promoteNext(node.name, part);
    await certificates.ensure(certifiedNodes(member), now, member.ownCa === true);
    await this.#restart(name, orderer);
    if (orderer !== undefined) await this.changes.finish(member.id, announcement(orderer));
  }

  /**
   * A new CA and TLS CA for the member beside those it has: the channel trusts both, and new certificates come from the
   * new ones. Follow it by `renew` of each node before the old CAs end.
   */
  async renewCa(member: MemberPlan, now: Date): Promise<void> {
    const certificates = this.home.certificates(member);
    const [ca, tlsCa] = [
      await certificates.prepareNextCa('identity', now),
      await certificates.prepareNextCa('tls', now),
    ];
    const words = { zh: `成员 ${member.id} 更换证书机构`, en: `member ${member.id} renews its CAs` };
    await this.#step(words, () =>
      this.changes.make(member.id, words, (root) =>
        withTrustedCas(root, this.home.mspId(member), { ca: ca.certificate, tlsCa: tlsCa.certificate }),
      ),
    );
    for (const part of parts) certificates.promoteNextCa(part);
    await certificates.ensure(certifiedNodes(member), now, false);
    // Nodes read the CAs that they trust at their start; one after another, so that ordering goes on.
    for (const { site, orderer } of ownNodes(this.home).filter((one) => one.member === member)) {
      await this.#restart(site.name, orderer);
    }
  }

  /** Makes the channel know the orderer by its next certificates. */
  async #announce(orderer: Placed<OrdererPlan>): Promise<void> {
    const { member, plan } = orderer;
    const certificates = this.home.certificates(member);
    const [identity, tls] = parts.map((part) => nextOrPresent(certificates, plan.name, part)) as [
      string,
      string,
    ];
    const words = announcement(orderer);
    await this.#step(words, () =>
      this.changes.make(member.id, words, (root) =>
        withConsenter(root, { ...plan, mspId: this.home.mspId(member), identity, tls }),
      ),
    );
  }

  async #restart(name: string, orderer: Placed<OrdererPlan> | undefined): Promise<void> {
    const node = ownNodes(this.home).find(({ site }) => site.name === name);
    if (node === undefined) return;
    await this.#step({ zh: `重启 ${name}`, en: `${name} restarts` }, async () => {
      await stopNodes([node]);
      // A peer keeps what its builder made of the certificates of that day; without it, it builds again.
      if (node.kind === 'peer') {
        rmSync(join(node.site.folder, 'data', 'externalbuilder'), { recursive: true, force: true });
      }
      await this.run.startOnly(name);
      if (orderer !== undefined) await awaitCaughtUp(this.run, this.home, orderer);
    });
  }

  #certified(name: string): { readonly member: MemberPlan; readonly node: CertifiedNode } {
    for (const member of this.home.own) {
      const node = certifiedNodes(member).find((one) => `${member.id}-${one.name}` === name);
      if (node !== undefined) return { member, node };
    }
    throw unknownNode(this.home, name);
  }

  async #step(words: Words, act: () => Promise<unknown>): Promise<void> {
    await step(this.tell, words, act);
  }
}

/** What the request for an orderer's next certificates is called. */
function announcement({ plan }: Placed<OrdererPlan>): Words {
  return {
    zh: `排序节点 ${plan.host}:${String(plan.port)} 更换证书`,
    en: `the orderer ${plan.host}:${String(plan.port)} renews its certificates`,
  };
}

function nextOrPresent(certificates: MemberCertificates, name: string, part: CertificatePart): string {
  return certificates.next(name, part)?.certificate ?? readFileSync(certificates.leaf(name, part), 'utf8');
}

function partsOf(node: CertifiedNode): readonly CertificatePart[] {
  return parts.filter((part) => (part === 'tls' ? node.hosts !== undefined : node.role !== undefined));
}

/** No own node or office has this name. */
export function unknownNode(home: NetworkHome, name: string): OperatorFault {
  const names = home.own.flatMap((member) => certifiedNodes(member).map((one) => `${member.id}-${one.name}`));
  return new OperatorFault('unknown-node', {
    zh: `没有 ${name}；现有：${names.join(', ')}。`,
    en: `There is no ${name}; there are: ${names.join(', ')}.`,
  });
}
