import { setTimeout as wait } from 'node:timers/promises';
import { fetchConfig, readParts, type ChannelConfiguration } from '../channel';
import { NodeRefused, type PeerConnection } from '../fabric/peer-connection';
import { OperatorFault } from '../operator/operator-fault';
import type { Newcomer } from './newcomer';

/** The configuration that knows the newcomer, and a peer that gave it. */
export interface Admission {
  readonly configuration: ChannelConfiguration;
  readonly source: PeerConnection;
}

/**
 * Peers answer nothing to an organisation that the channel does not know. No single one is believed: those of two
 * members must give the same configuration, where the invitation names as many.
 * @throws OperatorFault `not-admitted`
 */
export async function awaitAdmission(
  { invitation, others, admin }: Newcomer,
  withinMs: number,
): Promise<Admission> {
  let last: unknown;
  const hosts = invitation.peers.map(({ tlsCa }) => tlsCa);
  const agreeing = Math.min(2, new Set(hosts).size);
  for (const end = Date.now() + withinMs; ;) {
    last = undefined;
    const saying = new Map<string, Set<string>>();
    for (const [at, source] of others.entries()) {
      try {
        const configuration = await fetchConfig(source, invitation.channel, admin);
        const knows = readParts(configuration).members.some(({ mspId }) => mspId === admin.mspId);
        if (!knows) continue;
        const same = saying.get(configuration.digest) ?? new Set();
        saying.set(configuration.digest, same.add(hosts[at] ?? ''));
        if (same.size >= agreeing) return { configuration, source };
        last = new NodeRefused(409, 'too few members give the same configuration');
      } catch (error) {
        if (!(error instanceof NodeRefused)) throw error;
        last ??= error;
      }
    }
    if (Date.now() > end) throw notAdmitted(last);
    await wait(100);
  }
}

function notAdmitted(last: unknown): OperatorFault {
  const why = last instanceof Error ? last.message.slice(0, 200) : '';
  return new OperatorFault('not-admitted', {
    zh: `通道尚未接纳本成员（${why}）；请等待成员审批，之后再次运行 huren member join，已完成的步骤会保留。`,
    en: `The channel does not know this member yet (${why}); wait for the members’ approvals and run huren member join again, what is done is kept.`,
  });
}
