import { encodeBase64, encodeHex, MalformedError } from '../domain/encoding';
import { keyIdOf, type CryptoProvider } from '../domain/crypto';
import type { SesSeal } from '../domain/ses';
import { parseCertificate } from '../domain/x509';
import type { ShownCertificate, ShownSeal } from './inspection';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Undefined for a certificate that cannot be read: a finding says so. */
export function showCertificate(provider: CryptoProvider, der: Uint8Array): ShownCertificate | undefined {
  let certificate;
  try {
    certificate = parseCertificate(der);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
  const { subject, issuer, serial, suite, publicKey } = certificate;
  return {
    subject: subject.display,
    issuer: issuer.display,
    ...(subject.commonName === undefined ? {} : { commonName: subject.commonName }),
    serial,
    notBefore: iso(certificate.notBeforeMs),
    notAfter: iso(certificate.notAfterMs),
    ...(suite === undefined ? {} : { keyId: keyIdOf(suite, publicKey, provider) }),
    certificate: encodeBase64(der),
  };
}

export function showSeal(provider: CryptoProvider, seal: SesSeal): ShownSeal {
  const maker = showCertificate(provider, seal.maker);
  const { signers, picture } = seal;
  return {
    id: seal.id,
    name: seal.name,
    version: seal.version,
    type: seal.type,
    vendor: seal.vendor,
    created: iso(seal.createdMs),
    start: iso(seal.startMs),
    end: iso(seal.endMs),
    picture: { type: picture.type, bytes: picture.data.length, width: picture.width, height: picture.height },
    signers: {
      list: signers.kind,
      count: signers.kind === 'certificates' ? signers.certificates.length : signers.digests.length,
    },
    digest: encodeHex(provider.digest('sm3', seal.der)),
    ...(maker === undefined ? {} : { maker }),
  };
}

export { iso as showTime };
