export {
  CertificateFault,
  certificateFaults,
  FaultList,
  type CertificateFaultCode,
} from './certificate-fault';
export { writeWhole } from './certified-key-file';
export { certificatesOf, checkCa, checkCertificate, type Wanted } from './check-certificate';
export { MemberCertificates, type CertificatePart, type CertifiedNode } from './member-certificates';
export { createTlsCa, issueTlsCertificate, type CertifiedKey } from './tls';
