import type { MemberApplication, NetworkChange } from '@huren/chaincode/domain';
import {
  applicationGroup,
  appliedUpdate,
  groupAt,
  isReadable,
  readParts,
  readUpdate,
  withGroup,
  type ChannelConfiguration,
  type ConfigGroup,
} from '../channel';
import { memberMspId } from '../identity';
import { OperatorFault } from '../operator/operator-fault';
import { toleratedFaults } from '../topology/topology';
import { pemOf } from './application-file';

/** The channel with the applicant's group among the members; the first peer is its anchor. */
export function withMember(root: ConfigGroup, { statement }: MemberApplication): ConfigGroup {
  const { member, certificates, peers } = statement;
  const organisation = { mspId: member.msp, ca: pemOf(certificates.ca), tlsCa: pemOf(certificates.tlsCa) };
  return withGroup(root, ['Application', member.msp], applicationGroup(organisation, peers.slice(0, 1)));
}

/**
 * The channel without the member: neither among the members nor, once its orderers are gone, among those who order.
 * @throws OperatorFault `not-in-channel`, `still-orders` while one of its orderers is a consenter
 */
export function withoutMember(root: ConfigGroup, member: string): ConfigGroup {
  const mspId = memberMspId(member);
  if (groupAt(root, 'Application', mspId) === undefined) {
    throw new OperatorFault('not-in-channel', {
      zh: `成员 ${member} 不在通道中；请核对成员代码。`,
      en: `The member ${member} is not in the channel; check its code.`,
    });
  }
  requireNoOrderers(root, mspId);
  const rest = withGroup(root, ['Application', mspId], undefined);
  return groupAt(rest, 'Orderer', mspId) === undefined
    ? rest
    : withGroup(rest, ['Orderer', mspId], undefined);
}

/**
 * A member goes only after its orderers: with them the channel would lose their votes at one stroke.
 * @throws OperatorFault `still-orders`, `quorum-would-break`
 */
function requireNoOrderers(root: ConfigGroup, mspId: string): void {
  const { consensus, consenters, ordering } = readParts({ root });
  const own =
    consensus === 'bft'
      ? consenters.filter((one) => one.mspId === mspId).length
      : (ordering.find((one) => one.mspId === mspId)?.ordererEndpoints.length ?? 0);
  if (own === 0) return;
  const all =
    consensus === 'bft'
      ? consenters.length
      : ordering.reduce((sum, { ordererEndpoints }) => sum + ordererEndpoints.length, 0);
  const least = consensus === 'bft' ? 4 : 1;
  const left = all - own;
  if (left < least) {
    throw new OperatorFault('quorum-would-break', {
      zh: `该成员运行 ${String(own)} 个排序节点，去掉后只剩 ${String(left)} 个，少于 ${consensus} 所需的 ${String(least)} 个；请先在其他成员处增加排序节点。`,
      en: `The member runs ${String(own)} orderers; without them ${String(left)} would be left, and ${consensus} needs ${String(least)}. Add orderers at other members first.`,
    });
  }
  throw new OperatorFault('still-orders', {
    zh: `该成员仍运行 ${String(own)} 个排序节点（去掉后剩 ${String(left)} 个，可容忍 ${String(toleratedFaults(consensus, left))} 个故障）；请先移除其排序节点。`,
    en: `The member still runs ${String(own)} orderers (without them ${String(left)} are left, of which ${String(toleratedFaults(consensus, left))} may fail); remove its orderers first.`,
  });
}

/** What the channel becomes by this change; undefined when its update does not fit the configuration. */
export function targetOf(
  change: Pick<NetworkChange, 'update'>,
  { channelId, root }: ChannelConfiguration,
): ConfigGroup | undefined {
  const update = readUpdate(Buffer.from(change.update, 'base64url'));
  if (update.channelId !== channelId || !isReadable(root, update.readSet)) return undefined;
  return appliedUpdate(root, update.writeSet);
}
