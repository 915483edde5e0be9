import type { Authority } from '../authority/authority';
import { endOfDayMs } from '../code/day';
import { basicOfLocal, type LocalMatter, localMatters } from '../matter/equal-matters';
import type { MatterMapping } from '../matter/matter';
import { referenceEntry } from '../matter/reference';
import type { Member } from '../member/member';
import { type History, versionAtTime } from '../record/version';
import type { RecordSource } from '../verification/facts';
import { explainGround, type Explanation } from './explanation';
import type { Missing } from './missing';
import type { Occurrence } from './occurrence';

/** An occasion whose matter is a local code; `list`: its keeper, where the code alone leads to several matters. */
export interface LocalOccurrence extends Omit<Occurrence, 'matter'> {
  readonly code: string;
  readonly list?: string;
}

/**
 * The ground of a matter that is asked for by a local code of the receiving region, as a verification takes it. Where the
 * code counts as no one matter, nothing is covered, and the mapping is what is missing.
 */
export function explainLocal(
  source: RecordSource,
  { code, list, ...asked }: LocalOccurrence,
  lists: {
    readonly authorities: readonly History<Authority>[];
    readonly members: readonly History<Member>[];
  },
): Explanation {
  const { from, to, on } = asked;
  const meant = list === undefined ? {} : { list };
  const question = { code, ...meant, asking: to, issuing: from, day: on };
  const local = basicOfLocal(source, question);
  if (local !== undefined)
    return { ...explainGround(source, { ...asked, matter: local.basic }, lists), local };
  const standing = source.mappings(referenceEntry(code)).flatMap((key) => {
    const mapping = versionAtTime(source.history<MatterMapping>(key), endOfDayMs(on))?.value;
    return mapping?.from === code && (list === undefined || mapping.list === list) ? [mapping] : [];
  });
  const rivals = localMatters(source, question);
  return {
    ...asked,
    matter: code,
    answer: 'not-covered',
    clauses: [],
    bases: [],
    matters: [],
    mappings: [],
    issuers: [],
    missing: [missingMapping(standing, rivals, { code, list, ...asked })],
  };
}

/** Nearest first: lists that disagree, a mapping that waits, one that does not reach the regions, none. */
function missingMapping(
  standing: readonly MatterMapping[],
  rivals: readonly LocalMatter[],
  { code, list, from, to }: Omit<LocalOccurrence, 'list'> & { readonly list?: string | undefined },
): Missing {
  if (rivals.length > 0) {
    const who = [...new Set(rivals.map((rival) => rival.list))];
    return {
      code: 'mapping',
      who,
      sentence: {
        zh: `本地编码 ${code} 在清单 ${who.join('、')} 中对应不同的事项；请指明清单，或使用基本编码。`,
        en: `The local code ${code} stands for different matters in the lists of ${who.join(', ')}; name the list, or use the basic code.`,
      },
    };
  }
  const proposed = standing.find(({ state }) => state === 'proposed');
  if (proposed !== undefined) {
    const who = proposed.parties
      .map(({ authority }) => authority)
      .filter((party) => !proposed.accepted.includes(party));
    return {
      code: 'mapping',
      who,
      sentence: {
        zh: `本地编码 ${code} 与 ${proposed.to} 的事项对应尚待 ${who.join('、')} 接受。`,
        en: `The mapping of the local code ${code} and ${proposed.to} waits for ${who.join(', ')}.`,
      },
    };
  }
  const elsewhere = standing.filter(({ state }) => state === 'accepted');
  if (elsewhere.length > 0) {
    const who = [...new Set(elsewhere.flatMap((mapping) => mapping.list ?? []))].sort();
    return {
      code: 'mapping',
      who,
      sentence: {
        zh: `清单 ${who.join('、')} 对本地编码 ${code} 的事项对应不及于 ${from} 至 ${to}；由其与两地的主管部门另行登记对应。`,
        en: `The mapping of the local code ${code} by ${who.join(', ')} does not reach from ${from} to ${to}; it and who answers for both regions enter one that does.`,
      },
    };
  }
  const who = list === undefined ? [] : [list];
  return {
    code: 'mapping',
    who,
    sentence: {
      zh: `${list === undefined ? '' : `清单 ${list} 中`}没有本地编码 ${code} 的事项对应；由持有清单的部门与对方主管部门登记对应，或使用基本编码。`,
      en: `No mapping of the local code ${code}${list === undefined ? '' : ` of the list of ${list}`} counts; who keeps the list and who answers for the matter enter one, or the basic code is used.`,
    },
  };
}
