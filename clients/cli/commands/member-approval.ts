import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkChange } from '@huren/chaincode/domain';
import { writeWhole } from '@huren/network/certificates';
import { blockHash } from '@huren/network/fabric';
import {
  checkApplication,
  invitationDigest,
  invitationOf,
  invitationText,
  isInForce,
  requestSnapshot,
  reviewOf,
  signInvitation,
  type OpenDesk,
} from '@huren/network/onboarding';
import { chaincodeName } from '@huren/network/operator';
import type { Given } from '../given';
import type { Session } from '../session';
import { EXIT, type ExitCode, Trouble } from '../trouble';
import { VERSION } from '../version';
import { subjectOf, type Subject } from './member-request';

/** Signs the request: files it where nobody has, and carries it out where this signature was the last. */
export async function approve(session: Session, given: Given, open: OpenDesk): Promise<ExitCode> {
  const { desk } = open;
  const subject = await subjectOf(session, given, open);
  refuseFaults(subject, new Date(session.terminal.now()));
  const change = await signed(session, subject, open);
  if (change.state === 'open') {
    const left = reviewOf({ change }, await desk.configuration(), [], new Date(session.terminal.now()));
    session.show({ change: change.id, state: change.state, stillNeeded: left.stillNeeded }, () => [
      session.say({
        zh: `已签名并记入账本，编号 ${change.id}；还需 ${left.stillNeeded} 个成员（${left.mayStillSign.join(', ')}）。`,
        en: `Signed and on the ledger as ${change.id}; ${left.stillNeeded} more of ${left.mayStillSign.join(', ')} are needed.`,
      }),
    ]);
    return EXIT.ok;
  }
  const isOthers = change.kind === 'channel-update' && change.sponsor !== open.member.id;
  if (isOthers && change.state === 'approved' && !given.flag('carryOut')) return left(session, change);
  return carryOut(session, given, change, open);
}

/** The nodes of whoever asked have to follow the channel at once: it carries the change out itself. */
function left(session: Session, { id, state, sponsor }: NetworkChange): ExitCode {
  session.show({ change: id, state, sponsor }, () => [
    session.say({
      zh: `签名已齐。由发起成员 ${sponsor} 再次运行其命令使之生效（其节点须随即更换）；若须在此提交，请加 --carry-out。`,
      en: `There are enough signatures. Member ${sponsor}, whose nodes have to follow, carries it out by its own command; to submit it from here, add --carry-out.`,
    }),
  ]);
  return EXIT.ok;
}

/** What is wrong with the file itself is signed by nobody; endpoints that are down may come up later. */
function refuseFaults({ application }: Subject, now: Date): void {
  const faults = application === undefined ? [] : checkApplication(application, now);
  if (faults.length === 0) return;
  const words = (language: 'zh' | 'en'): string =>
    faults.map((one) => `${one.what}: ${one.words[language]}`).join('; ');
  throw new Trouble(
    EXIT.refused,
    'application-faults',
    {
      zh: `申请有问题，未签名：${words('zh')}。`,
      en: `The application is at fault, so nothing was signed: ${words('en')}`,
    },
    { faults },
  );
}

/** The change with this member's signature: filed, approved, begun anew, or as it is where the signatures suffice. */
async function signed(session: Session, { id, application, change }: Subject, { desk }: OpenDesk) {
  const isNew = change === undefined || change.state === 'cancelled';
  if (isNew && application !== undefined) {
    const filed = await desk.sponsor(application);
    session.note({
      zh: '本成员为保荐成员，申请已提交账本。',
      en: 'This member sponsors it: the request is on the ledger.',
    });
    return filed;
  }
  const now = await desk.configuration();
  const stands = change !== undefined && (isInForce(change, now) || change.base.digest === now.digest);
  // Said to be done, and the channel is as it was before: there is still something to carry out.
  const isSaid = change?.state === 'done' && !isInForce(change, now) && change.base.digest === now.digest;
  if (isSaid || (change?.state === 'approved' && stands)) return change;
  const approved = await desk.approve(id);
  if (approved.rebased === 'request-differed') {
    session.note({
      zh: '账本上的配置更新或所需签名与申请内容不符：已按申请内容重新计算并重新开始审批；请与保荐成员核对。',
      en: 'The update or the signatures asked for on the ledger were not what the request says: they were computed anew and the approval begins again; ask its sponsor.',
    });
  } else if (approved.rebased === 'channel-changed') {
    session.note({
      zh: '通道配置在此期间已变更：此前的签名作废，已在现行配置上重新开始审批。',
      en: 'The channel changed in between: earlier signatures are void, and this one begins anew on the present configuration.',
    });
  }
  return approved.change;
}

/** Makes the channel follow an approved request; an applicant then gets its invitation. */
export async function carryOut(
  session: Session,
  given: Given,
  change: NetworkChange,
  open: OpenDesk,
): Promise<ExitCode> {
  const { desk, home, member, address, snapshots } = open;
  const configuration = await desk.carryOut(change.id);
  const { sequence } = configuration;
  session.note({
    zh: `通道已更新，配置序号 ${sequence}。`,
    en: `The channel is updated, configuration ${sequence}.`,
  });
  if (change.kind !== 'admit-member') {
    const done = await desk.complete(change.id, sequence);
    session.show({ change: change.id, state: done.state, sequence }, () => [
      session.say({ zh: '已办结。', en: 'Done.' }),
    ]);
    return EXIT.ok;
  }
  const admin = home.certificates(member).signer('admin');
  const { network, batchMs, channel } = home.topology;
  const snapshot = await requestSnapshot(address, channel, snapshots, admin).catch(() => undefined);
  const chaincode = (await desk.chaincode(chaincodeName)) ?? { name: chaincodeName, version: VERSION };
  const block = existsSync(home.genesisBlock) ? readFileSync(home.genesisBlock) : undefined;
  const unsigned = invitationOf(configuration, {
    network,
    batchMs,
    change: change.id,
    member: change.member,
    chaincode,
    ...(block === undefined ? {} : { genesis: blockHash(block) }),
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  const invitation = signInvitation(unsigned, member.id, home.certificates(member));
  const path = given.text('out') ?? join(home.folder, `invitation-${change.member}.json`);
  writeWhole(path, invitationText(invitation));
  const digest = invitationDigest(invitation);
  session.show(
    { change: change.id, state: change.state, sequence, invitation: path, digest, snapshot },
    () => [
      session.say({
        zh: `成员 ${change.member} 已获准加入。请将 ${path} 交给对方，由其运行 huren member join；摘要 ${digest}，请电话核对。`,
        en: `Member ${change.member} is admitted to the channel. Hand it ${path}; it runs huren member join. Digest ${digest}, to be compared by telephone.`,
      }),
    ],
  );
  return EXIT.ok;
}
