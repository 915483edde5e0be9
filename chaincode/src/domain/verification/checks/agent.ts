import { endOfDayMs } from '../../code/day';
import { type DelegationChain, isInScope } from '../../delegation/chain';
import { isRootAnchored } from '../../delegation/root';
import { splitBatch } from '../../licence/credential-file';
import { stateOnDay } from '../../licence/history';
import { type History, versionAtTime } from '../../record/version';
import type { Finding } from '../finding';
import { finding } from '../finding-code';
import { type Examination, newest } from '../inquiry';

/**
 * Why an agent may not present here and on this day, although the chain leads from the holder to them: the licence that
 * the right flows from is no longer in force, a link was revoked, is over or has not begun, or this type or matter lies
 * outside. Undefined: they may.
 */
export function agencyFault(examination: Examination, chain: DelegationChain): Finding | undefined {
  const { facts, day, credential, matter } = examination;
  const { agency } = facts;
  const from = chain.links[0]?.payload.root;
  const ids = chain.links.map(({ payload }) => payload.id);
  // Facts that were gathered for somebody else's chain say nothing of this one.
  if (
    from === undefined ||
    agency?.rootOf !== `${splitBatch(from.batch).authority}/${from.leaf}` ||
    !ids.every((id) => Object.hasOwn(agency.ends, id))
  ) {
    return finding('AGENT_STATUS_UNKNOWN');
  }
  if (!isRootAnchored(from, newest(agency.anchor), examination.provider)) {
    return finding('AGENT_VOID', { day, batch: from.batch });
  }
  const { state } = stateOnDay(known(agency.root, examination)?.changes ?? [], day);
  if (state !== 'valid') return finding('AGENT_VOID', { day, state });
  const revoked = ids.filter((id) => known(agency.ends[id] ?? [], examination) !== undefined);
  if (revoked.length > 0) return finding('AGENT_REVOKED', { day, revoked });
  const outside = chain.links.find(({ payload: { from, until } }) => day < from || day > until);
  if (outside !== undefined) {
    const { id, from, until } = outside.payload;
    return finding('AGENT_ENDED', { day, delegation: id, from, until });
  }
  const { type } = credential.claims;
  const { basic } = matter;
  return isInScope(chain, { type, basic })
    ? undefined
    : finding('AGENT_OUT_OF_SCOPE', { type, matter: basic });
}

/** What the finding tells of a chain: roles, its end, its names on the ledger; nobody's name. */
export function agencyEvidence({ links }: DelegationChain): Readonly<Record<string, unknown>> {
  const ends = links.map(({ payload: { until } }) => until).sort();
  return {
    ground: 'delegation',
    roles: links.map(({ payload: { role } }) => role),
    until: ends[0],
    delegations: links.map(({ payload: { id } }) => id),
  };
}

/** As the record stood at the end of a day that is asked about, else as it stands. */
function known<T>(history: History<T>, { question, day }: Examination): T | undefined {
  if (question.asOf === undefined) return newest(history);
  return versionAtTime(history, endOfDayMs(day))?.value ?? undefined;
}
