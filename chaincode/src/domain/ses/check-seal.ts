import type { CryptoProvider } from '../crypto/provider';
import { MalformedError } from '../encoding/malformed';
import { type Certificate, parseCertificate } from '../x509/certificate';
import { findChain } from '../x509/chain';
import { isSignedBy } from '../x509/issued';
import { isSm2Signature } from './algorithm';
import { shownCertificate, shownTime } from './certificate-evidence';
import type { SesSeal } from './seal';
import { sealFinding, type SealFinding } from './seal-finding';
import { decodeSealSignature } from './signature-value';
import { isRegisteredMaker, type SealTrust } from './trust';

/** The certificate, or the finding that says why it is none. */
export function readCertificate(der: Uint8Array, role: string): Certificate | SealFinding {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return sealFinding('CERTIFICATE_MALFORMED', { role, fault: error.code });
  }
}

/** Whether `certificate` made an SM2 signature: true, false, or undefined when it is of another algorithm. */
export function isSm2SignedBy(
  provider: CryptoProvider,
  certificate: Certificate,
  algorithm: string,
  message: Uint8Array,
  value: Uint8Array,
): boolean | undefined {
  if (!isSm2Signature(algorithm) || certificate.suite !== 'SM2SM3') return undefined;
  try {
    return isSignedBy(provider, certificate, message, decodeSealSignature(value));
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** Judged when the seal was made; a seal dated some days before its maker's certificate is seen in practice. */
function checkMakerTime(seal: SesSeal, maker: Certificate, isUsed: boolean): SealFinding {
  const evidence = {
    created: shownTime(seal.createdMs),
    notBefore: shownTime(maker.notBeforeMs),
    notAfter: shownTime(maker.notAfterMs),
  };
  if (seal.createdMs > maker.notAfterMs) {
    return sealFinding(isUsed ? 'MAKER_ENDED' : 'MAKER_ENDED_UNUSED', evidence);
  }
  return sealFinding(seal.createdMs < maker.notBeforeMs ? 'SEAL_BEFORE_MAKER' : 'MAKER_IN_FORCE', evidence);
}

function checkMakerKnown(
  provider: CryptoProvider,
  seal: SesSeal,
  maker: Certificate,
  trust: SealTrust,
): SealFinding {
  const evidence = shownCertificate(maker);
  if (isRegisteredMaker(trust, seal.maker)) return sealFinding('MAKER_REGISTERED', evidence);
  const atMs = Math.max(seal.createdMs, maker.notBeforeMs);
  const chain = findChain(provider, maker, { anchors: trust.anchors, atMs });
  if (chain.trusted) return sealFinding('MAKER_NOT_REGISTERED', evidence);
  return sealFinding('MAKER_UNKNOWN', { ...evidence, fault: chain.fault });
}

/**
 * The checks of a seal by itself: extensions, maker's signature, maker, times. `isUsed` says that a signature was made
 * under it; a loose seal is shown, and its maker's end is then a warning.
 */
export function checkSeal(
  provider: CryptoProvider,
  seal: SesSeal,
  trust: SealTrust,
  isUsed: boolean,
): readonly SealFinding[] {
  const findings: SealFinding[] = [];
  const critical = seal.extensions.filter((extension) => extension.critical).map(({ id }) => id);
  if (critical.length > 0) findings.push(sealFinding('CRITICAL_EXTENSION_UNKNOWN', { extensions: critical }));
  const maker = readCertificate(seal.maker, 'maker');
  if ('check' in maker) return [...findings, maker];
  const signed = isSm2SignedBy(provider, maker, seal.algorithm, seal.signedBytes, seal.signature);
  if (signed === undefined) {
    findings.push(sealFinding('ALGORITHM_UNSUPPORTED', { role: 'maker', algorithm: seal.algorithm }));
  } else findings.push(sealFinding(signed ? 'MAKER_SIGNATURE_GOOD' : 'MAKER_SIGNATURE_BAD'));
  findings.push(checkMakerKnown(provider, seal, maker, trust), checkMakerTime(seal, maker, isUsed));
  if (seal.startMs > seal.endMs) {
    findings.push(
      sealFinding('SEAL_SPAN_REVERSED', { start: shownTime(seal.startMs), end: shownTime(seal.endMs) }),
    );
  }
  return findings;
}
