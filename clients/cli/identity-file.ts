import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { keySigner } from '@huren/network/identity';
import { certificateKeyId, type CallerKey } from '../sdk';
import { readText } from './input-file';
import type { Terminal } from './terminal';
import { usage, type Trouble } from './trouble';

/** An identity file: one PEM text with one certificate and its PKCS#8 key (encrypted or not). */
export interface IdentityFile extends CallerKey {
  readonly certificate: string;
  /** Member whose CA issued the certificate (its common name is `ca.<member id>`). */
  readonly member: string | undefined;
  /** `huren.authority`; absent for an operator of the member. */
  readonly authority: string | undefined;
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const keyBlock =
  /-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----[\s\S]*?-----END (?:ENCRYPTED )?PRIVATE KEY-----/g;
/** Fabric's attribute extension holds raw JSON; the credit code is the only 18-character value with this name. */
const authorityAttribute = /\{"attrs":\{[^{}]*"huren\.authority":"([0-9A-Z]{18})"[^{}]*\}\}/;
const maxIdentityBytes = 65_536;

/** @throws Trouble when it is no identity file, its key is another certificate's, or the passphrase does not open it. */
export async function readIdentityFile(terminal: Terminal, path: string): Promise<IdentityFile> {
  const text = await readText(terminal, path, maxIdentityBytes);
  const [certificate, ...moreCertificates] = text.match(certificateBlock) ?? [];
  const [key, ...moreKeys] = text.match(keyBlock) ?? [];
  if (certificate === undefined || key === undefined || moreCertificates.length + moreKeys.length > 0) {
    throw wrongFile(
      path,
      '其中没有恰好一张证书和一把 PKCS#8 私钥',
      'it does not hold exactly one certificate and one PKCS#8 key',
    );
  }
  const x509 = readCertificate(certificate, path);
  const privateKey = readKey(key, path, terminal.env['HUREN_KEY_PASSPHRASE']);
  if (!x509.checkPrivateKey(privateKey)) {
    throw wrongFile(path, '私钥与证书不是一对', 'its key is not that of its certificate');
  }
  const signer = signerOf(certificate, privateKey, path);
  return {
    kid: certificateKeyId(certificate),
    certificate,
    member: /^CN=ca\.([0-9A-Z]+)$/m.exec(x509.issuer)?.[1],
    authority: authorityAttribute.exec(x509.raw.toString('latin1'))?.[1],
    sign: (bytes) => signer.sign(bytes),
  };
}

function signerOf(certificate: string, privateKey: KeyObject, path: string) {
  try {
    return keySigner({ mspId: '', certificate, privateKey });
  } catch {
    throw wrongFile(path, '私钥不是 P-256 密钥', 'its key is not a P-256 key');
  }
}

function readCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw wrongFile(path, '证书读不出来', 'its certificate cannot be read');
  }
}

function readKey(pem: string, path: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    if (pem.includes('ENCRYPTED')) {
      throw wrongFile(
        path,
        '私钥已加密，而 HUREN_KEY_PASSPHRASE 未设置或不对',
        'its key is encrypted and HUREN_KEY_PASSPHRASE is missing or wrong',
      );
    }
    throw wrongFile(path, '私钥读不出来', 'its key cannot be read');
  }
}

function wrongFile(path: string, zh: string, en: string): Trouble {
  return usage(
    'wrong-identity-file',
    `${path} 不是可用的身份文件：${zh}；请用 --key 或 HUREN_KEY 指定由证书和私钥组成的 PEM 文件。`,
    `${path} is no usable identity file: ${en}; name a PEM file of certificate and key by --key or HUREN_KEY.`,
  );
}
