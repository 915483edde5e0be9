/**
 * What is asked of an annotated copy (加注件) beside everything that is asked of its original: who made it, for whose
 * use, for which matter, and until when. Its bytes are new, so its digest is never held against the original's.
 */
import type { Authority } from '../../authority/authority';
import { hasMandate } from '../../authority/right';
import { lineage, succeedsFor } from '../../authority/lineage';
import { endOfDayMs } from '../../code/day';
import { regionContains, type Region } from '../../code/region';
import type { CopyTerms } from '../../licence/copy';
import { type History, versionAtTime } from '../../record/version';
import type { Seal } from '../../seal/seal';
import type { FindingCode } from '../finding-code';
import { type Examination, newest } from '../inquiry';
import { mattersEqualTo } from './equal-matters';

/** How far the clock of a copy's maker may run ahead of the verifier's. */
export const MAKER_SKEW_MS = 10 * 60_000;

export interface CopyFault {
  readonly code: FindingCode;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** The record as it stood on the asked day; of today as it stands now. */
function onDay<T>({ question, day }: Examination, history: History<T> | undefined): T | undefined {
  if (question.asOf === undefined) return newest(history);
  return versionAtTime(history ?? [], endOfDayMs(day))?.value ?? undefined;
}

/**
 * What is wrong with the seal of the copy and who made it. A copy is on no ledger, so nothing but the asked day says
 * when its seal was used.
 */
export function copyMakerFault(examination: Examination): FindingCode | undefined {
  const { credential, facts } = examination;
  const history = facts.seals[credential.keyId] ?? [];
  const now = newest<Seal>(history);
  const seal = onDay<Seal>(examination, history);
  if (now === undefined || seal === undefined) return 'SEAL_UNREGISTERED';
  if (now.compromise?.confirmedBy !== undefined) return 'SEAL_COMPROMISED';
  if (seal.state !== 'active') return 'COPY_SEAL_ENDED';
  return isEntitled(examination, seal) ? undefined : 'COPY_MAKER_NOT_ENTITLED';
}

/** A seal, and who stands behind it and behind the licence, each as it stands on the day. */
export interface CopyMaker {
  readonly seal: Seal;
  /** The authority that answers for the seal. */
  readonly owner: Authority | undefined;
  /** The authority that anchored the original, by code and by record. */
  readonly issuer: string;
  readonly original: Authority | undefined;
  readonly type: string;
  readonly day: string;
  /** Asked for only where nothing else entitles. */
  readonly known: () => ReadonlyMap<string, Authority>;
}

/** The issuer, who continues it, or a custodian mandated to seal for it; each perhaps by a custodian of its own seals. */
export function mayMakeCopy({ seal, owner, issuer, original, type, day, known }: CopyMaker): boolean {
  if (owner?.state !== 'active') return false;
  const { custodian } = seal;
  if (
    custodian !== undefined &&
    custodian !== owner.code &&
    !hasMandate(owner, custodian, 'seal', day, type)
  ) {
    return false;
  }
  if (owner.code === issuer) return true;
  if (hasMandate(original, owner.code, 'seal', day, type)) return true;
  return lineage(owner, known(), type, day).some(({ code }) => code === issuer);
}

function isEntitled(examination: Examination, seal: Seal): boolean {
  const { credential, facts, day } = examination;
  const { issuer, type } = credential.claims;
  const creator = credential.form === 'page' ? credential.copy?.creator : undefined;
  if (creator !== undefined && creator !== seal.authority && creator !== seal.custodian) return false;
  return mayMakeCopy({
    seal,
    owner: onDay<Authority>(examination, facts.authorities[seal.authority]),
    issuer,
    original: onDay<Authority>(examination, facts.authorities[issuer]),
    type,
    day,
    known: () => knownAuthorities(examination),
  });
}

function knownAuthorities({ facts }: Examination): ReadonlyMap<string, Authority> {
  const known = new Map<string, Authority>();
  for (const [code, history] of Object.entries(facts.authorities)) {
    const value = newest(history);
    if (value !== undefined) known.set(code, value);
  }
  return known;
}

/** Why the copy is not for this office, this matter or this day; of several the one that is named first here. */
export function copyUseFault(examination: Examination): CopyFault | undefined {
  const { credential } = examination;
  if (credential.form !== 'page' || credential.copy === undefined) return undefined;
  const terms = credential.copy;
  return (
    spanFault(examination, terms) ?? addresseeFault(examination, terms) ?? matterFault(examination, terms)
  );
}

/** What a copy leaves open about its use; a person compares it with what the page says in words. */
export function copyUnstated({ credential }: Examination): readonly string[] {
  const terms = credential.form === 'page' ? credential.copy : undefined;
  if (terms === undefined) return [];
  return (['addressee', 'matter', 'end'] as const).filter((name) => terms[name] === undefined);
}

function spanFault(
  { question, day, nowMs, credential }: Examination,
  { made, end }: CopyTerms,
): CopyFault | undefined {
  const isAsOf = question.asOf !== undefined;
  if (end !== undefined && (isAsOf ? day > end.day : nowMs > end.ms)) {
    return { code: 'COPY_ENDED', evidence: { end: end.day, day } };
  }
  // A copy that does not say when it was made was made when it was sealed.
  const madeMs = made?.ms ?? credential.claims.madeAt * 1000;
  const isEarly = isAsOf ? endOfDayMs(day) <= madeMs : nowMs + MAKER_SKEW_MS < madeMs;
  return isEarly ? { code: 'COPY_NOT_YET_MADE', evidence: { day } } : undefined;
}

function addresseeFault(
  { question, relying, day, credential }: Examination,
  { addressee }: CopyTerms,
): CopyFault | undefined {
  if (addressee === undefined) return undefined;
  const evidence = { addressee: addressee.kind === 'authority' ? addressee.code : addressee.region };
  const fault: CopyFault = { code: 'COPY_FOR_ANOTHER', evidence };
  if (addressee.kind === 'authority') {
    if (addressee.code === question.relying) return undefined;
    // An office goes on with what was addressed to the one whose function it took over.
    const continues = relying?.predecessors.some(
      (each) =>
        each.predecessor === addressee.code && each.from <= day && succeedsFor(each, credential.claims.type),
    );
    return continues === true ? undefined : fault;
  }
  // An office that the ledger does not know has no region; check 8 says so.
  if (relying === undefined) return undefined;
  return regionContains(addressee.region, relying.region as Region) ? undefined : fault;
}

function matterFault(examination: Examination, { matter }: CopyTerms): CopyFault | undefined {
  const { question } = examination;
  if (matter === undefined) return undefined;
  const isSame =
    matter.kind === 'basic'
      ? mattersEqualTo(examination).includes(matter.basic)
      : question.matter.startsWith(matter.code);
  if (isSame) return undefined;
  return { code: 'COPY_FOR_ANOTHER_MATTER', evidence: { matter: [question.matter, matter.code] } };
}
