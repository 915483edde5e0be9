import { adviceOn } from './advice';
import { basisOf } from './checks/basis';
import { identityLevelOf, presenterOf } from './checks/holder';
import { checkSignature } from './checks/signature';
import { CHECKS, type Finding } from './finding';
import type { FindingCode } from './finding-code';
import { type Examination, type Inquiry, openInquiry } from './inquiry';
import { decideVerdict } from './judge';
import { runChecks } from './run-checks';
import type { Verdict } from './verdict';

/**
 * May this authority accept this licence, for this matter, now or on that day, and on whose word?
 *
 * Opens the inquiry, runs the eleven checks, judges the findings, and says what to do next. A pure function: the same
 * inquiry gives the same verdict in a gateway, the SDK, the CLI and a browser.
 * @throws MalformedError when the question's matter is no matter code; grammar of the credential is settled before
 */
export function verifyCredential(inquiry: Inquiry): Verdict {
  const examination = openInquiry(inquiry);
  return judged(examination, runChecks(examination));
}

/**
 * The verdicts of many inquiries, each the same as `verifyCredential` gives. Signatures are checked one after another,
 * so that the curve's tables stay in the processor's cache instead of being fetched for each licence anew.
 */
export function verifyCredentials(inquiries: readonly Inquiry[]): readonly Verdict[] {
  const examinations = inquiries.map(openInquiry);
  const signatures = examinations.map(checkSignature);
  return examinations.map((examination, at) => judged(examination, runChecks(examination, signatures[at])));
}

/** Findings of check 3 behind which the ledger holds the licence. */
const ATTESTED: ReadonlySet<string> = new Set<FindingCode>([
  'ANCHORED',
  'ATTESTED_ONLY_SINCE',
  'COPY_ORIGINAL_ANCHORED',
]);

function judged(examination: Examination, findings: readonly Finding[]): Verdict {
  const { matter, isPast, policy } = examination;
  const judgement = decideVerdict(findings, policy, { basic: matter.basic, isPast });
  const { anchor } = examination;
  const of = (check: Finding['check']): Finding => findings[CHECKS.indexOf(check)] as Finding;
  const anchored = of('anchored');
  const isAttested = ATTESTED.has(anchored.code);
  const attestedSince = isAttested ? anchored.evidence['attestedSince'] : undefined;
  const identityLevel = identityLevelOf(of('holder'));
  const verdict: { -readonly [K in keyof Verdict]: Verdict[K] } = {
    verdict: judgement.verdict,
    lamps: judgement.lamps,
    legalForm: examination.credential.legalForm,
    findings,
    advice: adviceOn(judgement),
    basis: basisOf(of('basis')),
    provenance: isAttested && anchor !== undefined ? anchor.value.provenance : 'none',
  };
  if (identityLevel !== undefined) verdict.identityLevel = identityLevel;
  const presenter = presenterOf(of('holder'));
  if (presenter !== undefined) verdict.presenter = presenter;
  if (typeof attestedSince === 'string') verdict.attestedSince = attestedSince;
  return verdict;
}
