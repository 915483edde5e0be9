import type { Bilingual } from '@huren/chaincode/domain';
import { type AddressRange, parseAddressRange } from './http/senders';
import { LOG_LEVELS, type LogLevel } from './log';
import type { ProviderOptions } from './staff/sign-in';

export const LEDGERS = ['embedded', 'fabric-network', 'fabric-gateway'] as const;
export type LedgerName = (typeof LEDGERS)[number];

/** Where the member's peers are and who reads from them; only for the two Fabric engines. */
export interface FabricEnvironment {
  /** HUREN_FABRIC_PROFILE: connection profile (JSON or YAML), as `huren network up` writes one for each member. */
  readonly profilePath: string | undefined;
  /** HUREN_FABRIC_CHANNEL; huren. */
  readonly channel: string;
  /** HUREN_FABRIC_CHAINCODE; huren. */
  readonly chaincode: string;
  /** HUREN_FABRIC_WALLET: wallet folder of fabric-network with the operator's identity. */
  readonly walletPath: string | undefined;
  /** HUREN_FABRIC_LABEL: the operator's label in the wallet; operator. */
  readonly label: string;
  /** HUREN_FABRIC_MSP: MSP folder of the operator; without this and a wallet, the operator in HUREN_KEYS. */
  readonly mspPath: string | undefined;
  /** HUREN_FABRIC_GENESIS: hash of the channel's first block, 64 hex digits, or a file with that block; the profile's without it. */
  readonly genesis: string | undefined;
  /** HUREN_FABRIC_AGREE: members whose peers must give the same block before the index takes it; 2, or 1 without others. */
  readonly agree: number | undefined;
}

/** Everything a gateway takes from its environment; nothing else reads `process.env`. */
export interface Environment {
  /** HUREN_PORT, 0…65535 (0: any free port); 8080. */
  readonly port: number;
  /** HUREN_HOST; 127.0.0.1. */
  readonly host: string;
  /** HUREN_DATA: folder of ledger and gateway; ./data. */
  readonly dataPath: string;
  /** HUREN_LEDGER: embedded (the one engine that a gateway starts itself), fabric-network or fabric-gateway. */
  readonly ledger: LedgerName;
  readonly fabric: FabricEnvironment;
  /** HUREN_FABRIC_PORT: first port of the demo's own nodes; 17000. */
  readonly fabricPort: number | undefined;
  /** HUREN_MEMBER: region code or credit code. */
  readonly member: string | undefined;
  /** HUREN_KEYS: folder of the member's own keys; `<data>/keys-<member>`. */
  readonly keysPath: string | undefined;
  /** HUREN_KEYS_PASSPHRASE. */
  readonly passphrase: string | undefined;
  /** HUREN_POLICY: file with the member's policy; the default policy without it. */
  readonly policyPath: string | undefined;
  /** HUREN_TLS_CERT and HUREN_TLS_KEY: PEM files, both or neither. */
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  /** HUREN_OIDC_ISSUER and HUREN_OIDC_CLIENT_ID, HUREN_OIDC_CLIENT_SECRET, HUREN_PUBLIC_URL. */
  readonly identityProvider: ProviderOptions | undefined;
  /** HUREN_PROXIES: addresses or ranges of own reverse proxies, separated by commas; none. */
  readonly proxies: readonly AddressRange[];
  /** HUREN_LOG_LEVEL; info. */
  readonly logLevel: LogLevel;
  /** HUREN_SM2_TABLES, 1…1024: seal keys with a table at once, 2.3 MB each beside 11 MB for all; 32. */
  readonly sm2Tables: number | undefined;
}

/** A variable has a value that cannot be used. The process ends with exit code 2. */
export class EnvironmentError extends Error {
  constructor(
    readonly variable: string,
    readonly messages: Bilingual,
  ) {
    super(`${variable}: ${messages.en} / ${messages.zh}`);
    this.name = 'EnvironmentError';
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

function refuse(variable: string, zh: string, en: string): never {
  throw new EnvironmentError(variable, { zh, en });
}

/** An empty variable counts as absent, as shells and compose files write it. */
function read(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  return value === undefined || value === '' ? undefined : value;
}

function readPort(variables: Variables): number {
  const text = read(variables, 'HUREN_PORT') ?? '8080';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  return refuse(
    'HUREN_PORT',
    '端口必须是 0 到 65535 的整数',
    'the port must be a whole number from 0 to 65535',
  );
}

function readLogLevel(variables: Variables): LogLevel {
  const text = read(variables, 'HUREN_LOG_LEVEL') ?? 'info';
  const level = LOG_LEVELS.find((known) => known === text);
  const choices = LOG_LEVELS.join(', ');
  return (
    level ?? refuse('HUREN_LOG_LEVEL', `日志级别只能是 ${choices}`, `the level must be one of ${choices}`)
  );
}

function readLedger(variables: Variables): LedgerName {
  const text = read(variables, 'HUREN_LEDGER') ?? 'embedded';
  const choices = LEDGERS.join(', ');
  const ledger = LEDGERS.find((known) => known === text);
  return ledger ?? refuse('HUREN_LEDGER', `账本只能是 ${choices}`, `the ledger must be one of ${choices}`);
}

function readNumber(variables: Variables, name: string, least: number, most: number): number | undefined {
  const text = read(variables, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  const range = `${String(least)}–${String(most)}`;
  return refuse(name, `必须是 ${range} 的整数`, `it must be a whole number, ${range}`);
}

function readName(variables: Variables, name: string, fallback: string): string {
  const text = read(variables, name) ?? fallback;
  if (/^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  return refuse(
    name,
    '名称只能由字母、数字、点、横线组成，以字母开头，最多 64 个字符',
    'a name has up to 64 letters, digits, dots and dashes, and begins with a letter',
  );
}

function readFabric(variables: Variables): FabricEnvironment {
  const walletPath = read(variables, 'HUREN_FABRIC_WALLET');
  const mspPath = read(variables, 'HUREN_FABRIC_MSP');
  if (walletPath !== undefined && mspPath !== undefined) {
    refuse(
      'HUREN_FABRIC_MSP',
      '运维身份只取一处：HUREN_FABRIC_WALLET 与 HUREN_FABRIC_MSP 不能同时设置',
      'the operator comes from one place: set HUREN_FABRIC_WALLET or HUREN_FABRIC_MSP, not both',
    );
  }
  return {
    walletPath,
    mspPath,
    profilePath: read(variables, 'HUREN_FABRIC_PROFILE'),
    channel: readName(variables, 'HUREN_FABRIC_CHANNEL', 'huren'),
    chaincode: readName(variables, 'HUREN_FABRIC_CHAINCODE', 'huren'),
    label: readName(variables, 'HUREN_FABRIC_LABEL', 'operator'),
    genesis: read(variables, 'HUREN_FABRIC_GENESIS'),
    agree: readNumber(variables, 'HUREN_FABRIC_AGREE', 1, 64),
  };
}

function readMember(variables: Variables): string | undefined {
  const member = read(variables, 'HUREN_MEMBER');
  if (member === undefined || /^(\d{6}|[0-9A-Z]{18})$/.test(member)) return member;
  return refuse(
    'HUREN_MEMBER',
    '成员代码必须是六位行政区划代码或十八位统一社会信用代码',
    'the member must be a six-digit region code or an 18-character credit code',
  );
}

function readTls(variables: Variables): Environment['tls'] {
  const certPath = read(variables, 'HUREN_TLS_CERT');
  const keyPath = read(variables, 'HUREN_TLS_KEY');
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath !== undefined && keyPath !== undefined) return { certPath, keyPath };
  return refuse(
    certPath === undefined ? 'HUREN_TLS_CERT' : 'HUREN_TLS_KEY',
    '证书和私钥必须同时设置',
    'HUREN_TLS_CERT and HUREN_TLS_KEY must be set together',
  );
}

/** An origin; http only for a name that is this machine. */
function readOrigin(variables: Variables, name: string): string | undefined {
  const text = read(variables, name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
  if (isSafe && url.username === '' && url.hash === '') return text.replace(/\/+$/, '');
  return refuse(
    name,
    '必须是 https 地址（本机可用 http）',
    'it must be an https address (http only for this machine)',
  );
}

function readIdentityProvider(variables: Variables): ProviderOptions | undefined {
  const issuer = readOrigin(variables, 'HUREN_OIDC_ISSUER');
  const clientId = read(variables, 'HUREN_OIDC_CLIENT_ID');
  const clientSecret = read(variables, 'HUREN_OIDC_CLIENT_SECRET');
  const publicUrl = readOrigin(variables, 'HUREN_PUBLIC_URL');
  if (issuer === undefined && clientId === undefined) return undefined;
  if (issuer === undefined || clientId === undefined) {
    return refuse(
      issuer === undefined ? 'HUREN_OIDC_ISSUER' : 'HUREN_OIDC_CLIENT_ID',
      '身份服务地址和客户端编号必须同时设置',
      'HUREN_OIDC_ISSUER and HUREN_OIDC_CLIENT_ID must be set together',
    );
  }
  return {
    issuer,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl).origin }),
  };
}

function readProxies(variables: Variables): readonly AddressRange[] {
  const texts = (read(variables, 'HUREN_PROXIES') ?? '').split(',').map((text) => text.trim());
  return texts
    .filter((text) => text !== '')
    .map(
      (text) =>
        parseAddressRange(text) ??
        refuse(
          'HUREN_PROXIES',
          '须为以逗号分隔的地址或网段，例如 10.0.0.7,10.1.0.0/16',
          'it lists addresses or ranges by commas, e.g. 10.0.0.7,10.1.0.0/16',
        ),
    );
}

/** @throws EnvironmentError */
export function readEnvironment(variables: Variables): Environment {
  return {
    port: readPort(variables),
    host: read(variables, 'HUREN_HOST') ?? '127.0.0.1',
    dataPath: read(variables, 'HUREN_DATA') ?? './data',
    ledger: readLedger(variables),
    fabric: readFabric(variables),
    fabricPort: readNumber(variables, 'HUREN_FABRIC_PORT', 1024, 65_000),
    member: readMember(variables),
    keysPath: read(variables, 'HUREN_KEYS'),
    passphrase: read(variables, 'HUREN_KEYS_PASSPHRASE'),
    policyPath: read(variables, 'HUREN_POLICY'),
    tls: readTls(variables),
    identityProvider: readIdentityProvider(variables),
    proxies: readProxies(variables),
    logLevel: readLogLevel(variables),
    sm2Tables: readNumber(variables, 'HUREN_SM2_TABLES', 1, 1024),
  };
}
