import type { Authority } from '../authority/authority';
import { type Day, dayOfMs } from '../code/day';
import { type Region, regionContains } from '../code/region';
import type { LicenceType } from '../licence-type/licence-type';
import { licenceTypeOn } from '../licence-type/version';
import type { Matter } from '../matter/matter';
import { matterOn } from '../matter/version';
import type { Member } from '../member/member';
import type { Bilingual } from '../record/bilingual';
import { recordKey } from '../record/record-key';
import { type History, latestVersion } from '../record/version';
import type { RecordSource } from '../verification/facts';
import type { Occurrence } from './occurrence';

/** Something that is not there, and who could grant it. */
export interface Missing {
  readonly code: MissingCode;
  /** Members or authorities that could act. */
  readonly who: readonly string[];
  readonly sentence: Bilingual;
}

export type MissingCode =
  | 'type'
  | 'matter'
  | 'issuing-member'
  | 'receiving-member'
  | 'competence'
  | 'acceptance'
  | 'later'
  | 'mapping'
  | 'matter-in-clause'
  | 'agreement';

/** The catalogue's entry and the matter, where they are not there. */
export function missingRecords(source: RecordSource, { type, matter, on }: Occurrence): readonly Missing[] {
  const found: Missing[] = [];
  // Licences of a type that was deprecated stay what they are: only a type that was never entered is missing.
  if (licenceTypeOn(source.history<LicenceType>(recordKey.licenceType(type)), on) === undefined) {
    const definer = type.slice(0, 18);
    found.push({
      code: 'type',
      who: [definer],
      sentence: {
        zh: `证照目录中没有 ${type}；由定义机构 ${definer} 登记，该机构未加入时由成员动议登记。`,
        en: `The catalogue has no ${type}; its definer ${definer} enters it, or the members by motion where it has not joined.`,
      },
    });
  }
  const matterRecord = matterOn(source.history<Matter>(recordKey.matter(matter)), on);
  if (matterRecord?.state !== 'active') {
    found.push({
      code: 'matter',
      who: [],
      sentence: {
        zh: `该日没有现行的基本编码 ${matter}；全国编码由成员动议登记，省内编码由该省主管部门登记。`,
        en: `No basic code ${matter} was in force on that day; a nationwide one is entered by motion, a province’s by its approver.`,
      },
    });
  }
  return found;
}

/** No member of that day holds the region: none ever, or one that joined only later or that did not stand then. */
export function noMember(
  code: 'issuing-member' | 'receiving-member',
  region: string,
  lists: { readonly admitted: readonly Member[]; readonly known: readonly History<Member>[] },
  on: Day,
): Missing {
  const who = lists.admitted.map(({ id }) => id).sort();
  const own = lists.known.find((history) => {
    const value = latestVersion(history)?.value;
    return value && regionContains(value.region as Region, region as Region);
  });
  const joined = own?.find(({ value }) => value?.state === 'admitted');
  if (joined?.value) {
    const { id } = joined.value;
    const day = dayOfMs(joined.time);
    const isLater = day > on;
    return {
      code,
      who: isLater ? [id] : who,
      sentence: isLater
        ? {
            zh: `行政区划 ${region} 所属的成员 ${id} 至 ${day} 才加入。`,
            en: `The member ${id}, in which the region ${region} lies, joined only on ${day}.`,
          }
        : {
            zh: `行政区划 ${region} 所属的成员 ${id} 该日已被暂停或已退出；由现有成员过半数恢复或重新接纳。`,
            en: `The member ${id}, in which the region ${region} lies, was suspended or had left on that day; the members reinstate or admit it by majority.`,
          },
    };
  }
  return {
    code,
    who,
    sentence: {
      zh: `行政区划 ${region} 不在任何成员之内；由现有成员过半数接纳该地加入。`,
      en: `The region ${region} lies in no member; the members admit it by majority.`,
    },
  };
}

/** Who could grant competence: approvers that direct the type there; where none has joined, the members witness it. */
export function noIssuer(
  authorities: readonly History<Authority>[],
  { type, from }: Occurrence,
  members: readonly string[],
): Missing {
  const approvers = authorities.flatMap((history) => {
    const value = latestVersion(history)?.value;
    const directs = value?.directs.some(
      (scope) => scope.types.includes(type) && regionContains(scope.region as Region, from as Region),
    );
    return value && directs === true && value.state === 'active' ? [value.code] : [];
  });
  if (approvers.length > 0) {
    const names = approvers.join('、');
    return {
      code: 'competence',
      who: approvers,
      sentence: {
        zh: `${from} 没有该日可签发 ${type} 的部门；由上级主管部门 ${names} 批准。`,
        en: `No authority of ${from} was competent for ${type} on that day; its superior ${approvers.join(', ')} grants that.`,
      },
    };
  }
  return {
    code: 'competence',
    who: members,
    sentence: {
      zh: `${from} 没有该日可签发 ${type} 的部门，也没有主管该类证照的上级部门加入；由成员动议见证职权，或请主管部门加入。`,
      en: `No authority of ${from} was competent for ${type}, and no superior that directs it has joined; the members witness its competence by motion, or have the superior join.`,
    },
  };
}
