import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CertificateFault,
  createTlsCa,
  issueTlsCertificate,
  MemberCertificates,
  writeWhole,
  type CertifiedKey,
  type CertifiedNode,
} from '@huren/network/certificates';
import { createMemberCa, issueIdentity, verifyIdentity } from '@huren/network/identity';

const now = new Date('2026-03-02T04:00:00Z');
const day = 86_400_000;
const later = (days: number): Date => new Date(now.getTime() + days * day);
const member = { id: '230200', name: '齐齐哈尔（演示）' };
const nodes: readonly CertifiedNode[] = [
  { name: 'admin', role: 'admin' },
  { name: 'peer0', role: 'peer', hosts: ['peer0.example', '127.0.0.1'] },
];

describe('the certificates of a member', () => {
  let folder: string;
  let certificates: MemberCertificates;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-certificates-'));
    certificates = new MemberCertificates(folder, member);
    await certificates.ensure(nodes, now);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (...parts: string[]): string => readFileSync(certificates.path(...parts), 'utf8');
  const again = (days = 0): Promise<void> => certificates.ensure(nodes, later(days));
  const texts = ({ certificate, privateKey }: CertifiedKey) => ({
    certificate,
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });

  it('are identities that the channel accepts, with exactly one role', () => {
    const trust = [{ mspId: certificates.mspId, caCertificates: [read('ca', 'cert.pem')] }];
    const identity = verifyIdentity(
      read('peer0', 'msp', 'signcerts', 'cert.pem'),
      certificates.mspId,
      trust,
      now,
    );
    expect(identity.role).toBe('peer');
  });

  it('have TLS leaves for both directions from another CA, naming each host', () => {
    const leaf = new X509Certificate(read('peer0', 'tls', 'cert.pem'));
    expect(leaf.checkHost('peer0.example')).toBe('peer0.example');
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(leaf.verify(new X509Certificate(read('tls-ca', 'cert.pem')).publicKey)).toBe(true);
    expect(leaf.verify(new X509Certificate(read('ca', 'cert.pem')).publicKey)).toBe(false);
  });

  it('have keys that only their owner reads', () => {
    expect(statSync(certificates.path('ca', 'key.pem')).mode & 0o077).toBe(0);
    expect(statSync(certificates.path('peer0', 'tls', 'key.pem')).mode & 0o077).toBe(0);
  });

  it('are kept when they are there, and made where one is missing', async () => {
    const before = read('peer0', 'tls', 'cert.pem');
    rmSync(certificates.path('admin'), { recursive: true });
    await again();
    expect(read('peer0', 'tls', 'cert.pem')).toBe(before);
    expect(read('admin', 'msp', 'signcerts', 'cert.pem')).toContain('BEGIN CERTIFICATE');
  });

  it('are made anew when a key was written and its certificate was not', async () => {
    rmSync(certificates.path('peer0', 'tls', 'cert.pem'));
    await again();
    expect(certificates.signer('admin').mspId).toBe('Huren230200MSP');
    expect(read('peer0', 'tls', 'cert.pem')).toContain('BEGIN CERTIFICATE');
  });

  it.each([
    ['not yet in force: this clock is a day late', -1, 'NOT_YET_VALID'],
    ['expired: a year has passed', 366, 'EXPIRED'],
  ])('name what is %s', async (_reason, days, code) => {
    await expect(again(days)).rejects.toMatchObject({ name: 'CertificateFault', code });
  });

  const span = { notBefore: later(-1), notAfter: later(30) };
  it.each<[string, () => unknown, string]>([
    [
      'a missing key',
      () => {
        rmSync(certificates.path('peer0', 'tls', 'key.pem'));
      },
      'UNREADABLE',
    ],
    [
      'half a certificate',
      () => {
        writeWhole(certificates.path('ca', 'cert.pem'), read('ca', 'cert.pem').slice(0, 200));
      },
      'UNREADABLE',
    ],
    [
      'the key of another',
      () => {
        writeWhole(certificates.path('ca', 'key.pem'), read('tls-ca', 'key.pem'));
      },
      'KEY_OF_ANOTHER',
    ],
    [
      'a peer with an admin’s certificate',
      async () => {
        const ca = await createMemberCa({ ...member, now: later(-1), validDays: 99 });
        const ca2 = texts(ca);
        const made = texts(await issueIdentity(ca, { commonName: 'x', role: 'admin', ...span }));
        writeWhole(certificates.path('ca', 'cert.pem'), ca2.certificate);
        writeWhole(certificates.path('ca', 'key.pem'), ca2.pem);
        rmSync(certificates.path('admin'), { recursive: true });
        writeWhole(certificates.path('peer0', 'msp', 'signcerts', 'cert.pem'), made.certificate);
        writeWhole(certificates.path('peer0', 'msp', 'keystore', 'key.pem'), made.pem);
      },
      'WRONG_ROLE',
    ],
    [
      'a TLS certificate of a foreign CA',
      async () => {
        const foreign = await createTlsCa({ ...member, now: later(-1), validDays: 99 });
        const leaf = { commonName: 'x', hosts: ['peer0.example', '127.0.0.1'], ...span };
        const made = texts(await issueTlsCertificate(foreign, leaf));
        writeWhole(certificates.path('peer0', 'tls', 'cert.pem'), made.certificate);
        writeWhole(certificates.path('peer0', 'tls', 'key.pem'), made.pem);
      },
      'NOT_OF_CA',
    ],
    [
      'a TLS certificate without one of the hosts',
      async () => {
        const foreign = await createTlsCa({ ...member, now: later(-1), validDays: 99 });
        const ca = texts(foreign);
        const leaf = { commonName: 'x', hosts: ['127.0.0.1'], ...span };
        const made = texts(await issueTlsCertificate(foreign, leaf));
        writeWhole(certificates.path('tls-ca', 'cert.pem'), ca.certificate);
        writeWhole(certificates.path('tls-ca', 'key.pem'), ca.pem);
        writeWhole(certificates.path('peer0', 'tls', 'cert.pem'), made.certificate);
        writeWhole(certificates.path('peer0', 'tls', 'key.pem'), made.pem);
      },
      'NO_HOST',
    ],
    [
      'a leaf in the place of the CA',
      () => {
        writeWhole(certificates.path('ca', 'cert.pem'), read('peer0', 'msp', 'signcerts', 'cert.pem'));
        writeWhole(certificates.path('ca', 'key.pem'), read('peer0', 'msp', 'keystore', 'key.pem'));
      },
      'NOT_A_CA',
    ],
  ])('name %s and its file', async (_reason, spoil, code) => {
    await spoil();
    const fault = await again().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(CertificateFault);
    expect(fault).toMatchObject({ code });
    expect((fault as CertificateFault).path).toContain(folder);
  });
});
