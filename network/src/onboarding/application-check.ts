import { applicationFault, type ApplicationFault, type MemberApplication } from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { CertificateFault, certificateFaults, checkCa, checkCertificate } from '../certificates';
import type { Words } from '../operator/operator-fault';
import { pemOf } from './application-file';

/** Something in an application that members should not sign. */
export interface ApplicationFinding {
  /** `application`, or the certificate: `ca`, `admin`, `peer0 identity`, `peer0 tls`. */
  readonly what: string;
  readonly code: string;
  readonly words: Words;
}

const faults: Readonly<Record<ApplicationFault, Words>> = {
  'bad-certificate': {
    zh: '管理员或 CA 证书无法读取',
    en: 'the certificate of the administrator or CA cannot be read',
  },
  'not-an-administrator': {
    zh: '签名者的证书不是管理员证书',
    en: 'the signer’s certificate is no administrator’s',
  },
  'not-of-its-ca': {
    zh: '管理员证书不是其 CA 签发的',
    en: 'the administrator’s certificate is not from its CA',
  },
  'bad-signature': {
    zh: '签名不符：文件签名后被改动，或由他人签名',
    en: 'the signature does not fit: the file was altered, or signed by somebody else',
  },
};

/** Every fault of the file and of the certificates in it, by this clock. Empty: nothing speaks against it. */
export function checkApplication(application: MemberApplication, now: Date): readonly ApplicationFinding[] {
  const found: ApplicationFinding[] = [];
  const fault = applicationFault(nodeProvider(), application);
  if (fault !== undefined) found.push({ what: 'application', code: fault, words: faults[fault] });
  const { certificates, peers, orderers = [], chaincode } = application.statement;
  const [ca, tlsCa] = [pemOf(certificates.ca), pemOf(certificates.tlsCa)];
  const check = (what: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      // Only the applicant's bytes are read here: what OpenSSL cannot decode is the applicant's fault, not a bug.
      const code = error instanceof CertificateFault ? error.code : 'UNREADABLE';
      found.push({ what, code, words: certificateFaults[code] });
    }
  };
  check('ca', () => {
    checkCa('ca', ca, now);
  });
  check('tls-ca', () => {
    checkCa('tls-ca', tlsCa, now);
  });
  const identity = (path: string, der: string, role: 'admin' | 'peer' | 'orderer'): void => {
    check(path, () => {
      checkCertificate({ path, certificate: pemOf(der), ca, now, use: { role } });
    });
  };
  const tls = (path: string, der: string, host: string): void => {
    check(path, () => {
      checkCertificate({ path, certificate: pemOf(der), ca: tlsCa, now, use: { hosts: [host] } });
    });
  };
  identity('admin', certificates.admin, 'admin');
  for (const [role, nodes] of [
    ['peer', peers],
    ['orderer', orderers],
  ] as const) {
    for (const node of nodes) {
      identity(`${node.name} identity`, node.identity, role);
      tls(`${node.name} tls`, node.tls, node.host);
    }
  }
  tls('chaincode tls', chaincode.tls, chaincode.host);
  return found;
}
