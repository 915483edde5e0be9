import { type Region, regionContains } from '../code/region';
import type { Day } from '../code/day';
import { otherSide } from '../matter/equal-matters';
import type { MatterMapping } from '../matter/matter';
import type { Bilingual } from '../record/bilingual';
import { type History, latestVersion } from '../record/version';
import { agreementOn, clausesFor } from '../verification/ground';
import { type AgreedText, agreedTexts } from './agreed-text';
import type { Agreement } from './agreement';
import type { Missing } from './missing';
import type { Occurrence } from './occurrence';

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
export function missingGround(lacking: Lacking): readonly Missing[] {
  const { asked, agreements, notInForce, mappings, occasion, issuing, receiving } = lacking;
  const found: Missing[] = [];
  for (const id of notInForce) {
    const history = agreements.find((each) => latestVersion(each)?.value?.id === id) ?? [];
    const agreement = latestVersion(history)?.value;
    if (agreement) found.push(waiting(agreement, agreedTexts(history), asked.on));
  }
  for (const history of mappings) {
    const mapping = latestVersion(history)?.value;
    if (mapping?.state !== 'proposed') continue;
    const other = otherSide(mapping, asked.matter);
    if (clausesFor(agreements, { ...occasion, matters: [other] }).matched.length === 0) continue;
    const parties = mapping.parties.map(({ authority }) => authority);
    const who = parties.filter((party) => !mapping.accepted.includes(party));
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
        zh: `协议 ${inForce.id} 第 ${clause.id} 条采信该类证照，但不含事项 ${asked.matter}；由签约成员 ${inForce.parties.join('、')} 变更协议，或登记事项对应。`,
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

/** Why an agreement with such a clause does not hold on that day: not accepted, only later, or no longer. */
function waiting(agreement: Agreement, texts: readonly AgreedText[], on: Day): Missing {
  const { id, parties, accepted } = agreement;
  if (texts.length === 0) {
    const who = parties.filter((party) => !accepted.includes(party));
    return {
      code: 'acceptance',
      who,
      sentence: {
        zh: `协议 ${id} 载有该条款，尚待 ${who.join('、')} 接受。`,
        en: `The agreement ${id} has such a clause and waits for ${who.join(', ')}.`,
      },
    };
  }
  const ended = texts.filter(({ to }) => to !== undefined && to < on).at(-1)?.to;
  const next = texts.find(({ from, to }) => from > on && (to === undefined || to >= from));
  const said: Bilingual[] = [];
  if (ended !== undefined) said.push({ zh: `已于 ${ended} 终止`, en: `ended on ${ended}` });
  if (next !== undefined && next.acceptedOn > on)
    said.push({
      zh: `至 ${next.acceptedOn} 才经全体签约成员接受`,
      en: `was accepted by all only on ${next.acceptedOn}`,
    });
  if (next !== undefined) said.push({ zh: `自 ${next.from} 起适用`, en: `holds from ${next.from} on` });
  return {
    code: 'later',
    who: parties,
    sentence: {
      zh: `协议 ${id} 载有该条款，但该日不适用：${said.map(({ zh }) => zh).join('，')}。`,
      en: `The agreement ${id} has such a clause but did not hold on that day: it ${said.map(({ en }) => en).join(', and ')}.`,
    },
  };
}
