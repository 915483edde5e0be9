/** What can be wrong with a certificate that a node is to run with. */
export const certificateFaults = {
  UNREADABLE: {
    zh: '证书或私钥文件缺失或无法读取',
    en: 'the certificate or its key is missing or cannot be read',
  },
  ABSENT: {
    zh: '缺少此证书，且本机没有证书机构的私钥，无法代为签发；请由贵单位的证书机构签发后放到该路径',
    en: 'this certificate is not there and the CA’s key is not on this machine; have your CA issue it and place it there',
  },
  KEY_OF_ANOTHER: { zh: '私钥与证书不匹配', en: 'the key is not that of the certificate' },
  NOT_YET_VALID: {
    zh: '证书尚未生效（请核对本机时钟）',
    en: 'the certificate is not yet valid (check this machine’s clock)',
  },
  EXPIRED: { zh: '证书已过期', en: 'the certificate has expired' },
  NOT_OF_CA: { zh: '证书不是本成员的证书机构签发的', en: 'the certificate is not from the member’s own CA' },
  NOT_A_CA: { zh: '证书机构的证书缺少 CA:TRUE', en: 'the CA certificate lacks CA:TRUE' },
  NO_CERT_SIGN: { zh: '证书机构的证书缺少 keyCertSign 用途', en: 'the CA certificate lacks keyCertSign' },
  NO_KEY_ID: {
    zh: '证书机构的证书缺少主体密钥标识（SKI）',
    en: 'the CA certificate lacks its subject key id',
  },
  CA_NOT_EC: {
    zh: '证书机构的密钥不是 P-256 或 P-384 椭圆曲线密钥',
    en: 'the CA’s key is not a P-256 or P-384 key',
  },
  SAME_CA: {
    zh: 'TLS 证书机构与身份证书机构相同；须分开，否则节点的 TLS 密钥可充当身份',
    en: 'the TLS CA is the identity CA; they must differ, or a node’s TLS key would count as an identity',
  },
  LEAF_IS_CA: { zh: '节点证书不得为 CA:TRUE', en: 'a node’s certificate must not be CA:TRUE' },
  NOT_P256: { zh: '密钥不是 P-256 椭圆曲线密钥', en: 'the key is not a P-256 key' },
  NO_ROLE: {
    zh: '证书没有角色 OU（client、peer、admin、orderer 之一）',
    en: 'the certificate has no role OU (client, peer, admin or orderer)',
  },
  TWO_ROLES: { zh: '证书有两个以上角色 OU，须恰有一个', en: 'the certificate has more than one role OU' },
  WRONG_ROLE: {
    zh: '证书的角色 OU 不是该节点所需的角色',
    en: 'the role OU of the certificate is not that of this node',
  },
  WRONG_USAGE: {
    zh: '证书缺少 digitalSignature 用途',
    en: 'the certificate lacks digitalSignature',
  },
  NO_TLS_USAGE: {
    zh: 'TLS 证书须同时有 serverAuth 与 clientAuth 扩展用途',
    en: 'a TLS certificate must have both serverAuth and clientAuth',
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
    /** Every fault that was found, this one first. */
    readonly all: readonly { readonly path: string; readonly code: CertificateFaultCode }[] = [
      { path, code },
    ],
  ) {
    super(`${path}: ${certificateFaults[code].en}`);
    this.name = 'CertificateFault';
  }
}

/** Runs checks to their end, so that an operator corrects all files at once. @throws CertificateFault */
export class FaultList {
  readonly #found: CertificateFault[] = [];

  /** @returns what the act gives; undefined when it found a fault. */
  async take<T>(act: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CertificateFault)) throw error;
      this.#found.push(error);
      return undefined;
    }
  }

  /** @throws CertificateFault */
  close(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    const all = this.#found.flatMap((fault) => fault.all);
    throw new CertificateFault(first.path, first.code, all);
  }
}
