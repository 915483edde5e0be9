import {
  termsDigest,
  type Agreement,
  type Bilingual,
  type MatterMapping,
  type Motion,
  type Position,
} from '@huren/chaincode/domain';
import { shallowRef } from 'vue';

/** One thing that an operator may sign: what goes to the ledger, and what it means in words. */
export interface Act {
  readonly title: Bilingual;
  /** What is signed, item by item. */
  readonly facts: readonly (readonly [Bilingual, string])[];
  /** What follows from it on the ledger. */
  readonly effect: Bilingual;
  readonly contract: string;
  readonly fn: string;
  readonly argument: Readonly<Record<string, unknown>>;
}

/** The act in front of the operator; the dialog shows it. */
export const waitingAct = shallowRef<Act>();

const names = {
  motion: { zh: '动议编号', en: 'Motion' },
  kind: { zh: '动议类别', en: 'Kind' },
  agreement: { zh: '协议', en: 'Agreement' },
  version: { zh: '版本', en: 'Version' },
  digest: { zh: '条款摘要', en: 'Digest of the terms' },
  text: { zh: '签署文本', en: 'Signed text' },
  from: { zh: '省内或本地编码', en: 'Province-scoped or local code' },
  list: { zh: '本地编码的清单', en: 'List of the local code' },
  to: { zh: '对应编码', en: 'Equal code' },
  authority: { zh: '行政主体', en: 'Authority' },
  group: { zh: '协同组', en: 'Group' },
  seal: { zh: '印章密钥', en: 'Seal key' },
  position: { zh: '自何处起', en: 'From' },
} satisfies Readonly<Record<string, Bilingual>>;

export function voteAct({ id, kind }: Motion, kindWords: string, approve: boolean): Act {
  return {
    title: approve ? { zh: '表决：赞成', en: 'Vote in favour' } : { zh: '表决：反对', en: 'Vote against' },
    facts: [
      [names.motion, id],
      [names.kind, `${kindWords} (${kind})`],
    ],
    effect: {
      zh: '本成员对该动议投出一票，不可撤回；达到门槛时动议当即生效。',
      en: "Your member's one vote on this motion, which cannot be taken back; at the threshold it takes effect at once.",
    },
    contract: 'member',
    fn: 'vote',
    argument: { motion: id, approve },
  };
}

/** What waits for acceptance: the first proposal, or an amendment. */
export function waitingTerms({ state, version, terms, accepted, amendment }: Agreement) {
  if (state === 'proposed') return { version, terms, accepted };
  return amendment && { version: version + 1, ...amendment };
}

export function acceptAgreementAct(agreement: Agreement): Act | undefined {
  const waiting = waitingTerms(agreement);
  if (waiting === undefined) return undefined;
  const digest = termsDigest(waiting.terms);
  const { id } = agreement;
  return {
    title: { zh: '接受互认协议', en: 'Accept an agreement' },
    facts: [
      [names.agreement, `${waiting.terms.title} (${id})`],
      [names.version, String(waiting.version)],
      [names.text, waiting.terms.text.filing],
      [names.digest, digest],
    ],
    effect: {
      zh: '本成员接受以上文本；全体签约成员都接受后，协议自其生效日起对本成员各部门有约束力。',
      en: "Your member accepts exactly this text; once every party has, it binds your member's departments from its first day.",
    },
    contract: 'agreement',
    fn: 'accept',
    argument: { id, version: waiting.version, termsDigest: digest },
  };
}

export function acceptMappingAct({ from, list, to, version }: MatterMapping): Act {
  return {
    title: { zh: '接受事项对应', en: 'Accept a mapping of matters' },
    facts: [
      [names.from, from],
      ...(list === undefined ? [] : [[names.list, list] as const]),
      [names.to, to],
      [names.version, String(version)],
    ],
    effect: {
      zh: '本主体为己方认可这两个编码是同一事项；各方都接受后，各方所代表的行政区划之间核验时即按同一事项判断。',
      en: 'Your authority takes these two codes for the same matter on its side; once every side has, verification treats them as one between the regions for which they speak.',
    },
    contract: 'matter',
    fn: 'acceptMapping',
    argument: { from, ...(list !== undefined && { list }), to, version },
  };
}

export function acceptGroupAct(id: string, version: number, digest: string): Act {
  return {
    title: { zh: '加入协同组', en: 'Accept a group' },
    facts: [
      [names.group, id],
      [names.version, String(version)],
      [names.digest, digest],
    ],
    effect: {
      zh: '本成员按此规则加入；符合规则的本成员主体自动进组。',
      en: 'Your member takes part under these rules; its authorities that fit enter the group by themselves.',
    },
    contract: 'group',
    fn: 'accept',
    argument: { id, version, digest },
  };
}

export function standingAct(code: string, name: string, to: 'suspend' | 'reinstate'): Act {
  const suspends = to === 'suspend';
  return {
    title: suspends
      ? { zh: '暂停行政主体', en: 'Suspend an authority' }
      : { zh: '恢复行政主体', en: 'Reinstate' },
    facts: [[names.authority, `${name} (${code})`]],
    effect: suspends
      ? {
          zh: '该主体即刻不能签发、存证、核验，并退出各协同组；此前的存证仍然有效。',
          en: 'From now on it cannot issue, anchor or verify, and leaves its groups; what it anchored before stands.',
        }
      : {
          zh: '该主体即刻恢复办理，并回到各协同组。',
          en: 'It may act again from now on, and returns to its groups.',
        },
    contract: 'authority',
    fn: to,
    argument: { authority: code },
  };
}

export function confirmCompromiseAct(keyId: string, from: Position): Act {
  return {
    title: { zh: '确认密钥泄露', en: 'Confirm a compromise' },
    facts: [
      [names.seal, keyId],
      [names.position, `${String(from.block)}/${String(from.tx)}`],
    ],
    effect: {
      zh: '该印章密钥即注销；自所报位置起的存证一律判为密钥已泄露，此前的仍然有效。不可撤回。',
      en: 'The seal key is retired; anchors from that position on fail as compromised, earlier ones stand. It cannot be undone.',
    },
    contract: 'seal',
    fn: 'confirmCompromise',
    argument: { keyId, from },
  };
}

export interface Approval {
  readonly authority: string;
  readonly roles: readonly string[];
  readonly competence: readonly {
    readonly types: readonly string[];
    readonly region: string;
    readonly from: string;
    readonly to?: string;
    readonly filing: { readonly reference: string; readonly digest: string };
  }[];
}

/** Codes in the page's words, as the operator reads them before signing. */
interface ApprovalNames {
  readonly authority: string;
  readonly roles: string;
  readonly types: (codes: readonly string[]) => string;
  readonly region: (code: string) => string;
}

export function approveAct(approval: Approval, named: ApprovalNames): Act {
  const scopes = approval.competence.flatMap(
    ({ types, region, from, to, filing }): (readonly [Bilingual, string])[] => [
      [{ zh: '证照类型', en: 'Licence types' }, named.types(types)],
      [{ zh: '行政区划与起止日', en: 'Region and days' }, `${named.region(region)}, ${from} – ${to ?? ''}`],
      [{ zh: '依据', en: 'Filed ground' }, `${filing.reference} · ${filing.digest}`],
    ],
  );
  return {
    title: { zh: '批准行政主体', en: 'Approve an authority' },
    facts: [
      [names.authority, `${named.authority} (${approval.authority})`],
      [{ zh: '角色', en: 'Roles' }, named.roles],
      ...scopes,
    ],
    effect: {
      zh: '经上级主管部门审核：该主体取得以上职权，并自动进入相应协同组。',
      en: 'Approved by its superior: it gets this competence and enters its groups by itself.',
    },
    contract: 'authority',
    fn: 'approve',
    argument: { ...approval },
  };
}
