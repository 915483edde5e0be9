import { sign, verify, X509Certificate } from 'node:crypto';
import { certificatesOf, CertificateFault, checkCertificate, type MemberCertificates } from '../certificates';
import { readParts, type ChannelConfiguration } from '../channel';
import { memberMspId } from '../identity';
import { OperatorFault } from '../operator/operator-fault';
import { pemOf } from './application-file';
import { invitationText, type Invitation, type UnsignedInvitation } from './invitation';

/** The invitation as this member's administrator makes it. @throws CertificateFault */
export function signInvitation(
  unsigned: UnsignedInvitation,
  member: string,
  certificates: Pick<MemberCertificates, 'identity'>,
): Invitation {
  const { certificate, privateKey } = certificates.identity('admin');
  const maker = { member, certificate: new X509Certificate(certificate).raw.toString('base64url') };
  const said = { ...unsigned, maker, signature: '' };
  const signature = sign('sha256', signedBytes(said), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return { ...said, signature: signature.toString('base64url') };
}

/** Canonical JSON of everything but the signature, which stands in it as an empty text. */
function signedBytes(invitation: Invitation): Buffer {
  return Buffer.from(invitationText({ ...invitation, signature: '' }));
}

/** Whether its signature is of the certificate in it: nobody altered the file since. */
export function isIntact(invitation: Invitation): boolean {
  try {
    const { publicKey } = new X509Certificate(pemOf(invitation.maker.certificate));
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
    return verify('sha256', signedBytes(invitation), key, Buffer.from(invitation.signature, 'base64url'));
  } catch {
    // What is no certificate, or of another kind of key, signed nothing.
    return false;
  }
}

/**
 * Whoever made the invitation is an administrator of a member, by the configuration that the peers of two members gave.
 * @throws OperatorFault `invitation-altered`, `invitation-of-stranger`
 */
export function checkMaker(invitation: Invitation, configuration: ChannelConfiguration, now: Date): void {
  requireIntact(invitation);
  const { member, certificate } = invitation.maker;
  const organisation = readParts(configuration).members.find(({ mspId }) => mspId === memberMspId(member));
  for (const ca of organisation?.cas.flatMap(certificatesOf) ?? []) {
    if (isAdministrator(pemOf(certificate), ca, now)) return;
  }
  throw new OperatorFault('invitation-of-stranger', {
    zh: `邀请文件自称由成员 ${member} 的管理员签署，但通道中该成员的证书机构未签发此证书，或证书已失效；未加入。请与该成员核对并索取新的邀请。`,
    en: `The invitation says that an administrator of member ${member} signed it, but that member’s CA in the channel did not issue the certificate, or it has ended; nothing was joined. Ask that member for a new one.`,
  });
}

/** @throws OperatorFault `invitation-altered` */
export function requireIntact(invitation: Invitation): void {
  if (isIntact(invitation)) return;
  throw new OperatorFault('invitation-altered', {
    zh: '邀请文件的签名不符：文件在签署后被改动。请向出具邀请的成员重新索取，并电话核对摘要。',
    en: 'The signature of the invitation does not fit: the file was altered after it was signed. Ask the member that made it for another, and compare the digest by telephone.',
  });
}

function isAdministrator(certificate: string, ca: string, now: Date): boolean {
  try {
    checkCertificate({ path: 'maker', certificate, ca, now, use: { role: 'admin' } });
    return true;
  } catch (error) {
    if (error instanceof CertificateFault) return false;
    throw error;
  }
}
