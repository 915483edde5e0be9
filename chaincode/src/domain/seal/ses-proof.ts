/**
 * What shows that an SES seal (GB/T 38540-2020) is the authority's: the seal itself. Its maker signed it, and the list of
 * who may sign under it holds the very key that is registered. Of all this the ledger keeps the identity alone.
 */
import type { CryptoProvider } from '../crypto/provider';
import { keyIdOf } from '../crypto/verification-key';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { type Infer, object, optional } from '../json/shape';
import { bytes } from '../record/field';
import { Rejection } from '../rejection';
import { checkSeal } from '../ses/check-seal';
import { checkSignerListed } from '../ses/check-signer';
import { parseSeal, type SesSeal } from '../ses/seal';
import { SEAL_CODES } from '../ses/seal-finding-code';
import { NOBODY } from '../ses/trust';
import { type Certificate, MAX_CERTIFICATE_BYTES, parseCertificate } from '../x509/certificate';
import type { SesIdentity } from './seal';
import { isEsId } from './ses-identity';

/** Bytes of a seal in a transaction: with its picture; an argument has 64 KiB at most. */
export const SES_SEAL_LIMIT = 40_000;

/** `{seal, signer?}`: base64url of the SESeal's DER; `signer`, a certificate, where the seal lists digests alone. */
export const sesProof = object({
  seal: bytes(64, SES_SEAL_LIMIT),
  signer: optional(bytes(64, MAX_CERTIFICATE_BYTES)),
});
export type SesProof = Infer<typeof sesProof>;

function refuse(codes: readonly string[]): never {
  throw new Rejection('SES_SEAL_INVALID', { codes });
}

/** Reads, or refuses with the parser's code. */
function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return refuse([error.code]);
  }
}

function isCertificateOf(der: Uint8Array, keyId: string): boolean {
  try {
    const { suite, publicKey }: Certificate = parseCertificate(der);
    return suite !== undefined && keyIdOf(suite, publicKey) === keyId;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** Whether a certificate of the key is on the seal's list. */
function lists(provider: CryptoProvider, seal: SesSeal, keyId: string, signer: string | undefined): boolean {
  if (signer !== undefined) {
    const der = decodeBase64url(signer);
    return isCertificateOf(der, keyId) && checkSignerListed(provider, seal, der).outcome === 'pass';
  }
  const { signers } = seal;
  return signers.kind === 'certificates' && signers.certificates.some((der) => isCertificateOf(der, keyId));
}

/**
 * The identity of a seal that its maker signed and under which this key may sign. It may have ended: what was sealed in
 * its time is good, and is often brought to the ledger only now.
 * @throws Rejection SES_SEAL_INVALID, whose codes are those of the seal's findings and of its parser
 */
export function requireSesSeal(provider: CryptoProvider, keyId: string, proof: SesProof): SesIdentity {
  const der = decodeBase64url(proof.seal);
  const seal = read(() => parseSeal(der));
  const maker = read(() => parseCertificate(seal.maker));
  const wrong = checkSeal(provider, seal, NOBODY, true)
    .filter(({ outcome, code }) => outcome === 'fail' || SEAL_CODES[code].flag === 'unsupported')
    .map(({ code }) => code);
  if (wrong.length > 0 || maker.suite === undefined) refuse(wrong);
  if (!lists(provider, seal, keyId, proof.signer)) refuse(['SIGNER_NOT_LISTED']);
  if (!isEsId(seal.id)) refuse(['bad-es-id']);
  return {
    digest: encodeBase64url(provider.digest('sm3', der)),
    esId: seal.id,
    makerKeyId: keyIdOf(maker.suite, maker.publicKey, provider),
  };
}
