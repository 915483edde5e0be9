import { createMemberCa, issueIdentity, type IssuedIdentity, type MemberCa } from '@huren/network/identity';

export const now = new Date('2026-11-20T00:00:00Z');
/** A credit code with valid check characters, invented for tests. */
export const authorityCode = '112202000000000000';

const notAfter = new Date('2036-11-20T00:00:00Z');

export function makeCa(id: string): Promise<MemberCa> {
  return createMemberCa({ id, name: `test ${id}`, now, validDays: 3650 });
}

export function makeIdentity(ca: MemberCa, authority?: string): Promise<IssuedIdentity> {
  return issueIdentity(ca, {
    commonName: authority ?? 'operator',
    role: 'client',
    ...(authority === undefined ? {} : { attributes: { 'huren.authority': authority } }),
    notBefore: now,
    notAfter,
  });
}

/** One PEM text with certificate and key, as an identity file holds them. */
export function identityPem({ certificate, privateKey }: IssuedIdentity, passphrase?: string): string {
  const key = privateKey.export(
    passphrase === undefined
      ? { type: 'pkcs8', format: 'pem' }
      : { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
  );
  return `${certificate}\n${key.toString()}`;
}
