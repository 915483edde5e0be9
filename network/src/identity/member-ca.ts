import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** The one algorithm of identity keys and member CAs. */
export const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A member's own certificate authority; its MSP trusts nothing else. */
export interface MemberCa {
  /** `Huren<id>MSP` (DETAILS 2). */
  readonly mspId: string;
  /** Self-signed CA certificate, PEM. */
  readonly certificate: string;
  /** P-256 private key; export it only into the member's own key folder. */
  readonly privateKey: KeyObject;
}

/** MSP id of the member with this region or credit code. */
export function memberMspId(id: string): string {
  if (!/^[0-9A-Z]{6,18}$/.test(id)) throw new RangeError('a member id is a region code or a credit code');
  return `Huren${id}MSP`;
}

/**
 * Makes a member's CA: CA:TRUE, path length 0, keyCertSign and cRLSign, subject key id (FABRIC.md "Certificates").
 * @param options.now start of validity; `validDays` counts from it.
 */
export async function createMemberCa(options: {
  /** Region code or credit code of the member. */
  readonly id: string;
  /** The member's name, as organisation in the subject. */
  readonly name: string;
  readonly now: Date;
  readonly validDays: number;
}): Promise<MemberCa> {
  const mspId = memberMspId(options.id);
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [`ca.${options.id}`] }, { OU: ['ca'] }, { O: [options.name] }],
      notBefore: options.now,
      notAfter: new Date(options.now.getTime() + options.validDays * 86_400_000),
      signingAlgorithm: p256,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { mspId, certificate: certificate.toString('pem'), privateKey: KeyObject.from(keys.privateKey) };
}
