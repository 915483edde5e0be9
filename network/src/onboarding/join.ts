import { committedDefinition, type ChaincodeDefinition } from '../fabric/lifecycle';
import { PeerConnection } from '../fabric/peer-connection';
import { addressOf } from '../operator/home';
import { OperatorFault, type Words } from '../operator/operator-fault';
import { step } from '../operator/step';
import { awaitAdmission } from './admission';
import type { Invitation } from './invitation';
import { checkMaker, requireIntact } from './invitation-maker';
import { writeNewcomerProfile } from './joined-folder';
import type { Newcomer } from './newcomer';
import { approveCommitted, awaitQuery, completeAdmission, installAtOwn } from './newcomer-chaincode';
import { catchUp, invitedFirstBlock, joinPeers } from './newcomer-peers';
import { peerHeight } from './snapshot';
import { witnessedSnapshot } from './snapshot-witness';
import { startMember, type JoinOptions } from './start-member';

/** How long the newcomer waits, and where the snapshot lies. */
export interface JoinWaiting {
  readonly admissionMs: number;
  /** Folder of the snapshot's files, where it is another than the invitation's. */
  readonly snapshot?: string | undefined;
  /** For the end of certificates; default: this machine's clock. */
  readonly now?: Date;
}

/** What the newcomer can do at the end. */
export interface Joined {
  /** Blocks at its peer. */
  readonly height: number;
  /** Id of the chaincode package that it runs. */
  readonly packageId: string;
  /** It endorsed and committed a transaction of its own, the one that admitted it. */
  readonly committed: boolean;
}

/**
 * Joins the network that the invitation names: waits until the channel knows this member, joins its peers, installs and
 * approves the chaincode at the committed sequence, and completes the change by a transaction that its own peer
 * endorses and commits. Every step looks first whether its work is done, so that it can be run again.
 * @throws OperatorFault, NodeRefused
 */
export async function joinNetwork(
  options: JoinOptions,
  invitation: Invitation,
  waiting: JoinWaiting,
): Promise<Joined> {
  requireIntact(invitation);
  const { home, member } = options;
  const admin = home.certificates(member).signer('admin');
  const operator = home.certificates(member).signer('operator');
  await step(
    options.tell,
    { zh: '启动本成员的节点与链码服务', en: 'own peers and chaincode server start' },
    () => startMember(options),
  );
  const others = invitation.peers.map((node) => new PeerConnection(node));
  const [first, ...further] = member.peers.map((plan) => new PeerConnection(addressOf(home, member, plan)));
  if (first === undefined) throw new RangeError('a member has at least one peer');
  try {
    const own = [first, ...further] as const;
    return await enter({ options, invitation, admin, operator, own, others }, waiting);
  } finally {
    for (const connection of [...others, first, ...further]) connection.close();
  }
}

async function enter(newcomer: Newcomer, waiting: JoinWaiting): Promise<Joined> {
  const { options, invitation, own, admin } = newcomer;
  const { channel } = invitation;
  const told = <T>(words: Words, act: () => Promise<T>): Promise<T> => step(options.tell, words, act);
  const { configuration, source } = await told(
    { zh: '等待通道接纳', en: 'the channel admits this member' },
    () => awaitAdmission(newcomer, waiting.admissionMs),
  );
  checkMaker(invitation, configuration, waiting.now ?? new Date());
  const genesis = await invitedFirstBlock(newcomer);
  const snapshot = await witnessedSnapshot(newcomer, configuration, waiting.snapshot);
  await told({ zh: '节点加入通道', en: 'peers join the channel' }, () =>
    joinPeers(newcomer, snapshot, genesis),
  );
  await told({ zh: '追上账本高度', en: 'peers catch up' }, () => catchUp(newcomer, source));
  const definition = await definitionAt(newcomer);
  await told({ zh: '安装链码', en: 'the chaincode is installed' }, () => installAtOwn(newcomer, definition));
  options.home.recordDefinition(definition);
  await told({ zh: '批准链码定义', en: 'the chaincode is approved' }, () =>
    approveCommitted(newcomer, definition, configuration),
  );
  await told({ zh: '查询', en: 'a query is answered' }, () => awaitQuery(newcomer));
  const isNew = await told({ zh: '背书并提交第一笔交易', en: 'the first own transaction is committed' }, () =>
    completeAdmission(newcomer, configuration),
  );
  writeNewcomerProfile(options.home, options.member, configuration, genesis ?? invitation.genesis);
  return {
    height: await peerHeight(own[0], channel, admin),
    packageId: options.chaincode.id,
    committed: isNew,
  };
}

/** What the channel runs, as the own peer has it. @throws OperatorFault `no-chaincode` */
async function definitionAt({ invitation, own, admin }: Newcomer): Promise<ChaincodeDefinition> {
  const { name } = invitation.chaincode;
  const committed = await committedDefinition(own[0], invitation.channel, name, admin);
  if (committed !== undefined) return { name, ...committed };
  throw new OperatorFault('no-chaincode', {
    zh: `通道上没有链码 ${name}；请联系保荐成员。`,
    en: `The channel has no chaincode ${name}; ask the sponsor.`,
  });
}
