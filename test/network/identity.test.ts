import 'reflect-metadata';
import { generateKeyPairSync, KeyObject, verify, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { LedgerIdentityRefused } from '@huren/network';
import {
  certificateKid,
  createMemberCa,
  isLowS,
  issueIdentity,
  keySigner,
  maxCertificateChars,
  memberMspId,
  MspRegistry,
  toLowS,
  verifyIdentity,
  type IdentityRole,
  type MemberCa,
  type MspTrust,
} from '@huren/network/identity';
import fc from 'fast-check';

const now = new Date('2026-01-05T00:00:00Z');
const later = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

describe('identities', () => {
  let ca: MemberCa;
  let other: MemberCa;
  let trust: MspTrust[];

  beforeAll(async () => {
    ca = await createMemberCa({ id: '230200', name: '齐齐哈尔 demo', now, validDays: 100 });
    other = await createMemberCa({ id: '220800', name: '白城 demo', now, validDays: 100 });
    trust = [ca, other].map(({ mspId, certificate }) => ({ mspId, caCertificates: [certificate] }));
  });

  const issue = (role: IdentityRole = 'client', authority?: string) =>
    issueIdentity(ca, {
      commonName: 'demo window 3',
      role,
      ...(authority === undefined ? {} : { attributes: { 'huren.authority': authority } }),
      notBefore: now,
      notAfter: later(30),
    });
  const judge = (pem: string, at = now, mspId = ca.mspId) => verifyIdentity(pem, mspId, trust, at);

  describe('of a member CA', () => {
    it('follow the profile that peers accept', async () => {
      const issuer = new x509.X509Certificate(ca.certificate);
      expect(issuer.getExtension(x509.BasicConstraintsExtension)).toMatchObject({ ca: true, critical: true });
      expect(issuer.getExtension(x509.KeyUsagesExtension)?.usages).toBe(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
      );
      expect(issuer.getExtension(x509.SubjectKeyIdentifierExtension)).not.toBeNull();
      const leaf = new x509.X509Certificate((await issue()).certificate);
      expect(leaf.getExtension(x509.BasicConstraintsExtension)).toMatchObject({ ca: false });
      expect(leaf.getExtension(x509.KeyUsagesExtension)?.usages).toBe(x509.KeyUsageFlags.digitalSignature);
      expect(leaf.subjectName.getField('OU')).toEqual(['client']);
      expect(leaf.issuer).toBe(issuer.subject);
    });

    it('carry the authority as raw JSON without an ASN.1 wrapper', async () => {
      const leaf = new x509.X509Certificate((await issue('client', '11230200MB0000000X')).certificate);
      const extension = leaf.getExtension('1.2.3.4.5.6.7.8.1');
      expect(Buffer.from(extension?.value ?? new ArrayBuffer(0)).toString()).toBe(
        '{"attrs":{"huren.authority":"11230200MB0000000X"}}',
      );
    });

    it('carry no attribute when they act for no authority', async () => {
      const leaf = new x509.X509Certificate((await issue()).certificate);
      expect(leaf.getExtension('1.2.3.4.5.6.7.8.1')).toBeNull();
    });

    it.each([['23020'], ['230200MSP!'], ['x30200'], ['']])('are not made for the id %p', (id) => {
      expect(() => memberMspId(id)).toThrow(RangeError);
    });
  });

  describe('are verified', () => {
    it.each<[IdentityRole]>([['client'], ['peer'], ['orderer'], ['admin']])(
      'with the role %s',
      async (role) => {
        const { certificate } = await issue(role);
        expect(judge(certificate)).toMatchObject({
          mspId: 'Huren230200MSP',
          role,
          kid: certificateKid(certificate),
        });
      },
    );

    it('on their first and last moment, and refused outside', async () => {
      const { certificate } = await issue();
      judge(certificate, later(30));
      expect(() => judge(certificate, new Date(later(30).getTime() + 1_000))).toThrow('expired');
      expect(() => judge(certificate, new Date(now.getTime() - 1))).toThrow('not yet valid');
    });

    it('no longer than their CA is valid', async () => {
      const { certificate } = await issueIdentity(ca, {
        commonName: 'demo',
        role: 'client',
        notBefore: now,
        notAfter: later(200),
      });
      expect(() => judge(certificate, later(101))).toThrow('expired');
    });

    it('by the key id of their exact certificate', async () => {
      const { certificate } = await issue();
      expect(certificateKid(certificate)).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(certificateKid((await issue()).certificate)).not.toBe(certificateKid(certificate));
    });
  });

  describe('are refused', () => {
    it('under another member', async () => {
      expect(() => judge(ca.certificate, now, other.mspId)).toThrow(LedgerIdentityRefused);
      const { certificate } = await issue();
      expect(() => judge(certificate, now, other.mspId)).toThrow("not from the member's own CA");
      expect(() => judge(certificate, now, 'Huren999999MSP')).toThrow('not part of this network');
    });

    it('from a CA of the same name with another key', async () => {
      const impostor = await createMemberCa({ id: '230200', name: '齐齐哈尔 demo', now, validDays: 100 });
      const { certificate } = await issueIdentity(impostor, {
        commonName: 'demo',
        role: 'client',
        notBefore: now,
        notAfter: later(1),
      });
      expect(() => judge(certificate)).toThrow("not from the member's own CA");
    });

    it('when they are issued by an identity instead of the CA', async () => {
      const clerk = await issue();
      const { certificate } = await issueIdentity(clerk, {
        commonName: 'demo',
        role: 'client',
        notBefore: now,
        notAfter: later(1),
      });
      expect(() => judge(certificate)).toThrow(LedgerIdentityRefused);
    });

    it('when they are the CA itself', () => {
      expect(() => judge(ca.certificate)).toThrow('that of a CA');
    });

    it.each<[string, Partial<Shape>, string]>([
      ['without a role', { units: ['department'] }, 'exactly one role'],
      ['without any unit', { units: [] }, 'exactly one role'],
      ['with two roles', { units: ['client', 'admin'] }, 'exactly one role'],
      ['with the same role twice', { units: ['client', 'client'] }, 'exactly one role'],
      ['as a CA', { isCa: true }, 'that of a CA'],
      ['without basic constraints', { isCa: undefined }, 'that of a CA'],
      ['without digitalSignature', { usages: x509.KeyUsageFlags.keyAgreement }, 'not for digital signatures'],
      ['with an RSA key', { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey }, 'P-256'],
      ['with a P-384 key', { key: generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey }, 'P-256'],
      ['with an Ed25519 key', { key: generateKeyPairSync('ed25519').publicKey }, 'P-256'],
    ])('%s', async (_reason, shape, sentence) => {
      const pem = await issueShape(ca, shape);
      expect(() => judge(pem)).toThrow(LedgerIdentityRefused);
      expect(() => judge(pem)).toThrow(sentence);
    });

    it('with a further unit beside the role not', async () => {
      expect(judge(await issueShape(ca, { units: ['client', 'department'] })).role).toBe('client');
    });

    it.each<[string, (pem: string) => string]>([
      ['empty', () => ''],
      ['no PEM', () => 'certificate'],
      ['two certificates', (pem) => pem + pem],
      ['text before', (pem) => `x${pem}`],
      ['a damaged body', (pem) => pem.replace(/[A-Z]{3}/, '')],
      ['a changed byte in the signature', (pem) => changeDer(pem, -5)],
      [
        'bytes behind the certificate',
        (pem) => toPem(Buffer.concat([new X509Certificate(pem).raw, Buffer.alloc(3)])),
      ],
      ['too long a text', (pem) => pem + ' '.repeat(maxCertificateChars)],
    ])('when the text is %s', async (_reason, change) => {
      const { certificate } = await issue();
      expect(() => judge(change(certificate))).toThrow(LedgerIdentityRefused);
    });
  });

  describe('in the registry', () => {
    it('are judged by the time of each call, not of the first', async () => {
      const registry = new MspRegistry(trust);
      const { certificate } = await issue();
      registry.verifyClient(certificate, ca.mspId, now.getTime());
      expect(() => registry.verifyClient(certificate, ca.mspId, later(31).getTime())).toThrow('expired');
      registry.verifyClient(certificate, ca.mspId, later(1).getTime());
    });

    it('are kept apart by member', async () => {
      const registry = new MspRegistry(trust);
      const { certificate } = await issue();
      registry.verifyClient(certificate, ca.mspId, now.getTime());
      expect(() => registry.verifyClient(certificate, other.mspId, now.getTime())).toThrow(
        LedgerIdentityRefused,
      );
    });

    it.each<[IdentityRole]>([['peer'], ['orderer'], ['admin']])('may not call as %s', async (role) => {
      const { certificate } = await issue(role);
      const registry = new MspRegistry(trust);
      expect(() => registry.verifyClient(certificate, ca.mspId, now.getTime())).toThrow('role client');
    });
  });

  describe('sign', () => {
    it('with low S, so that the certificate verifies', async () => {
      const identity = await issue();
      const signer = keySigner(identity);
      const key = new X509Certificate(identity.certificate).publicKey;
      for (let index = 0; index < 40; index += 1) {
        const bytes = Buffer.from(`text ${String(index)}`);
        const signature = await signer.sign(bytes);
        expect(isLowS(signature)).toBe(true);
        expect(verify('sha256', bytes, { key, dsaEncoding: 'der' }, signature)).toBe(true);
      }
    });

    it('not with another kind of key', () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      expect(() => keySigner({ mspId: 'x', certificate: 'x', privateKey })).toThrow(TypeError);
    });

    it.each([
      ['nothing', ''],
      ['a zero r', '3006020100020101'],
      ['a zero s', '3006020101020100'],
      ['a negative r', '3006020180020101'],
      ['a padded r', '300702020001020101'],
      ['a byte too many', '300602010102010100'],
      ['a wrong length', '3007020101020101'],
      ['another tag', '3106020101020101'],
      ['a long-form length', '308106020101020101'],
      [
        'an s above half the order',
        `3026020101022100${'f'.repeat(8)}${'0'.repeat(8)}${'f'.repeat(16)}${'b'.repeat(32)}`,
      ],
      [
        'an r that is the order',
        '3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101',
      ],
    ])('never with %s', (_reason, hex) => {
      expect(isLowS(Buffer.from(hex, 'hex'))).toBe(false);
    });

    it('in one spelling only: what is not a strict signature has no low form', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
          expect(isLowS(noise) ? toLowS(noise).equals(noise) : true).toBe(true);
        }),
      );
      expect(() => toLowS(Buffer.from('3006020100020101', 'hex'))).toThrow(RangeError);
      expect(toLowS(Buffer.from('3006020101020101', 'hex')).toString('hex')).toBe('3006020101020101');
    });
  });
});

/** A leaf as somebody else's CA might make it. */
interface Shape {
  readonly units: readonly string[];
  readonly isCa: boolean | undefined;
  readonly usages: x509.KeyUsageFlags;
  readonly key: KeyObject;
}

async function issueShape(ca: MemberCa, shape: Partial<Shape>): Promise<string> {
  const { key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, units = ['client'] } = shape;
  const isCa = 'isCa' in shape ? shape.isCa : false;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pkcs8 = ca.privateKey.export({ type: 'pkcs8', format: 'der' });
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: ['demo'] }, ...units.map((unit) => ({ OU: [unit] }))],
    issuer: new x509.X509Certificate(ca.certificate).subjectName.toJSON(),
    notBefore: now,
    notAfter: later(1),
    signingAlgorithm: algorithm,
    publicKey: key.export({ type: 'spki', format: 'der' }),
    signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    extensions: [
      ...(isCa === undefined ? [] : [new x509.BasicConstraintsExtension(isCa, undefined, true)]),
      new x509.KeyUsagesExtension(shape.usages ?? x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return certificate.toString('pem');
}

function toPem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function changeDer(pem: string, at: number): string {
  const der = Buffer.from(new X509Certificate(pem).raw);
  der[der.length + at] = (der.at(at) ?? 0) ^ 1;
  return toPem(der);
}
