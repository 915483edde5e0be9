import { DerReader } from '../der/reader';
import { TAG } from '../der/tag';
import { MalformedError } from '../encoding/malformed';

/** Bits of keyUsage (RFC 5280 §4.2.1.3) as DerReader.namedBits numbers them. */
export const KEY_USAGE = { digitalSignature: 1, nonRepudiation: 2, keyCertSign: 32 } as const;

/** What the extensions of a certificate say that bears on its use here. */
export interface CertificateExtensions {
  /** basicConstraints cA; undefined when the extension is absent. */
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** keyUsage; undefined when absent, which allows every use. */
  readonly keyUsage?: number;
}

/**
 * Critical extensions whose meaning is known and puts no more conditions on sealing: extendedKeyUsage names uses of TLS
 * and mail that sealing authorities set at will; names and policies are read by nobody here.
 */
const HARMLESS = new Set([
  '2.5.29.37',
  '2.5.29.14',
  '2.5.29.35',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.17',
  '2.5.29.18',
]);
const MAX_EXTENSIONS = 64;

const malformed = (code: string, message: string): MalformedError => new MalformedError(code, message);

function readBasicConstraints(value: Uint8Array): CertificateExtensions {
  const outer = DerReader.over(value);
  const constraints = outer.sequence();
  outer.finish();
  // An explicit FALSE is not DER of a DEFAULT, yet stands in certificates in use.
  const ca = constraints.next === TAG.boolean && constraints.boolean();
  const pathLength = constraints.done ? undefined : constraints.count();
  constraints.finish();
  return { ca, ...(pathLength === undefined ? {} : { pathLength }) };
}

/**
 * Extensions ::= SEQUENCE OF SEQUENCE { extnID OID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }.
 * @throws MalformedError `bad-certificate`, `unknown-critical-extension`
 */
export function readExtensions(list: DerReader): CertificateExtensions {
  const seen = new Set<string>();
  let known: CertificateExtensions = {};
  while (!list.done) {
    const extension = list.sequence();
    const id = extension.oid();
    const critical = extension.next === TAG.boolean && extension.boolean();
    const value = extension.octets();
    extension.finish();
    if (seen.has(id) || seen.size >= MAX_EXTENSIONS) {
      throw malformed('bad-certificate', 'An extension stands twice, or there are too many.');
    }
    seen.add(id);
    if (id === '2.5.29.19') known = { ...known, ...readBasicConstraints(value) };
    else if (id === '2.5.29.15') {
      const bits = DerReader.over(value);
      known = { ...known, keyUsage: bits.namedBits() };
      bits.finish();
    } else if (critical && !HARMLESS.has(id)) {
      throw malformed(
        'unknown-critical-extension',
        'A critical extension of the certificate is not understood.',
      );
    }
  }
  return known;
}
