import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { DEFAULT_POLICY, MalformedError, type Policy, readJson } from '@huren/chaincode/domain';
import { type Environment, EnvironmentError } from './env';
import { readFabricConfig, type FabricConfig } from './fabric-config';
import type { AddressRange } from './http/senders';
import type { ProviderOptions } from './staff/sign-in';
import { readPolicy } from './verification/policy-file';

/** A gateway's settings, read and judged; files are read, nothing is opened. */
export interface GatewayConfig {
  readonly member: string;
  readonly port: number;
  readonly host: string;
  /** Folder of the embedded engine's ledger; unused where `fabric` is there. */
  readonly ledgerPath: string;
  /** Where the ledger is, unless it is the embedded engine. */
  readonly fabric?: FabricConfig;
  readonly dataPath: string;
  readonly keysPath: string;
  readonly passphrase: string;
  readonly policy: Policy;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly identityProvider?: ProviderOptions;
  readonly proxies: readonly AddressRange[];
  readonly logLevel: Environment['logLevel'];
}

async function readFileOf(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new EnvironmentError(variable, { zh: '所指文件无法读取', en: 'the file it names cannot be read' });
  }
}

async function policyOf(path: string | undefined): Promise<Policy> {
  if (path === undefined) return DEFAULT_POLICY;
  const text = await readFileOf('HUREN_POLICY', path);
  try {
    return readPolicy(readJson(text));
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new EnvironmentError('HUREN_POLICY', {
      zh: `核验策略文件不合格式（${error.path} ${error.code}）`,
      en: `the policy does not follow its grammar (${error.path} ${error.code})`,
    });
  }
}

async function readTlsFiles({ certPath, keyPath }: NonNullable<Environment['tls']>) {
  const cert = await readFileOf('HUREN_TLS_CERT', certPath);
  const key = await readFileOf('HUREN_TLS_KEY', keyPath);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new EnvironmentError('HUREN_TLS_CERT', {
      zh: '证书与私钥不是一对 PEM 文件，或私钥加了密',
      en: 'certificate and key are no pair of PEM files, or the key is encrypted',
    });
  }
  return { cert, key };
}

/** @throws EnvironmentError */
export async function readConfig(environment: Environment): Promise<GatewayConfig> {
  const { member, passphrase, dataPath, tls } = environment;
  if (member === undefined) {
    throw new EnvironmentError('HUREN_MEMBER', {
      zh: '请设置本网关服务的成员代码',
      en: 'say which member this gateway serves',
    });
  }
  if (passphrase === undefined) {
    throw new EnvironmentError('HUREN_KEYS_PASSPHRASE', {
      zh: '请设置密钥文件夹的口令',
      en: 'give the passphrase of the key folder',
    });
  }
  const { ledger } = environment;
  return {
    member,
    passphrase,
    ...(ledger === 'embedded' ? {} : { fabric: await readFabricConfig(ledger, member, environment.fabric) }),
    port: environment.port,
    host: environment.host,
    ledgerPath: join(dataPath, 'ledger'),
    dataPath: join(dataPath, `gateway-${member}`),
    keysPath: environment.keysPath ?? join(dataPath, `keys-${member}`),
    policy: await policyOf(environment.policyPath),
    proxies: environment.proxies,
    logLevel: environment.logLevel,
    ...(environment.identityProvider === undefined ? {} : { identityProvider: environment.identityProvider }),
    ...(tls === undefined ? {} : { tls: await readTlsFiles(tls) }),
  };
}
