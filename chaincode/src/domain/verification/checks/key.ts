import type { Authority } from '../../authority/authority';
import { hasMandate } from '../../authority/right';
import { dayOfMs } from '../../code/day';
import { comparePositions, type History, versionBefore } from '../../record/version';
import type { Anchor } from '../../licence/anchor';
import { type RolesMet, rolesMet, type SealRoles } from '../../licence-type/seal-roles';
import type { Seal, SesIdentity } from '../../seal/seal';
import { type Finding } from '../finding';
import { finding, type FindingCode } from '../finding-code';
import { type Examination, newest } from '../inquiry';
import { copyMakerFault } from './copy';

/**
 * 5. The seal was registered for this authority, or held by its custodian under a mandate, and active when the batch
 * was anchored: judged by ledger position. Without an anchor it can only be judged as it stands now.
 */
export function checkKey(examination: Examination): Finding {
  const { credential, facts, anchor } = examination;
  if (credential.legalForm === 'copy') return checkCopyKeys(examination);
  const history = facts.seals[credential.keyId] ?? [];
  const evidence = { keyId: credential.keyId, ...(anchor && { anchoredAt: anchor.position }) };
  if (anchor === undefined) {
    const now = codeNow(examination, history);
    const ses = now === 'SEAL_ACTIVE_NOW' ? (sesFault(examination) ?? sesDoubt(examination)) : undefined;
    return finding(ses ?? now, evidence);
  }
  const fault = faultAtAnchor(examination, history) ?? sesFault(examination);
  if (fault !== undefined) return finding(fault, evidence);
  const { keyId: batchKeyId } = anchor.value;
  if (!isKeyOfBatch(examination, anchor.value))
    return finding('SEAL_NOT_OF_BATCH', { ...evidence, batchKeyId });
  const batchHistory = batchKeyId === credential.keyId ? history : (facts.seals[batchKeyId] ?? []);
  const batchFault = batchHistory === history ? undefined : faultAtAnchor(examination, batchHistory);
  if (batchFault !== undefined) return finding(batchFault, { ...evidence, batchKeyId });
  const roles = rolesFault(examination);
  if (roles !== undefined) return finding(roles.code, { ...evidence, ...roles.evidence });
  const doubt = sesDoubt(examination);
  if (doubt !== undefined) return finding(doubt, evidence);
  const shown = pageRolesDoubt(examination);
  if (shown !== undefined) return finding(shown.code, { ...evidence, ...shown.evidence });
  return finding('SEAL_ACTIVE', evidence);
}

/** Who made the copy, under which seal; and the seals of the original, which the copy leads to. */
function checkCopyKeys(examination: Examination): Finding {
  const { credential, facts, anchor } = examination;
  const evidence = { keyId: credential.keyId, ...(anchor && { anchoredAt: anchor.position }) };
  const fault = copyMakerFault(examination) ?? sesFault(examination);
  if (fault !== undefined) return finding(fault, evidence);
  const by = newest(facts.seals[credential.keyId])?.authority;
  if (anchor !== undefined) {
    const { keyId: batchKeyId } = anchor.value;
    const history = facts.seals[batchKeyId] ?? [];
    const batchFault = faultAtAnchor(examination, history);
    if (batchFault !== undefined) return finding(batchFault, { ...evidence, batchKeyId });
    const roles = rolesFault(examination);
    if (roles !== undefined) return finding(roles.code, { ...evidence, ...roles.evidence });
  }
  return finding(sesDoubt(examination) ?? 'COPY_MAKER_ENTITLED', { ...evidence, by });
}

/** The batch's own key; a page form may also be sealed with one of the seals that signed the batch beside it. */
function isKeyOfBatch({ credential }: Examination, { keyId, coSeals }: Anchor): boolean {
  if (keyId === credential.keyId) return true;
  return credential.form === 'page' && coSeals.some((coSeal) => coSeal.keyId === credential.keyId);
}

/**
 * What is wrong with the SES seals of a page form: the key may be the authority's and its certificate a good CA's, and
 * still the seal may be self-made. The ledger knows which one is the authority's.
 */
function sesFault({ credential, facts }: Examination): FindingCode | undefined {
  if (credential.form !== 'page') return undefined;
  const [first] = credential.seals;
  if (first?.ses !== undefined && newest(facts.seals[first.keyId])?.ses === undefined) {
    return 'SES_SEAL_UNREGISTERED';
  }
  const isForged = credential.seals.some((seal) => {
    const known = newest(facts.seals[seal.keyId])?.ses;
    return seal.ses !== undefined && known !== undefined && !isSameSes(seal.ses, known);
  });
  return isForged ? 'SES_SEAL_DIFFERS' : undefined;
}

/** What cannot be said of the seals of a page form; no ground to refuse. */
function sesDoubt(examination: Examination): FindingCode | undefined {
  const { credential, facts, anchor } = examination;
  if (credential.form !== 'page') return undefined;
  const [first, ...further] = credential.seals;
  if (first?.ses === undefined) return 'SES_SEAL_ABSENT';
  const isKnown = further.every(({ keyId, ses }) => {
    const history = facts.seals[keyId] ?? [];
    const record = newest(history);
    if (ses === undefined || record?.ses === undefined) return false;
    return anchor === undefined ? record.state === 'active' : stateFault(examination, history) === undefined;
  });
  return isKnown ? undefined : 'FURTHER_SEAL_UNKNOWN';
}

function isSameSes(ses: SesIdentity, known: SesIdentity): boolean {
  return ses.digest === known.digest && ses.esId === known.esId && ses.makerKeyId === known.makerKeyId;
}

function codeNow({ credential, facts, day }: Examination, history: History<Seal>): FindingCode {
  const seal = newest(history);
  const { issuer, type } = credential.claims;
  if (seal === undefined) return 'SEAL_UNREGISTERED';
  if (seal.authority !== issuer) return 'SEAL_OF_ANOTHER';
  if (seal.compromise?.confirmedBy !== undefined) return 'SEAL_COMPROMISED';
  if (seal.state !== 'active') return 'SEAL_ENDED';
  const authority = newest(facts.authorities[issuer]);
  const isHeld = seal.custodian === undefined || hasMandate(authority, seal.custodian, 'seal', day, type);
  return isHeld ? 'SEAL_ACTIVE_NOW' : 'SEAL_WITHOUT_MANDATE';
}

/** What is wrong with the batch's own seal as it stood just before the anchor. */
function faultAtAnchor(examination: Examination, history: History<Seal>): FindingCode | undefined {
  const { anchor, facts } = examination;
  if (anchor === undefined) return undefined;
  const { position, time, value } = anchor;
  const fault = stateFault(examination, history);
  if (fault === 'SEAL_UNREGISTERED' || fault === 'SEAL_REGISTERED_LATER') return fault;
  const seal = versionBefore(history, position)?.value;
  if (seal?.authority !== value.authority) return 'SEAL_OF_ANOTHER';
  if (fault !== undefined) return fault;
  if (seal.custodian === undefined) return undefined;
  const authority = versionBefore(facts.authorities[value.authority] ?? [], position)?.value ?? undefined;
  const mandated = hasMandate(authority, seal.custodian, 'seal', dayOfMs(time), value.type);
  return mandated ? undefined : 'SEAL_WITHOUT_MANDATE';
}

/** What is wrong with any seal of the batch, whoever answers for it. */
function stateFault({ anchor }: Examination, history: History<Seal>): FindingCode | undefined {
  const now = newest(history);
  if (anchor === undefined || now === undefined) return 'SEAL_UNREGISTERED';
  const then = versionBefore(history, anchor.position)?.value;
  if (then === undefined || then === null) return 'SEAL_REGISTERED_LATER';
  const { compromise } = now;
  if (compromise?.confirmedBy !== undefined && comparePositions(anchor.position, compromise.from) >= 0) {
    return 'SEAL_COMPROMISED';
  }
  if (then.state === 'retired') return 'SEAL_RETIRED';
  return then.state === 'frozen' ? 'SEAL_FROZEN' : undefined;
}

interface RolesFault {
  readonly code: FindingCode;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** The type's rule of several seals as it stood when the batch was anchored. */
function ruleOf({ facts, anchor, licenceType }: Examination): SealRoles | undefined {
  const then = anchor && versionBefore(facts.licenceType, anchor.position)?.value;
  return (then ?? licenceType)?.seals;
}

/** Which roles good seals fill, each as it and its authority stood when the batch was anchored. */
function rolesOf(
  examination: Examination,
  rule: SealRoles,
  anchor: NonNullable<Examination['anchor']>,
  keyIds: readonly string[],
): RolesMet | undefined {
  const { facts } = examination;
  const { position, time, value } = anchor;
  const authorityThen = (code: string): Authority | undefined =>
    versionBefore(facts.authorities[code] ?? [], position)?.value ?? undefined;
  const issuer = authorityThen(value.authority);
  if (issuer === undefined) return undefined;
  const used = keyIds.flatMap((keyId) => {
    const history = facts.seals[keyId] ?? [];
    const seal = versionBefore(history, position)?.value;
    if (seal === undefined || seal === null || stateFault(examination, history) !== undefined) return [];
    const sealer = authorityThen(seal.authority);
    return [{ seal, sealer: sealer?.state === 'active' ? sealer : undefined }];
  });
  return rolesMet(rule, value.type, used, issuer, dayOfMs(time));
}

/** Types with several seals: why the batch has too few, if it has. */
function rolesFault(examination: Examination): RolesFault | undefined {
  const { anchor } = examination;
  const rule = ruleOf(examination);
  if (anchor === undefined || rule === undefined) return undefined;
  const { keyId, coSeals } = anchor.value;
  const met = rolesOf(examination, rule, anchor, [keyId, ...coSeals.map((coSeal) => coSeal.keyId)]);
  const { filled = [], notHeld = [], withoutMandate = [] } = met ?? {};
  const lacking = rule.atLeast - filled.length;
  if (lacking <= 0) return undefined;
  const evidence = { roles: rule.roles, atLeast: rule.atLeast, filled, notHeld, withoutMandate };
  if (withoutMandate.length >= lacking) return { code: 'CO_SEAL_WITHOUT_MANDATE', evidence };
  const isClaimed = notHeld.length + withoutMandate.length >= lacking;
  return { code: isClaimed ? 'CO_SEAL_ROLE_NOT_HELD' : 'CO_SEALS_MISSING', evidence };
}

/**
 * A page form that shows fewer of the seals than its type asks for, each over the whole of it. Its batch was sealed by
 * all of them, so this is a doubt about the file and no ground to refuse.
 */
function pageRolesDoubt(examination: Examination): RolesFault | undefined {
  const { anchor, credential } = examination;
  const rule = ruleOf(examination);
  if (anchor === undefined || rule === undefined || credential.legalForm !== 'page') return undefined;
  const whole = credential.seals.filter(({ coversAll }) => coversAll).map(({ keyId }) => keyId);
  const met = rolesOf(examination, rule, anchor, whole);
  const filled = met?.filled ?? [];
  if (filled.length >= rule.atLeast) return undefined;
  return { code: 'PAGE_CO_SEALS_MISSING', evidence: { roles: rule.roles, atLeast: rule.atLeast, filled } };
}
