import type { CryptoProvider } from '../domain/crypto';
import { MalformedError } from '../domain/encoding';
import {
  checkSeal,
  looksLikeSignedData,
  parseSeal,
  resultOf,
  sealFinding,
  type SealTrust,
  type SesSeal,
} from '../domain/ses';
import { DerReader, TAG } from '../domain/der';
import type { OfdInspection, SignatureInspection } from './inspection';
import { OFD_LIMITS } from './limits';
import { OfdRefusal } from './refusal';
import { refused } from './inspect-ofd';
import { showSeal, showTime } from './shown';
import { findingOf, judgeSignedValue } from './signed-value';

/** A seal begins with SES_SealInfo, whose first field is a SEQUENCE; a signature with TBS_Sign, whose first is an INTEGER. */
function isSealAlone(bytes: Uint8Array): boolean {
  const first = DerReader.over(bytes).sequence();
  return first.next === TAG.sequence && first.sequence().next === TAG.sequence;
}

function sealInspection(provider: CryptoProvider, seal: SesSeal, trust: SealTrust): SignatureInspection {
  const span = sealFinding('SEAL_SPAN_NOTED', { start: showTime(seal.startMs), end: showTime(seal.endMs) });
  const findings = [
    sealFinding('SIGNATURE_READ'),
    sealFinding('SIGNATURE_ABSENT'),
    ...checkSeal(provider, seal, trust, false),
    span,
    sealFinding('STATUS_NOT_ASKED', { sealId: seal.id }),
  ];
  const result = resultOf(findings);
  return { type: 'seal', format: 'ses', result, seal: showSeal(provider, seal), covers: [], findings };
}

/**
 * Judges a loose seal (.esl) or a SignedValue.dat without its document. The span of a loose seal is noted, not judged:
 * nothing was signed under it here.
 */
export function inspectSealFile(
  provider: CryptoProvider,
  bytes: Uint8Array,
  trust: SealTrust,
): OfdInspection {
  if (bytes.length > OFD_LIMITS.sealFileBytes) return refused(new OfdRefusal('PACKAGE_TOO_LARGE', 'file'));
  let kind: OfdInspection['kind'] = 'signature';
  try {
    if (!looksLikeSignedData(bytes) && isSealAlone(bytes)) {
      kind = 'seal';
      const inspection = sealInspection(provider, parseSeal(bytes), trust);
      return { kind, result: inspection.result, signatures: [inspection], findings: [] };
    }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const finding = findingOf(error);
    return { kind, result: resultOf([finding]), signatures: [], findings: [finding] };
  }
  const { described, findings, seal } = judgeSignedValue(provider, bytes, trust);
  const absent = seal === undefined ? [] : [sealFinding('REFERENCES_ABSENT')];
  const all = [...findings, ...absent];
  const inspection: SignatureInspection = {
    type: seal === undefined ? 'sign' : 'seal',
    ...described,
    result: resultOf(all),
    covers: [],
    findings: all,
  };
  return { kind, result: inspection.result, signatures: [inspection], findings: [] };
}
