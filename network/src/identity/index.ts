export { certificateKid, maxCertificateChars } from './certificate';
export { attributesOid, issueIdentity, type IdentityRole, type IssuedIdentity } from './issue-identity';
export { keySigner } from './key-signer';
export { isLowS, toLowS } from './low-s';
export { createMemberCa, memberMspId, type MemberCa } from './member-ca';
export { MspRegistry } from './msp-registry';
export { verifyIdentity, type MspTrust, type VerifiedIdentity } from './verify-identity';
