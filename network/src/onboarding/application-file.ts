import { sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  APPLICATION_TYPE,
  applicationBytes,
  canonicalJson,
  memberApplication,
  type ApplicationStatement,
  type MemberApplication,
} from '@huren/chaincode/domain';
import type { MemberCertificates } from '../certificates';
import { memberMspId } from '../identity';
import type { MemberPlan } from '../topology';

/** What an applicant says of itself beside its plan and its certificates. */
export interface ApplicantWords {
  readonly name: { readonly zh: string; readonly en: string };
  readonly region: string;
  readonly scope: { readonly roles: readonly ('issuing' | 'relying')[]; readonly note: string };
}

/**
 * The application of the member with this plan, signed by its administrator.
 * @throws CertificateFault when a certificate or key is missing, MalformedError when a word is not in order.
 */
export function makeApplication(
  plan: MemberPlan,
  certificates: MemberCertificates,
  words: ApplicantWords,
  now: Date,
): MemberApplication {
  const der = (...parts: string[]): string =>
    new X509Certificate(readFileSync(certificates.path(...parts))).raw.toString('base64url');
  const node = ({ name, host, port }: { name: string; host: string; port: number }) => ({
    name,
    host,
    port,
    identity: der(name, 'msp', 'signcerts', 'cert.pem'),
    tls: der(name, 'tls', 'cert.pem'),
  });
  const { host, port } = plan.chaincode;
  const statement = {
    type: APPLICATION_TYPE,
    member: { id: plan.id, msp: memberMspId(plan.id), name: words.name, region: words.region },
    scope: words.scope,
    certificates: {
      ca: der('ca', 'cert.pem'),
      tlsCa: der('tls-ca', 'cert.pem'),
      admin: der('admin', 'msp', 'signcerts', 'cert.pem'),
    },
    peers: plan.peers.map(node),
    ...(plan.orderers.length === 0 ? {} : { orderers: plan.orderers.map(node) }),
    chaincode: { host, port, tls: der('chaincode', 'tls', 'cert.pem') },
    madeAt: now.toISOString(),
  };
  const { privateKey } = certificates.identity('admin');
  const bytes = applicationBytes(statement as unknown as ApplicationStatement);
  const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return memberApplication({ statement, signature: signature.toString('base64url') });
}

/** One application has one text. */
export function applicationText(application: MemberApplication): string {
  return `${canonicalJson(application)}\n`;
}

/** PEM of a DER certificate in base64url: 64 characters a line, as OpenSSL writes it. */
export function pemOf(der: string): string {
  const lines = Buffer.from(der, 'base64url')
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN CERTIFICATE-----\n${(lines ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}
