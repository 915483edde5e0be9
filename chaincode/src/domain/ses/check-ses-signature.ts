import type { CryptoProvider } from '../crypto/provider';
import { encodeHex } from '../encoding/hex';
import { isSameCertificate } from '../x509/certificate';
import { checkSeal, isSm2SignedBy, readCertificate } from './check-seal';
import { checkSigner, checkSignerListed } from './check-signer';
import type { ProtectedData } from './protected-data';
import { sealFinding, type SealFinding } from './seal-finding';
import type { SesSignature } from './ses-signature';
import type { SealTrust } from './trust';

/** A path as writers spell it, with or without the leading slash. */
function plainPath(path: string): string {
  return path.replace(/^\/+/, '');
}

function checkData(
  provider: CryptoProvider,
  signature: SesSignature,
  data: ProtectedData | undefined,
): SealFinding[] {
  if (data === undefined) return [sealFinding('DATA_ABSENT', { expected: encodeHex(signature.dataHash) })];
  const found = provider.digest('sm3', data.bytes);
  const evidence = { expected: encodeHex(signature.dataHash), found: encodeHex(found) };
  if (!isSameCertificate(found, signature.dataHash)) return [sealFinding('DATA_HASH_DIFFERS', evidence)];
  const findings = [sealFinding('DATA_HASH_MATCHES', evidence)];
  if (data.path !== undefined && plainPath(signature.path) !== plainPath(data.path)) {
    findings.push(sealFinding('DATA_PATH_DIFFERS', { noted: signature.path, found: data.path }));
  }
  return findings;
}

/** All checks of a signature under a seal that need nothing of the document but its Signature.xml. */
export function checkSesSignature(
  provider: CryptoProvider,
  signature: SesSignature,
  trust: SealTrust,
  data?: ProtectedData,
): readonly SealFinding[] {
  const { seal } = signature;
  const findings: SealFinding[] = checkData(provider, signature, data);
  const critical = signature.extensions.filter((extension) => extension.critical).map(({ id }) => id);
  if (critical.length > 0) findings.push(sealFinding('CRITICAL_EXTENSION_UNKNOWN', { extensions: critical }));
  const signer = readCertificate(signature.signer, 'signer');
  if ('check' in signer) findings.push(signer);
  else {
    const { algorithm, signedBytes } = signature;
    const good = isSm2SignedBy(provider, signer, algorithm, signedBytes, signature.signature);
    findings.push(
      good === undefined
        ? sealFinding('ALGORITHM_UNSUPPORTED', { role: 'signer', algorithm })
        : sealFinding(good ? 'SIGNATURE_GOOD' : 'SIGNATURE_BAD'),
    );
  }
  findings.push(
    checkSignerListed(provider, seal, signature.signer),
    ...checkSeal(provider, seal, trust, true),
  );
  if (!('check' in signer)) {
    // Outside the signature, only bytes that it protects may tell the time.
    const timeMs = signature.timeMs ?? data?.timeMs;
    findings.push(...checkSigner(provider, signer, trust, timeMs, seal));
  }
  const hasTimestamp = signature.timestamp !== undefined || seal.timestamp !== undefined;
  findings.push(sealFinding(hasTimestamp ? 'TIMESTAMP_NOT_JUDGED' : 'TIMESTAMP_ABSENT'));
  findings.push(sealFinding('STATUS_NOT_ASKED', { sealId: seal.id }));
  return findings;
}
