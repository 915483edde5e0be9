import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteName } from '@huren/chaincode/domain';
import { generateSigner, importEncrypted, type NodeSigner } from '@huren/chaincode/crypto-node';
import { keySigner, type Signer as LedgerSigner } from '@huren/network';
import { writeKeyFile } from './key-file';

/** What a stored key may be used for; never for anything else (DETAILS 3). */
export type KeyUse = 'seal' | 'receipt' | 'library';

/** The key folder cannot be used. The message names the file's purpose, never its content. */
export class KeyStoreError extends Error {
  constructor(
    readonly code: 'wrong-passphrase' | 'damaged' | 'empty-passphrase',
    message: string,
  ) {
    super(message);
    this.name = 'KeyStoreError';
  }
}

const FILE = /^(seal|receipt|library)-([A-Za-z0-9_-]{43})\.pem$/;
const OPERATOR_CERTIFICATE = 'operator-certificate.pem';
const OPERATOR_KEY = 'operator-key.pem';
const LIBRARY_PURPOSE = 'huren licence library v1';

/** An identity of the member's operator: it anchors receipt heads. */
export interface OperatorIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

function readPem(pem: string, passphrase: string, what: string): NodeSigner {
  try {
    return importEncrypted(pem, passphrase);
  } catch {
    throw new KeyStoreError(
      'wrong-passphrase',
      `the ${what} cannot be opened: wrong HUREN_KEYS_PASSPHRASE or a damaged file / 口令错误或密钥文件损坏`,
    );
  }
}

/**
 * The member's own keys in the folder HUREN_KEYS: each an encrypted PKCS#8 PEM named by use and key id. Private keys
 * leave it only as signatures.
 */
export class KeyStore {
  readonly #keys = new Map<string, { readonly use: KeyUse; readonly signer: NodeSigner }>();
  #operator: LedgerSigner | undefined;
  #libraryKey: Buffer | undefined;

  private constructor(
    private readonly path: string,
    private readonly passphrase: string,
  ) {}

  /** Opens the folder, made when missing; every key in it is opened once, so that a wrong passphrase shows at start. */
  static async open(path: string, passphrase: string): Promise<KeyStore> {
    if (passphrase === '') {
      throw new KeyStoreError('empty-passphrase', 'an empty passphrase protects nothing / 口令不能为空');
    }
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
    const store = new KeyStore(path, passphrase);
    await store.#load();
    if (store.#libraryKey === undefined) await store.#create('library', 'EdDSA');
    return store;
  }

  /** The seal key with this id; undefined when the folder does not hold it. */
  seal(keyId: string): NodeSigner | undefined {
    return this.#of('seal', keyId);
  }

  receipt(keyId: string): NodeSigner | undefined {
    return this.#of('receipt', keyId);
  }

  /** Key ids held for a use, in order. */
  ids(use: KeyUse): readonly string[] {
    return [...this.#keys].flatMap(([id, key]) => (key.use === use ? [id] : [])).sort();
  }

  /** A fresh seal key; it counts only once the ledger has it, with proof of possession by this signer. */
  async createSeal(suite: SuiteName): Promise<NodeSigner> {
    return this.#create('seal', suite);
  }

  /** A fresh receipt key, to be registered by `member:registerReceiptKey`. */
  async createReceipt(): Promise<NodeSigner> {
    return this.#create('receipt', 'ES256');
  }

  /** Keeps the operator's identity, replacing an older one. */
  async saveOperator({ mspId, certificate, privateKey }: OperatorIdentity): Promise<void> {
    const pem = privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: this.passphrase,
    });
    await writeKeyFile(join(this.path, OPERATOR_KEY), String(pem), false);
    await writeKeyFile(join(this.path, OPERATOR_CERTIFICATE), `${mspId}\n${certificate}`, false);
    this.#operator = keySigner({ mspId, certificate, privateKey });
  }

  /** Signs ledger transactions as the member's operator; undefined when no identity is stored. */
  get operator(): LedgerSigner | undefined {
    return this.#operator;
  }

  /** 32 bytes for AES-256-GCM of the licence library. */
  get libraryKey(): Buffer {
    if (this.#libraryKey === undefined) throw new TypeError('the key store is not open');
    return this.#libraryKey;
  }

  #of(use: KeyUse, keyId: string): NodeSigner | undefined {
    const key = this.#keys.get(keyId);
    return key?.use === use ? key.signer : undefined;
  }

  async #create(use: KeyUse, suite: SuiteName): Promise<NodeSigner> {
    const signer = generateSigner(suite);
    const pem = signer.exportEncrypted(this.passphrase);
    await writeKeyFile(join(this.path, `${use}-${signer.keyId}.pem`), pem, true);
    this.#take(use, signer, pem);
    return signer;
  }

  #take(use: KeyUse, signer: NodeSigner, pem: string): void {
    if (use === 'library') this.#libraryKey = dataKeyOf(pem, this.passphrase);
    else this.#keys.set(signer.keyId, { use, signer });
  }

  async #load(): Promise<void> {
    const names = (await readdir(this.path)).sort();
    for (const name of names) {
      const match = FILE.exec(name);
      if (match === null) continue;
      const use = match[1] as KeyUse;
      const pem = await readFile(join(this.path, name), 'utf8');
      const signer = readPem(pem, this.passphrase, `${use} key`);
      if (signer.keyId !== match[2]) {
        throw new KeyStoreError('damaged', `a ${use} key does not fit its file name / 密钥与文件名不符`);
      }
      this.#take(use, signer, pem);
    }
    if (names.includes(OPERATOR_CERTIFICATE) && names.includes(OPERATOR_KEY)) await this.#loadOperator();
  }

  async #loadOperator(): Promise<void> {
    const [mspId = '', ...lines] = (await readFile(join(this.path, OPERATOR_CERTIFICATE), 'utf8')).split(
      '\n',
    );
    const key = await readFile(join(this.path, OPERATOR_KEY), 'utf8');
    readPem(key, this.passphrase, 'operator key');
    const privateKey = createPrivateKey({ key, passphrase: this.passphrase });
    this.#operator = keySigner({ mspId, certificate: lines.join('\n'), privateKey });
  }
}

/**
 * The library's data key: HKDF-SHA-256 (RFC 5869) of an Ed25519 seed, which is 32 uniformly random bytes, so that
 * every secret in the folder has the one form of file.
 */
function dataKeyOf(pem: string, passphrase: string): Buffer {
  const { d } = createPrivateKey({ key: pem, passphrase }).export({ format: 'jwk' });
  const seed = Buffer.from(d ?? '', 'base64url');
  if (seed.length !== 32) throw new KeyStoreError('damaged', 'the library key is damaged / 证照库密钥损坏');
  return Buffer.from(hkdfSync('sha256', seed, Buffer.alloc(0), LIBRARY_PURPOSE, 32));
}
