import type { Authority } from '../../authority/authority';
import { lineage, succeedsFor } from '../../authority/lineage';
import { dayOfMs } from '../../code/day';
import { type Region, regionContains } from '../../code/region';
import { holdsOn } from '../../record/field';
import { latestVersion, versionBefore } from '../../record/version';
import { type Finding } from '../finding';
import { finding, type FindingCode } from '../finding-code';
import type { Examination } from '../inquiry';

/** How an authority stood to type × region on a day; `elsewhen`: it was or became competent on other days only. */
type Standing = 'approved' | 'witnessed' | 'elsewhen' | 'none';

/**
 * 6. The issuer was competent for the type in the licence's region on the day of issue: itself, or through the
 * authority whose function it continues. Its suspension counts from its own block on: earlier anchors stand.
 */
export function checkCompetence(examination: Examination): Finding {
  const { credential, anchor, facts, issuer } = examination;
  const { claims } = credential;
  const evidence = {
    issuer: claims.issuer,
    type: claims.type,
    region: claims.region,
    issueDay: claims.issueDay,
  };
  if (anchor !== undefined && anchor.value.authority !== claims.issuer) {
    return finding('ISSUER_DIFFERS', { ...evidence, anchoredFor: anchor.value.authority });
  }
  if (issuer === undefined) return finding('ISSUER_UNKNOWN', evidence);
  if (anchor !== undefined) {
    const then = versionBefore(facts.authorities[claims.issuer] ?? [], anchor.position)?.value;
    if (then?.state === 'suspended' || then?.state === 'abolished') {
      return finding('AUTHORITY_SUSPENDED', { ...evidence, state: then.state, anchoredAt: anchor.position });
    }
  }
  const { code, by } = decideCompetence(examination, issuer);
  return finding(code, by === undefined ? evidence : { ...evidence, by });
}

function decideCompetence(
  examination: Examination,
  issuer: Authority,
): { readonly code: FindingCode; readonly by?: string } {
  const { claims } = examination.credential;
  const origin = claims.origin?.issuer ?? issuer.code;
  const own = standingOn(issuer, examination);
  if (origin === issuer.code && own !== 'none' && own !== 'elsewhen') {
    if (isAnchoredLate(issuer, examination)) return { code: 'ANCHORED_AFTER_COMPETENCE' };
    return { code: codeOf(examination, own, 'COMPETENT') };
  }
  let best: Standing = own;
  for (const predecessor of continued(examination, issuer)) {
    if (claims.origin !== undefined && predecessor.code !== origin) continue;
    const standing = standingOn(predecessor, examination);
    if (standing === 'approved' || standing === 'witnessed') {
      return { code: codeOf(examination, standing, 'COMPETENT_BY_SUCCESSION'), by: predecessor.code };
    }
    if (standing === 'elsewhen') best = standing;
  }
  return { code: best === 'elsewhen' ? 'NOT_COMPETENT_THEN' : 'NOT_COMPETENT' };
}

function codeOf({ policy }: Examination, standing: 'approved' | 'witnessed', code: FindingCode): FindingCode {
  if (standing === 'approved') return code;
  return policy.witnessed === 'accept' ? 'WITNESSED_TOLERATED' : 'COMPETENCE_WITNESSED';
}

/**
 * Who lost a competence could still date a licence back to when it had it. What was first issued on paper is anchored
 * later by its nature, and says so.
 */
function isAnchoredLate(issuer: Authority, examination: Examination): boolean {
  const { anchor, credential } = examination;
  if (anchor === undefined || credential.claims.origin !== undefined) return false;
  const anchoredOn = dayOfMs(anchor.time);
  return fittingOf(issuer, examination).every(({ to }) => to !== undefined && to < anchoredOn);
}

/** Competence for the type that covers where the licence is of, whenever it held. */
function fittingOf(authority: Authority, { credential, licenceType }: Examination): Authority['competence'] {
  const { type, region, premisesRegion } = credential.claims;
  // Premises that lie elsewhere would carry a permit of this region into that one.
  const places = licenceType?.reach === 'premises' && premisesRegion ? [region, premisesRegion] : [region];
  return authority.competence.filter(
    (entry) =>
      entry.types.includes(type) &&
      places.every((place) => regionContains(entry.region as Region, place as Region)),
  );
}

function standingOn(authority: Authority, examination: Examination): Standing {
  const { issueDay } = examination.credential.claims;
  const fitting = fittingOf(authority, examination);
  const then = fitting.filter((entry) => holdsOn(entry, issueDay));
  if (then.some((entry) => entry.standing === 'approved')) return 'approved';
  if (then.length > 0) return 'witnessed';
  return fitting.length > 0 ? 'elsewhen' : 'none';
}

/** Those whose function for the type the issuer continues, as far as the licence is older than the succession. */
function continued({ credential, facts }: Examination, issuer: Authority): readonly Authority[] {
  if (issuer.predecessors.length === 0) return [];
  const { type, issueDay } = credential.claims;
  const known = new Map<string, Authority>();
  for (const [code, history] of Object.entries(facts.authorities)) {
    const value = latestVersion(history)?.value;
    if (value) known.set(code, value);
  }
  const line = lineage(issuer, known, type);
  return line.filter(({ code }) =>
    line.some(({ predecessors }) =>
      predecessors.some(
        (each) => each.predecessor === code && succeedsFor(each, type) && issueDay < each.from,
      ),
    ),
  );
}
