import type { CryptoProvider } from '../crypto/provider';
import { type Certificate, isSameCertificate } from '../x509/certificate';
import { findChain } from '../x509/chain';
import { KEY_USAGE } from '../x509/extensions';
import { shownCertificate, shownTime } from './certificate-evidence';
import type { SesSeal } from './seal';
import { sealFinding, type SealFinding } from './seal-finding';
import { isRegisteredMaker, type SealTrust } from './trust';

/** How far a signer's clock may run ahead of the asker's. */
export const SIGNER_SKEW_MS = 10 * 60_000;

/** How much later than its first use a seal may seem to be made: some makers write Chinese time and call it UTC. */
export const MADE_LATER_SKEW_MS = 24 * 3_600_000;

/** Whether the signer's certificate is one that the seal lists: the same bytes, or SM3 of them. */
export function checkSignerListed(provider: CryptoProvider, seal: SesSeal, signer: Uint8Array): SealFinding {
  const { signers } = seal;
  const listed =
    signers.kind === 'certificates'
      ? signers.certificates.some((der) => isSameCertificate(der, signer))
      : isAmongDigests(signers.digests, provider.digest('sm3', signer));
  const count = signers.kind === 'certificates' ? signers.certificates.length : signers.digests.length;
  return sealFinding(listed ? 'SIGNER_LISTED' : 'SIGNER_NOT_LISTED', { list: signers.kind, count });
}

function isAmongDigests(digests: readonly { readonly value: Uint8Array }[], digest: Uint8Array): boolean {
  return digests.some(({ value }) => isSameCertificate(value, digest));
}

function checkSignerKnown(
  provider: CryptoProvider,
  signer: Certificate,
  trust: SealTrust,
  timeMs: number | undefined,
  seal: SesSeal | undefined,
  intermediates: readonly Certificate[],
): SealFinding {
  const evidence = shownCertificate(signer);
  if (trust.anchors.length === 0) {
    // Nobody was named but makers: their word about the signer is in the seal.
    const vouched = seal !== undefined && isRegisteredMaker(trust, seal.maker);
    return sealFinding(vouched ? 'SIGNER_VOUCHED_BY_MAKER' : 'SIGNER_UNKNOWN', evidence);
  }
  const atMs = timeMs ?? signer.notBeforeMs;
  const chain = findChain(provider, signer, { anchors: trust.anchors, intermediates, atMs });
  if (chain.trusted) return sealFinding('SIGNER_CHAINED', evidence);
  return sealFinding('SIGNER_UNKNOWN', { ...evidence, fault: chain.fault });
}

function checkSignerTime(signer: Certificate, timeMs: number, trust: SealTrust): SealFinding {
  const evidence = {
    signed: shownTime(timeMs),
    notBefore: shownTime(signer.notBeforeMs),
    notAfter: shownTime(signer.notAfterMs),
  };
  if (timeMs < signer.notBeforeMs) return sealFinding('SIGNER_NOT_BEGUN', evidence);
  if (timeMs > signer.notAfterMs) return sealFinding('SIGNER_ENDED', evidence);
  const isAhead = trust.atMs !== undefined && timeMs > trust.atMs + SIGNER_SKEW_MS;
  return sealFinding(isAhead ? 'SIGNED_IN_FUTURE' : 'SIGNER_IN_FORCE', evidence);
}

export function checkSealTime(seal: SesSeal, timeMs: number): SealFinding {
  const evidence = {
    signed: shownTime(timeMs),
    start: shownTime(seal.startMs),
    end: shownTime(seal.endMs),
  };
  if (timeMs < seal.startMs) return sealFinding('SEAL_NOT_BEGUN', evidence);
  return sealFinding(timeMs > seal.endMs ? 'SEAL_ENDED' : 'WITHIN_SEAL_SPAN', evidence);
}

/** The checks of a signer: use of the key, who vouches, and validity at the time of signing. */
export function checkSigner(
  provider: CryptoProvider,
  signer: Certificate,
  trust: SealTrust,
  timeMs: number | undefined,
  seal?: SesSeal,
  intermediates: readonly Certificate[] = [],
): readonly SealFinding[] {
  const findings: SealFinding[] = [];
  const forSigning = KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation;
  if (signer.keyUsage !== undefined && (signer.keyUsage & forSigning) === 0) {
    findings.push(sealFinding('SIGNER_MAY_NOT_SIGN', shownCertificate(signer)));
  }
  findings.push(checkSignerKnown(provider, signer, trust, timeMs, seal, intermediates));
  if (timeMs === undefined) findings.push(sealFinding('SIGNING_TIME_UNKNOWN'));
  else {
    if (seal !== undefined) {
      findings.push(checkSealTime(seal, timeMs));
      if (seal.createdMs > timeMs + MADE_LATER_SKEW_MS) {
        const evidence = { signed: shownTime(timeMs), created: shownTime(seal.createdMs) };
        findings.push(sealFinding('SEAL_MADE_LATER', evidence));
      }
    }
    findings.push(checkSignerTime(signer, timeMs, trust));
  }
  return findings;
}
