import type { CommandEntry, GroupEntry } from '../command';
import { bilingual } from '../language';
import { actCommands } from './act';
import { agreementCommands } from './agreement';
import { caseCommands } from './case';
import { completionCommands } from './completion';
import { delegationCommands } from './delegation';
import { disputeCommands } from './dispute';
import { groupCommands } from './group';
import { keyCommands } from './key';
import { ledgerCommands } from './ledger';
import { copyCommands } from './licence-copy';
import { issueCommands } from './licence-issue';
import { offerCommands } from './licence-offer';
import { showCommands } from './licence-show';
import { statusCommands } from './licence-status';
import { matterCommands } from './matter';
import { driftCommands } from './matter-drift';
import { matterOwnCommands } from './matter-own';
import { memberCommands } from './member';
import { networkCommands } from './network';
import { findingCommands } from './network-finding';
import { recordCommands } from './records';
import { presentationCommands } from './presentation';
import { receiptCommands } from './receipt';
import { sealCommands } from './seal';
import { installCommands } from './seal-install';
import { tokenCommands } from './token';
import { trustCommands } from './trust';
import { verifyCommands } from './verify';

/** The whole command line: one row a command. */
export const COMMANDS: readonly CommandEntry[] = [
  ...verifyCommands,
  ...issueCommands,
  ...offerCommands,
  ...copyCommands,
  ...showCommands,
  ...statusCommands,
  ...presentationCommands,
  ...receiptCommands,
  ...trustCommands,
  ...tokenCommands,
  ...recordCommands,
  ...groupCommands,
  ...ledgerCommands,
  ...matterCommands,
  ...matterOwnCommands,
  ...driftCommands,
  ...agreementCommands,
  ...delegationCommands,
  ...disputeCommands,
  ...caseCommands,
  ...sealCommands,
  ...installCommands,
  ...networkCommands,
  ...memberCommands,
  ...findingCommands,
  ...keyCommands,
  ...actCommands,
  ...completionCommands(() => COMMANDS),
];

export const GROUPS: readonly GroupEntry[] = [
  {
    name: 'licence',
    summary: bilingual(
      '签发、领取、查看证照，变更状态',
      'issue, collect and show licences, change their status',
    ),
  },
  { name: 'matter', summary: bilingual('事项的登记、检索与对应', 'define, find and map matters') },
  { name: 'presentation', summary: bilingual('亮证', 'presentations') },
  { name: 'receipt', summary: bilingual('回执', 'receipts') },
  { name: 'trust', summary: bilingual('信任文件', 'the trust file') },
  {
    name: 'network',
    summary: bilingual('Fabric 网络的启停与状态', 'start, stop and watch a Fabric network'),
  },
  {
    name: 'network-change',
    summary: bilingual('网络变更申请与审批', 'requests to change the network, and approvals'),
  },
  { name: 'member', summary: bilingual('成员治理', 'members and how they govern') },
  { name: 'authority', summary: bilingual('行政主体', 'authorities') },
  { name: 'seal', summary: bilingual('印章与签发密钥', 'seals and issuing keys') },
  { name: 'key', summary: bilingual('密钥文件夹', 'the key folder') },
  { name: 'licence-type', summary: bilingual('证照类型', 'licence types') },
  { name: 'group', summary: bilingual('协同组', 'groups of authorities') },
  { name: 'agreement', summary: bilingual('互认协议', 'agreements') },
  { name: 'delegation', summary: bilingual('委托授权', 'delegations') },
  { name: 'dispute', summary: bilingual('异议', 'disputes') },
  { name: 'case', summary: bilingual('办件与第三人', 'cases and their third parties') },
  { name: 'completion', summary: bilingual('命令补全脚本', 'completion scripts for shells') },
];
