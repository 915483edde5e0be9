import { type Bilingual, type CaseStep, encodeBase64url } from '@huren/chaincode/domain';
import type { Act } from './act';

const names = {
  id: { zh: '办件编号', en: 'Case' },
  matter: { zh: '事项', en: 'Matter' },
  step: { zh: '环节', en: 'Step' },
  party: { zh: '第三人密钥', en: 'Key of the third party' },
  number: { zh: '序号', en: 'Number' },
  digest: { zh: '内容摘要', en: 'Digest of the content' },
} satisfies Readonly<Record<string, Bilingual>>;

/** A case under a fresh id of 128 random bits. */
export function openCaseAct(matter: string): Act {
  const id = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)));
  return {
    title: { zh: '受理办件', en: 'Open a case' },
    facts: [
      [names.id, id],
      [names.matter, matter],
    ],
    effect: {
      zh: '账本上开始一个办件，环节为受理；编号随机，不含任何个人信息。',
      en: 'A case begins on the ledger with its acceptance; its id is random and says nothing about anybody.',
    },
    contract: 'case',
    fn: 'open',
    argument: { id, matter },
  };
}

export function advanceCaseAct(id: string, step: CaseStep, words: string): Act {
  return {
    title: { zh: '办件进入下一环节', en: 'Take a case further' },
    facts: [
      [names.id, id],
      [names.step, words],
    ],
    effect:
      step === 'closed'
        ? {
            zh: '办件就此办结，不再变更；所有第三人的参加随之终止。',
            en: 'The case ends with this and changes no more; the part of every third party ends with it.',
          }
        : { zh: '环节只能向前，不可退回。', en: 'Steps only go forward and are not taken back.' },
    contract: 'case',
    fn: 'advance',
    argument: { id, step },
  };
}

export function withdrawPartyAct(id: string, keyId: string): Act {
  return {
    title: { zh: '终止第三人的参加', en: 'End the part of a third party' },
    facts: [
      [names.id, id],
      [names.party, keyId],
    ],
    effect: {
      zh: '该第三人即刻不能查看和提交；此前提交的内容保留。如再次邀请，须用新密钥。',
      en: 'They see and add nothing from now on; what they added stays. Inviting them again takes a new key.',
    },
    contract: 'case',
    fn: 'withdrawParty',
    argument: { id, keyId },
  };
}

export function addEntryAct(id: string, number: number, digest: string): Act {
  return {
    title: { zh: '向办件加入内容', en: 'Add an entry to a case' },
    facts: [
      [names.id, id],
      [names.number, String(number)],
      [names.digest, digest],
    ],
    effect: {
      zh: '内容摘要上链，不可更改；文字留在本网关。',
      en: 'The digest goes to the ledger for good; the text stays at this gateway.',
    },
    contract: 'case',
    fn: 'add',
    argument: { id, number, digest },
  };
}
