/** What can be wrong with a certificate that a node is to run with. */
export const certificateFaults = {
  UNREADABLE: {
    zh: '证书或私钥文件缺失或无法读取',
    en: 'the certificate or its key is missing or cannot be read',
  },
  KEY_OF_ANOTHER: { zh: '私钥与证书不匹配', en: 'the key is not that of the certificate' },
  NOT_YET_VALID: {
    zh: '证书尚未生效（请核对本机时钟）',
    en: 'the certificate is not yet valid (check this machine’s clock)',
  },
  EXPIRED: { zh: '证书已过期', en: 'the certificate has expired' },
  NOT_OF_CA: { zh: '证书不是本成员的证书机构签发的', en: 'the certificate is not from the member’s own CA' },
  NOT_A_CA: {
    zh: '证书机构的证书缺少 CA:TRUE、keyCertSign 或主体密钥标识',
    en: 'the CA certificate lacks CA:TRUE, keyCertSign or its subject key id',
  },
  NOT_P256: { zh: '密钥不是 P-256 椭圆曲线密钥', en: 'the key is not a P-256 key' },
  WRONG_ROLE: {
    zh: '证书的 OU 须恰有一个角色，且为该节点所需的角色',
    en: 'the certificate must have exactly one role OU, that of this node',
  },
  WRONG_USAGE: {
    zh: '证书用途不符：身份证书须有 digitalSignature，TLS 证书须有 serverAuth 与 clientAuth',
    en: 'the certificate has the wrong usages: digitalSignature for identities, serverAuth and clientAuth for TLS',
  },
  NO_HOST: {
    zh: 'TLS 证书的主体别名中没有该节点的主机名',
    en: 'the TLS certificate does not name the node’s host',
  },
} as const;

export type CertificateFaultCode = keyof typeof certificateFaults;

/** A certificate cannot be used; which file, and why. */
export class CertificateFault extends Error {
  constructor(
    readonly path: string,
    readonly code: CertificateFaultCode,
  ) {
    super(`${path}: ${certificateFaults[code].en}`);
    this.name = 'CertificateFault';
  }
}
