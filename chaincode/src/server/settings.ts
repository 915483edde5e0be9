import { readFileSync } from 'node:fs';

/** What a chaincode server needs; the names are those that Fabric's own samples use. */
export interface ServerSettings {
  /** CHAINCODE_ID: the package id that the peers installed, `label:hex`. */
  readonly chaincodeId: string;
  /** CHAINCODE_SERVER_ADDRESS: `host:port` to listen on. */
  readonly address: string;
  /** Absent only when CHAINCODE_TLS_DISABLED is `true`, which is for loopback alone. */
  readonly tls?: {
    /** CHAINCODE_TLS_CERT, CHAINCODE_TLS_KEY: files, PEM. */
    readonly cert: Buffer;
    readonly key: Buffer;
    /** CHAINCODE_CLIENT_CA_CERT: who may connect, PEM; a peer without such a certificate is turned away. */
    readonly clientCaCert: Buffer;
  };
}

/** A setting that is missing or unusable, named; its value is not repeated. */
export class SettingsError extends Error {
  constructor(name: string, reason: string) {
    super(`${name}: ${reason}`);
    this.name = 'SettingsError';
  }
}

/** @throws SettingsError */
export function readSettings(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  const chaincodeId = required(env, 'CHAINCODE_ID');
  if (!/^[\w.+-]{1,128}:[0-9a-f]{64}$/.test(chaincodeId)) {
    throw new SettingsError('CHAINCODE_ID', 'a package id is a label, a colon and 64 hex digits');
  }
  const address = required(env, 'CHAINCODE_SERVER_ADDRESS');
  const [, host, port] = /^([\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new SettingsError('CHAINCODE_SERVER_ADDRESS', 'an address is host:port');
  }
  const off = env['CHAINCODE_TLS_DISABLED'] ?? 'false';
  if (off !== 'true' && off !== 'false') {
    throw new SettingsError('CHAINCODE_TLS_DISABLED', 'true or false');
  }
  if (off === 'true') {
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) {
      throw new SettingsError('CHAINCODE_TLS_DISABLED', 'without TLS the server listens on loopback only');
    }
    return { chaincodeId, address };
  }
  const cert = readFile(env, 'CHAINCODE_TLS_CERT');
  const key = readFile(env, 'CHAINCODE_TLS_KEY');
  return {
    chaincodeId,
    address,
    tls: { cert, key, clientCaCert: readFile(env, 'CHAINCODE_CLIENT_CA_CERT') },
  };
}

function required(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new SettingsError(name, 'it is not set');
  return value;
}

function readFile(env: Readonly<Record<string, string | undefined>>, name: string): Buffer {
  const path = required(env, name);
  try {
    return readFileSync(path);
  } catch {
    throw new SettingsError(name, 'the file cannot be read');
  }
}
