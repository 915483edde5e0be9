import type { NetworkChange } from '@huren/chaincode/domain';
import { isReached, readParts, readUpdate, type ChannelConfiguration, type ConfigGroup } from '../channel';
import { OperatorFault } from '../operator/operator-fault';
import { withMember, withoutMember } from './change-target';

/** Whether the configuration has what the change was to bring. */
export function isInForce(change: NetworkChange, now: ChannelConfiguration): boolean {
  const members = readParts(now).members.map(({ mspId }) => mspId);
  if (change.application !== undefined) return members.includes(change.application.statement.member.msp);
  if (change.kind === 'remove-member') return !members.includes(`Huren${change.member}MSP`);
  return isReached(now.root, readUpdate(Buffer.from(change.update, 'base64url')).writeSet);
}

/** What the kind of the change says about the channel; undefined where only its update does. */
export function targetByKind(change: NetworkChange): ((root: ConfigGroup) => ConfigGroup) | undefined {
  const { application } = change;
  if (application !== undefined) return (root) => withMember(root, application);
  return change.kind === 'remove-member' ? (root) => withoutMember(root, change.member) : undefined;
}

/** Fewer signatures than the channel asks for would close the request too early, more would never do. */
export function sameQuorums(
  said: NetworkChange['quorums'],
  asked: readonly { readonly msps: readonly string[]; readonly atLeast: number }[],
): boolean {
  const plain = (list: typeof asked): string =>
    JSON.stringify(list.map(({ msps, atLeast }) => [[...msps].sort(), atLeast]));
  return plain(said) === plain(asked);
}

/** The ledger's update fits no configuration that this peer has. */
export function updateDiffers(): OperatorFault {
  return new OperatorFault('update-differs', {
    zh: '账本上的配置更新与申请内容不符，未签名；请与保荐成员核对。',
    en: 'The update on the ledger is not what the request says, so nothing was signed; ask its sponsor.',
  });
}

/** The channel has changed since. */
export function baseVoid(change: NetworkChange, now: ChannelConfiguration): OperatorFault {
  const sequences = [change.base.sequence, now.sequence].map(String);
  return new OperatorFault('base-void', {
    zh: `申请依据的通道配置（序号 ${sequences[0] ?? ''}）已变更（现为 ${sequences[1] ?? ''}），原签名作废；请由发起成员 ${change.sponsor} 再次运行其命令，在现行配置上重新发起。`,
    en: `The request stands on configuration ${sequences[0] ?? ''}, and the channel is at ${sequences[1] ?? ''}: its signatures are void. Let its sponsor ${change.sponsor} run its command again, which begins anew on the present one.`,
  });
}

/** Too few members have signed. */
export function notApproved({ approvals, threshold }: NetworkChange): OperatorFault {
  return new OperatorFault('not-approved', {
    zh: `该申请尚未获得足够的审批（${String(approvals.length)}/${String(threshold)}）；请等待其他成员。`,
    en: `The request lacks approvals (${String(approvals.length)} of ${String(threshold)}); wait for other members.`,
  });
}
