import type { Authority, Competence } from '../authority/authority';
import { type Day, endOfDayMs } from '../code/day';
import { type Region, regionContains } from '../code/region';
import type { LicenceType } from '../licence-type/licence-type';
import type { Matter, MatterMapping } from '../matter/matter';
import { matterOn } from '../matter/version';
import type { Member } from '../member/member';
import type { Bilingual } from '../record/bilingual';
import { holdsOn } from '../record/field';
import { recordKey } from '../record/record-key';
import { type History, latestVersion, type Position, versionAtTime } from '../record/version';
import type { RecordSource } from '../verification/facts';
import { agreementOn, clausesFor, type MatchedClause, statutoryBasesFor } from '../verification/ground';
import type { Agreement, Basis, Clause } from './agreement';
import { termsDigest } from './acceptance';

/** What is asked: may licences of this type from there be accepted here for this matter on that day, and on whose word? */
export interface Occurrence {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** Basic code. */
  readonly matter: string;
  readonly on: Day;
}

/** Who did something that the answer rests on, and where on the ledger. */
export interface Approval {
  readonly by: string;
  readonly position: Position;
  readonly time: number;
}

export interface ExplainedClause {
  readonly agreement: string;
  readonly version: number;
  readonly title: string;
  readonly text: Agreement['terms']['text'];
  readonly clause: Clause;
  /** The parties' acceptances of this very text. */
  readonly acceptances: readonly Approval[];
}

/** An authority there that may issue the type, and who said so. */
export interface ExplainedIssuer {
  readonly authority: string;
  readonly name: Bilingual;
  readonly region: string;
  readonly standing: Competence['standing'];
  readonly filing: Competence['filing'];
  /** The superior that granted it, as it is named; absent: the members witnessed it. */
  readonly by?: string;
  readonly superior?: Bilingual;
  /** Where the grant was written. */
  readonly granted: { readonly position: Position; readonly time: number };
}

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

export interface Explanation extends Occurrence {
  readonly answer: 'own-region' | 'law' | 'national-list' | 'accept' | 'review' | 'refuse' | 'not-covered';
  readonly clauses: readonly ExplainedClause[];
  readonly bases: readonly Basis[];
  /** Basic codes that count as the matter, by accepted mappings. */
  readonly matters: readonly string[];
  readonly mappings: readonly {
    readonly from: string;
    readonly to: string;
    readonly accepted: readonly Approval[];
  }[];
  readonly issuers: readonly ExplainedIssuer[];
  readonly missing: readonly Missing[];
}

/** Issuers that one answer tells of. */
const ISSUERS_LIMIT = 50;

/**
 * The clause and the chain of approvals behind it, or what is missing and who could grant it, as the ledger tells of
 * that day.
 * @param lists every authority and every member that the source holds
 */
export function explainGround(
  source: RecordSource,
  asked: Occurrence,
  lists: {
    readonly authorities: readonly History<Authority>[];
    readonly members: readonly History<Member>[];
  },
): Explanation {
  const { type, from, to, matter, on } = asked;
  const end = endOfDayMs(on);
  const { agreements: keys, bases: baseKeys } = source.grounds(type);
  const agreements = keys.map((key) => source.history<Agreement>(key));
  const mappings = source.mappings(matter).map((key) => source.history<MatterMapping>(key));
  const accepted = mappings.flatMap((history) => {
    const value = versionAtTime(history, end)?.value;
    return value?.state === 'accepted' ? [{ history, value }] : [];
  });
  const matters = [matter, ...accepted.map(({ value }) => (value.from === matter ? value.to : value.from))];
  const occasion = { type, issuing: from, receiving: to, matters, day: on };
  const { matched, notInForce } = clausesFor(agreements, occasion);
  const bases = statutoryBasesFor(
    baseKeys.map((key) => source.history<Basis>(key)),
    occasion,
  );
  const members = admittedOn(lists.members, end);
  const issuing = membersOf(members, from);
  const receiving = membersOf(members, to);
  const issuers = issuersOf(lists.authorities, asked, source);
  const isOwn = issuing.some((id) => receiving.includes(id));
  const answer = answerOf(matched, bases, isOwn);
  const missing = [
    ...missingRecords(source, asked),
    ...(issuing.length === 0 ? [noMember('issuing-member', from, members)] : []),
    ...(receiving.length === 0 ? [noMember('receiving-member', to, members)] : []),
    ...(issuers.length === 0 ? [noIssuer(lists.authorities, asked, issuing)] : []),
    ...(answer === 'not-covered'
      ? missingGround({ asked, agreements, notInForce, mappings, occasion, issuing, receiving })
      : []),
  ];
  return {
    ...asked,
    answer,
    clauses: matched.map((each) => explained(each, agreements, on)),
    bases,
    matters,
    mappings: accepted.map(({ history, value }) => ({
      from: value.from,
      to: value.to,
      accepted: firstActs(history, (version) => (version.version === value.version ? version.accepted : [])),
    })),
    issuers,
    missing,
  };
}

/** Refusal by name over review over what accepts, as the verdict has it (DETAILS 19). */
function answerOf(
  matched: readonly MatchedClause[],
  bases: readonly Basis[],
  isOwn: boolean,
): Explanation['answer'] {
  if (isOwn) return 'own-region';
  const effects = matched.map(({ clause }) => clause.effect);
  if (effects.includes('refuse')) return 'refuse';
  if (effects.includes('review')) return 'review';
  if (bases[0] !== undefined) return bases[0].kind;
  return effects.includes('accept') ? 'accept' : 'not-covered';
}

function explained(
  { agreement: id, version, clause }: MatchedClause,
  agreements: readonly History<Agreement>[],
  on: Day,
): ExplainedClause {
  const history = agreements.find((each) => each.some(({ value }) => value?.id === id)) ?? [];
  const terms = agreementOn(history, on)?.terms;
  if (terms === undefined) throw new TypeError('a matched clause is in force');
  const digest = termsDigest(terms);
  const isText = (other: Agreement['terms'] | undefined): boolean =>
    other !== undefined && termsDigest(other) === digest;
  const acceptances = firstActs(history, (value) => [
    ...(isText(value.terms) ? value.accepted : []),
    ...(isText(value.amendment?.terms) ? (value.amendment?.accepted ?? []) : []),
  ]);
  return { agreement: id, version, title: terms.title, text: terms.text, clause, acceptances };
}

/** Where each name first stands in a history. */
function firstActs<T>(history: History<T>, namesOf: (value: T) => readonly string[]): readonly Approval[] {
  const first = new Map<string, Approval>();
  for (const { value, position, time } of history) {
    for (const by of value === null ? [] : namesOf(value))
      if (!first.has(by)) first.set(by, { by, position, time });
  }
  return [...first.values()];
}

function admittedOn(members: readonly History<Member>[], end: number): readonly Member[] {
  return members.flatMap((history) => {
    const value = versionAtTime(history, end)?.value;
    return value?.state === 'admitted' ? [value] : [];
  });
}

function membersOf(members: readonly Member[], region: string): readonly string[] {
  return members
    .filter((member) => regionContains(member.region as Region, region as Region))
    .map(({ id }) => id)
    .sort();
}

function issuersOf(
  authorities: readonly History<Authority>[],
  { type, from, on }: Occurrence,
  source: RecordSource,
): readonly ExplainedIssuer[] {
  const found: ExplainedIssuer[] = [];
  for (const history of authorities) {
    const authority = latestVersion(history)?.value;
    if (authority == null || !regionContains(from as Region, authority.region as Region)) continue;
    const entry = authority.competence.find(
      (each) => isFor(each, type, authority.region) && holdsOn(each, on),
    );
    if (entry === undefined) continue;
    const granting = history.find(({ value }) =>
      value?.competence.some((each) => isFor(each, type, authority.region) && each.from === entry.from),
    );
    const { code, name, region } = authority;
    const superior =
      entry.by === undefined
        ? undefined
        : latestVersion(source.history<Authority>(recordKey.authority(entry.by)))?.value?.name;
    found.push({
      authority: code,
      name,
      region,
      standing: entry.standing,
      filing: entry.filing,
      ...(entry.by !== undefined && { by: entry.by }),
      ...(superior && { superior }),
      granted: { position: granting?.position ?? { block: 0, tx: 0 }, time: granting?.time ?? 0 },
    });
    if (found.length === ISSUERS_LIMIT) break;
  }
  return found;
}

function isFor(entry: Competence, type: string, region: string): boolean {
  return entry.types.includes(type) && regionContains(entry.region as Region, region as Region);
}

function missingRecords(source: RecordSource, { type, matter, on }: Occurrence): readonly Missing[] {
  const found: Missing[] = [];
  const typeRecord = latestVersion(source.history<LicenceType>(recordKey.licenceType(type)))?.value;
  if (typeRecord?.state !== 'active') {
    const definer = type.slice(0, 18);
    found.push({
      code: 'type',
      who: [definer],
      sentence: {
        zh: `证照目录中没有现行的 ${type}；由定义部门 ${definer} 登记，该部门未加入时由成员动议登记。`,
        en: `The catalogue has no active ${type}; its definer ${definer} enters it, or the members by motion where it has not joined.`,
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

function noMember(
  code: 'issuing-member' | 'receiving-member',
  region: string,
  members: readonly Member[],
): Missing {
  return {
    code,
    who: members.map(({ id }) => id).sort(),
    sentence: {
      zh: `行政区划 ${region} 不在任何成员之内；由现有成员过半数吸收该地加入。`,
      en: `The region ${region} lies in no member; the members admit it by majority.`,
    },
  };
}

/** Who could grant competence: approvers that direct the type there; where none has joined, the members witness it. */
function noIssuer(
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

interface Lacking {
  readonly asked: Occurrence;
  readonly agreements: readonly History<Agreement>[];
  readonly notInForce: readonly string[];
  readonly mappings: readonly History<MatterMapping>[];
  readonly occasion: Parameters<typeof clausesFor>[1];
  readonly issuing: readonly string[];
  readonly receiving: readonly string[];
}

/** Nearest first: an agreement that waits, a mapping that waits, a clause for other matters, and only then a new one. */
function missingGround(lacking: Lacking): readonly Missing[] {
  const { asked, agreements, notInForce, mappings, occasion, issuing, receiving } = lacking;
  const found: Missing[] = [];
  for (const id of notInForce) {
    const agreement = agreements
      .map((history) => latestVersion(history)?.value)
      .find((value) => value?.id === id);
    if (agreement) found.push(waiting(agreement));
  }
  for (const history of mappings) {
    const mapping = latestVersion(history)?.value;
    if (mapping?.state !== 'proposed') continue;
    const other = mapping.from === asked.matter ? mapping.to : mapping.from;
    if (clausesFor(agreements, { ...occasion, matters: [other] }).matched.length === 0) continue;
    const who = mapping.parties.filter((party) => !mapping.accepted.includes(party));
    found.push({
      code: 'mapping',
      who,
      sentence: {
        zh: `${mapping.from} 与 ${mapping.to} 的事项对应尚待 ${who.join('、')} 接受。`,
        en: `The mapping of ${mapping.from} and ${mapping.to} waits for ${who.join(', ')}.`,
      },
    });
  }
  const near = agreements.flatMap((history) => {
    const inForce = agreementOn(history, asked.on);
    const clause = inForce?.terms.clauses.find(
      ({ types, issuingRegions, receivingRegions }) =>
        (types === '*' || types.includes(asked.type)) &&
        issuingRegions.some((outer) => regionContains(outer as Region, asked.from as Region)) &&
        receivingRegions.some((outer) => regionContains(outer as Region, asked.to as Region)),
    );
    return inForce && clause ? [{ inForce, clause }] : [];
  });
  for (const { inForce, clause } of near) {
    found.push({
      code: 'matter-in-clause',
      who: inForce.parties,
      sentence: {
        zh: `协议 ${inForce.id} 第 ${clause.id} 条认可该类证照，但不含事项 ${asked.matter}；由当事成员 ${inForce.parties.join('、')} 变更协议，或登记事项对应。`,
        en: `Clause ${clause.id} of ${inForce.id} covers the type and the regions but not the matter ${asked.matter}; its parties ${inForce.parties.join(', ')} amend it, or the matter is mapped.`,
      },
    });
  }
  if (found.length > 0) return found;
  const who = [...new Set([...issuing, ...receiving])].sort();
  return [
    {
      code: 'agreement',
      who,
      sentence: {
        zh: `没有协议条款、法律或全国清单可作依据；由 ${who.join('、')} 订立互认协议。`,
        en: `No clause, law or national list gives a ground; ${who.join(', ')} conclude an agreement.`,
      },
    },
  ];
}

function waiting(agreement: Agreement): Missing {
  const { id, state, parties, accepted, terms } = agreement;
  const who = parties.filter((party) => !accepted.includes(party));
  if (state === 'proposed' && who.length > 0) {
    return {
      code: 'acceptance',
      who,
      sentence: {
        zh: `协议 ${id} 载有该条款，尚待 ${who.join('、')} 接受。`,
        en: `The agreement ${id} has such a clause and waits for ${who.join(', ')}.`,
      },
    };
  }
  return {
    code: 'later',
    who: parties,
    sentence: {
      zh: `协议 ${id} 载有该条款，但该日不在其适用期内（自 ${terms.from} 起${agreement.lastDay === undefined ? '' : `，至 ${agreement.lastDay} 止`}）。`,
      en: `The agreement ${id} has such a clause but did not hold on that day (from ${terms.from}${agreement.lastDay === undefined ? '' : ` to ${agreement.lastDay}`}).`,
    },
  };
}
