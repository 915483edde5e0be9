export { CertificateFault, certificateFaults, type CertificateFaultCode } from './certificate-fault';
export { writeWhole } from './certified-key-file';
export { checkCa, checkCertificate, type Wanted } from './check-certificate';
export { MemberCertificates, type CertifiedNode } from './member-certificates';
export { createTlsCa, issueTlsCertificate, type CertifiedKey } from './tls';
