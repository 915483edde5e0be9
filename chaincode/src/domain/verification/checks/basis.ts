import { decideReach } from '../../licence/reach';
import { type Finding } from '../finding';
import { finding, FINDING_CODES, type FindingCode } from '../finding-code';
import {
  type Circumstances,
  clausesFor,
  type MatchedClause,
  type Occasion,
  statutoryBasesFor,
  unmetConditions,
} from '../ground';
import type { Examination } from '../inquiry';
import type { VerdictBasis } from '../verdict';
import { mattersEqualTo } from './equal-matters';

const NONE: VerdictBasis = { kind: 'none' };

/**
 * 8. Why this licence is to be accepted here: its own region, law, a national list, or a clause; and whether its own
 * territory reaches this region. Clauses that disagree: refusal by name over review over acceptance; the finding
 * lists them all. The issuing region is the authority's, never the claim's.
 * @param identityLevel level at which the holder was identified; undefined without a presentation
 */
export function checkBasis(examination: Examination, identityLevel: number | undefined): Finding {
  const { credential, relying, issuer, licenceType } = examination;
  if (relying === undefined) return finding('RELYING_UNKNOWN', { basis: NONE });
  const receiving = relying.region;
  const reach = decideReach(licenceType ?? { reach: 'nationwide' }, credential.claims, receiving);
  if (reach === 'outside') {
    const { effectiveRegions, premisesRegion } = credential.claims;
    return finding('OUT_OF_TERRITORY', {
      basis: NONE,
      receiving,
      ...(effectiveRegions && { effectiveRegions }),
      ...(premisesRegion !== undefined && { premisesRegion }),
    });
  }
  if (issuer === undefined)
    return finding('ISSUING_REGION_UNKNOWN', { basis: NONE, issuer: credential.claims.issuer });
  const occasion: Occasion = {
    type: credential.claims.type,
    issuing: issuer.region,
    receiving,
    matters: mattersEqualTo(examination),
    day: examination.day,
  };
  const ground = decideGround(examination, occasion, identityLevel, issuer.member === relying.member);
  // Spreads stand last in what every verification builds: before named members they cost microseconds in V8.
  const evidence = { basis: ground.basis, issuing: issuer.region, receiving, ...ground.evidence };
  // A refusal or review by clause says more than an uncertain territory does; an acceptance must wait for it.
  if (FINDING_CODES[ground.code].outcome === 'pass' && reach !== 'reaches') {
    return finding(reach === 'partly' ? 'TERRITORY_PARTLY' : 'TERRITORY_UNSTATED', evidence);
  }
  return finding(ground.code, evidence);
}

interface Ground {
  readonly code: FindingCode;
  readonly basis: VerdictBasis;
  readonly evidence: Readonly<Record<string, unknown>>;
}

function decideGround(
  examination: Examination,
  occasion: Occasion,
  identityLevel: number | undefined,
  isOwnRegion: boolean,
): Ground {
  if (isOwnRegion) return { code: 'BASIS_OWN_REGION', basis: { kind: 'own-region' }, evidence: {} };
  const { matched, notInForce } = clausesFor(examination.facts.agreements, occasion);
  const evidence = {
    clauses: matched.map(({ agreement, version, clause }) => ({
      agreement,
      version,
      clause: clause.id,
      effect: clause.effect,
    })),
  };
  const refusal = matched.find(({ clause }) => clause.effect === 'refuse');
  if (refusal) return { code: 'CLAUSE_REFUSES', basis: NONE, evidence: { ...evidence, ...named(refusal) } };
  const review = matched.find(({ clause }) => clause.effect === 'review');
  if (review) return { code: 'CLAUSE_REVIEW', basis: basisOfClause(review), evidence };
  for (const { id, kind, title, article } of statutoryBasesFor(examination.facts.bases, occasion)) {
    const code = kind === 'law' ? 'BASIS_LAW' : 'BASIS_NATIONAL_LIST';
    return { code, basis: { kind, reference: id }, evidence: { ...evidence, title, article } };
  }
  const circumstances = circumstancesOf(examination, identityLevel);
  for (const each of matched) {
    if (unmetConditions(each.clause.conditions, circumstances).length > 0) continue;
    return { code: 'BASIS_CLAUSE', basis: basisOfClause(each), evidence };
  }
  if (matched[0]) {
    const unmet = unmetConditions(matched[0].clause.conditions, circumstances);
    return { code: 'CONDITIONS_UNMET', basis: basisOfClause(matched[0]), evidence: { ...evidence, unmet } };
  }
  if (notInForce.length > 0)
    return { code: 'AGREEMENT_NOT_IN_FORCE', basis: NONE, evidence: { agreements: notInForce } };
  return { code: 'NOT_COVERED', basis: NONE, evidence };
}

function circumstancesOf(
  { credential, anchor, day, isPast, facts, nowMs }: Examination,
  identityLevel: number | undefined,
): Circumstances {
  const { inspectionEnd } = credential.claims;
  return {
    legalForm: credential.form,
    // Nobody can present for a day that is past, and how old the index is today says nothing of that day.
    identityLevel: isPast ? Number.POSITIVE_INFINITY : (identityLevel ?? 0),
    provenance: anchor?.value.provenance ?? ('none' as const),
    isInspected: inspectionEnd !== undefined && day <= inspectionEnd,
    indexAgeMs: isPast ? 0 : nowMs - facts.head.time,
  };
}

function named({ agreement, version, clause }: MatchedClause): Readonly<Record<string, unknown>> {
  return { refusedBy: { agreement, version, clause: clause.id } };
}

function basisOfClause({ agreement, version, clause }: MatchedClause): VerdictBasis {
  return { kind: 'clause', reference: agreement, version, clause: clause.id };
}

/** The basis that a finding of this check decided on. */
export function basisOf(found: Finding): VerdictBasis {
  return (found.evidence['basis'] as VerdictBasis | undefined) ?? NONE;
}
