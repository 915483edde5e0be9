import type { Bilingual } from '../record/bilingual';
import type { Deviation } from './deviation';

/** How people call whoever deviates, and the licence types that it adds. */
export interface DriftNames {
  readonly who: Bilingual;
  readonly types: Bilingual;
}

/** What would end a deviation, and who is to do it. @param by whose text brought it about */
export function driftFix(
  { element, stated, expected }: Pick<Deviation, 'element' | 'stated' | 'expected'>,
  { who, types }: DriftNames,
  by: 'local' | 'superior',
): Bilingual {
  if (element === 'authority') return ownerFix(stated, who);
  const cause =
    by === 'superior'
      ? { zh: '上级事项已变更，', en: 'The superior matter has changed: ' }
      : { zh: '', en: '' };
  const named = {
    name: ['事项名称', 'name'],
    kind: ['事项类型', 'kind'],
    'legal-basis': ['设定依据', 'legal basis'],
    code: ['编码中的行使层级', 'level in the code'],
    materials: ['材料清单', 'list of materials'],
    basic: ['基本编码', 'basic code'],
  } as const;
  const [zh, en] = named[element];
  if (element === 'basic') {
    return {
      zh: `基本编码 ${stated} ${expected === '' ? '未登记' : '已取消'}；请${who.zh}取消该实施事项，或改用现行的基本编码。`,
      en: `The basic code ${stated} is ${expected === '' ? 'not on record' : 'ended'}; let ${who.en} end this implementation or use the present basic code.`,
    };
  }
  if (element === 'materials') {
    return {
      zh: `${cause.zh}请${who.zh}从${zh}中去掉${types.zh}，或报上级主管部门补入。`,
      en: `${cause.en}${cause.en === '' ? 'Let' : 'let'} ${who.en} drop ${types.en} from its ${en}, or ask the superior to add it.`,
    };
  }
  if (element === 'code') {
    return {
      zh: `请${who.zh}以层级 ${expected} 的实施编码重新登记，并取消现有编码。`,
      en: `Let ${who.en} enter it with level ${expected} in its code, and end the present code.`,
    };
  }
  return {
    zh: `${cause.zh}请${who.zh}将${zh}改为“${expected}”并登记新版本。`,
    en: `${cause.en}${cause.en === '' ? 'Let' : 'let'} ${who.en} enter a version with the ${en} “${expected}”.`,
  };
}

/** What is left of an authority that does not act: a successor takes over, or its superior brings it back. */
function ownerFix(state: string, who: Bilingual): Bilingual {
  return state === 'abolished'
    ? {
        zh: `${who.zh}已撤销；请其承接部门或上级主管部门取消该实施事项，由承接部门另行登记。`,
        en: `As ${who.en} was abolished, let its successor or its superior end this implementation, and its successor enter one of its own.`,
      }
    : {
        zh: `${who.zh}已被暂停；请其上级主管部门恢复该主体，或另行安排办理。`,
        en: `While ${who.en} is suspended nobody handles this; let its superior reinstate it, or have another handle it.`,
      };
}
