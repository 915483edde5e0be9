import type { Bilingual } from '@huren/chaincode/domain';
import type { Review } from '@huren/network/onboarding';
import type { Session } from './session';

const bases: Readonly<Record<Review['base'], Bilingual>> = {
  'not-filed': {
    zh: '尚未提交账本；首个审批的成员即为保荐成员',
    en: 'not on the ledger yet; the first member to approve becomes its sponsor',
  },
  stands: {
    zh: '依据现行通道配置，签名有效',
    en: 'stands on the channel’s present configuration; signatures count',
  },
  void: {
    zh: '通道配置在此期间已变更，原有签名全部作废；再次审批即在现行配置上重新开始',
    en: 'the channel changed in between: every signature is void, and the next approval begins anew',
  },
  'in-force': { zh: '通道已更新，尚待办结', en: 'in force on the channel, to be completed' },
  done: { zh: '已办结', en: 'done' },
  'said-done': {
    zh: '账本记为已办结，但通道上并未生效；再次运行 huren member approve 即可提交到通道，并请查明是谁办结的',
    en: 'the ledger says done, and the channel does not have it: run huren member approve again to carry it out, and ask whoever said so',
  },
  cancelled: { zh: '已撤回；可重新提交', en: 'taken back; it may be filed again' },
};

const kinds: Readonly<Record<Review['kind'], Bilingual>> = {
  'admit-member': { zh: '接纳成员', en: 'admit a member' },
  'remove-member': { zh: '移除成员', en: 'remove a member' },
  'channel-update': { zh: '变更通道配置', en: 'change the channel' },
};

const roles = {
  issuing: { zh: '发证', en: 'issuing' },
  relying: { zh: '用证', en: 'relying' },
} as const;

/** A review for people, line by line. */
export function reviewLines(session: Session, review: Review): readonly string[] {
  const say = (zh: string, en: string): string => session.say({ zh, en });
  const list = (items: readonly string[]): string =>
    items.length === 0 ? say('无', 'none') : items.join(', ');
  const bullet = (line: string): string => `  - ${line}`;
  const lines = [
    `${session.say(kinds[review.kind])} ${review.member}`,
    `${say('编号', 'id')} ${review.change}`,
    `${say('状态', 'state')}: ${session.say(bases[review.base])}`,
  ];
  const { applicant, note } = review;
  if (note !== undefined) lines.push(`${say('事由', 'reason')}: ${session.say(note)}`);
  if (applicant !== undefined) {
    const { name, region, scope, madeAt, digest, certificates } = applicant;
    lines.push(
      `${say('申请单位', 'applicant')}: ${name.zh} / ${name.en}, ${say('区划', 'region')} ${region}`,
      `${say('申请范围', 'scope')}: ${scope.roles.map((role) => session.say(roles[role])).join(say('、', ', '))} ${scope.note}`,
      `${say('填写时间', 'made at')}: ${madeAt}`,
      say(
        `申请摘要（请与对方电话核对）: ${digest}`,
        `digest (compare it with the applicant by telephone): ${digest}`,
      ),
      say('证书 SHA-256 指纹:', 'certificates, SHA-256:'),
      ...certificates.map((one) => bullet(`${one.name} ${one.fingerprint}`)),
      review.faults.length === 0
        ? say('文件与证书: 未见问题', 'file and certificates: nothing speaks against them')
        : say('文件与证书的问题:', 'faults of the file and its certificates:'),
      ...review.faults.map(({ what, code, words }) => bullet(`${what} ${code}: ${session.say(words)}`)),
    );
  }
  if (review.endpoints.length > 0) lines.push(say('端点:', 'endpoints:'));
  lines.push(
    ...review.endpoints.map((one) => bullet(`${one.endpoint} ${one.code}: ${session.say(one.words)}`)),
  );
  if (review.differences.length > 0) lines.push(say('通道变更:', 'change of the channel:'));
  const marks = { added: '+', removed: '-', changed: '~' } as const;
  for (const { path, change, words } of review.differences) {
    lines.push(`  ${marks[change]} ${path}`, `      ${session.say(words)}`);
  }
  if (review.effects.length > 0) lines.push(say('之后:', 'afterwards:'));
  lines.push(...review.effects.map((words) => bullet(session.say(words))));
  lines.push(
    `${say('已签名', 'signed')}: ${list(review.signed)}`,
    `${say('还需签名', 'still needed')}: ${String(review.stillNeeded)}${review.stillNeeded === 0 ? '' : ` (${list(review.mayStillSign)})`}`,
  );
  return lines;
}
