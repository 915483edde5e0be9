import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  array,
  type Bilingual,
  type JsonObject,
  literal,
  object,
  oneOf,
  string,
  type SuiteName,
} from '@huren/chaincode/domain';
import { generatePrivateKey, nodeSigner, type NodeSigner } from '@huren/chaincode/crypto-node';
import { keySigner } from '../identity/key-signer';
import type { Signer as LedgerSigner } from '../ledger';
import { base64urlOf, KeyEnvelope, readStoreFile, sealedMembers } from './key-envelope';
import { writeKeyFile } from './key-file';
import { damaged, KeyStoreError } from './key-store-error';

/** What a stored key may be used for; never for anything else (DETAILS 3). */
export type KeyUse = 'seal' | 'receipt';

/** A key that a folder holds, as a list shows it. */
export interface HeldKey {
  readonly use: KeyUse;
  readonly suite: SuiteName;
  readonly keyId: string;
}

/** An identity with its key: of the member's operator, which anchors receipt heads, or of an authority's service. */
export interface OperatorIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

const STORE = 'store.json';
const OPERATOR = 'operator.json';
const LIBRARY = 'library.json';
const SERVICE_FILE = /^service-([0-9A-Z]{18})\.json$/;
const KEY_FILE = /^(seal|receipt)-([A-Za-z0-9_-]{43})\.json$/;
const LIBRARY_KEY_BYTES = 32;
const OTHERS = 0o077;

/** `{"v":1,"use":"seal","suite":"ES256","keyId":…,"nonce":…,"sealed":…}`; sealed: the PKCS#8 DER. */
const KeyShape = object({
  v: literal(1),
  use: oneOf(['seal', 'receipt']),
  suite: oneOf(['ES256', 'EdDSA', 'SM2SM3']),
  keyId: base64urlOf(32),
  ...sealedMembers,
});
const identityMembers = {
  mspId: string({ min: 1, max: 64 }),
  /** Lines of the PEM text. */
  certificate: array(string({ max: 128 }), { min: 1, max: 256 }),
  ...sealedMembers,
};
const OperatorShape = object({ v: literal(1), use: literal('operator'), ...identityMembers });
const ServiceShape = object({
  v: literal(1),
  use: literal('service'),
  /** Credit code. */
  authority: string({ min: 18, max: 18 }),
  ...identityMembers,
});
const LibraryShape = object({ v: literal(1), use: literal('library'), ...sealedMembers });

/**
 * The member's own keys in the folder HUREN_KEYS: one sealed file a key, named by use and key id, under one key that
 * scrypt makes of the passphrase (`key-envelope.ts`). Private keys leave it only as signatures.
 */
export class KeyStore {
  readonly #keys = new Map<string, { readonly use: KeyUse; readonly signer: NodeSigner }>();
  readonly #warnings: Bilingual[] = [];
  #operator: LedgerSigner | undefined;
  readonly #services = new Map<string, LedgerSigner>();
  #libraryKey: Buffer = Buffer.alloc(0);

  private constructor(
    private readonly path: string,
    private readonly envelope: KeyEnvelope,
  ) {}

  /**
   * Opens the folder, made when missing; every key in it is opened once, so that trouble shows at start.
   * @throws KeyStoreError
   */
  static async open(path: string, passphrase: string): Promise<KeyStore> {
    if (passphrase === '') {
      throw new KeyStoreError('empty-passphrase', 'an empty passphrase protects nothing / 口令不能为空');
    }
    await mkdir(path, { recursive: true, mode: 0o700 });
    const store = new KeyStore(path, await openEnvelope(path, passphrase));
    await store.#guard('', 0o700);
    await store.#load();
    return store;
  }

  /** Files that others on this machine could read until now; they are closed, and the keys may be known. */
  get warnings(): readonly Bilingual[] {
    return this.#warnings;
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
    return this.list().flatMap((key) => (key.use === use ? [key.keyId] : []));
  }

  /** Every seal and receipt key, by use and key id. */
  list(): readonly HeldKey[] {
    return [...this.#keys.values()]
      .map(({ use, signer: { suite, keyId } }) => ({ use, suite, keyId }))
      .sort((one, other) => (`${one.use} ${one.keyId}` < `${other.use} ${other.keyId}` ? -1 : 1));
  }

  /** A fresh seal key; it counts only once the ledger has it, with proof of possession by this signer. */
  async createSeal(suite: SuiteName): Promise<NodeSigner> {
    return this.#create('seal', suite);
  }

  /** A fresh receipt key, to be registered by `member:registerReceiptKey`. */
  async createReceipt(suite: SuiteName = 'ES256'): Promise<NodeSigner> {
    return this.#create('receipt', suite);
  }

  /** Keeps the operator's identity, replacing an older one. */
  async saveOperator({ mspId, certificate, privateKey }: OperatorIdentity): Promise<void> {
    const open = { v: 1, use: 'operator', mspId, certificate: certificate.split('\n') };
    await this.#write(OPERATOR, open, derOf(privateKey), false);
    this.#operator = keySigner({ mspId, certificate, privateKey });
  }

  /** Signs ledger transactions as the member's operator; undefined when no identity is stored. */
  get operator(): LedgerSigner | undefined {
    return this.#operator;
  }

  /**
   * Keeps an identity key of an authority, by which the gateway itself anchors what holders claim; it counts once it
   * stands on the authority's record.
   */
  async saveService(authority: string, { mspId, certificate, privateKey }: OperatorIdentity): Promise<void> {
    const open = { v: 1, use: 'service', authority, mspId, certificate: certificate.split('\n') };
    await this.#write(`service-${authority}.json`, open, derOf(privateKey), false);
    this.#services.set(authority, keySigner({ mspId, certificate, privateKey }));
  }

  /** Signs for an authority; undefined where none of its identities is kept here. */
  service(authority: string): LedgerSigner | undefined {
    return this.#services.get(authority);
  }

  /** 32 bytes for AES-256-GCM of the licence library. */
  get libraryKey(): Buffer {
    return this.#libraryKey;
  }

  #of(use: KeyUse, keyId: string): NodeSigner | undefined {
    const key = this.#keys.get(keyId);
    return key?.use === use ? key.signer : undefined;
  }

  async #create(use: KeyUse, suite: SuiteName): Promise<NodeSigner> {
    const privateKey = generatePrivateKey(suite);
    const signer = nodeSigner(privateKey);
    const open = { v: 1, use, suite, keyId: signer.keyId };
    await this.#write(`${use}-${signer.keyId}.json`, open, derOf(privateKey), true);
    this.#keys.set(signer.keyId, { use, signer });
    return signer;
  }

  async #write(name: string, open: JsonObject, secret: Uint8Array, exclusive: boolean): Promise<void> {
    const text = `${JSON.stringify({ ...open, ...this.envelope.seal(secret, open) })}\n`;
    await writeKeyFile(join(this.path, name), text, exclusive);
  }

  async #load(): Promise<void> {
    const names = (await readdir(this.path)).sort();
    for (const name of names) {
      const match = KEY_FILE.exec(name);
      if (match !== null) await this.#loadKey(name, match[1] as KeyUse, match[2] ?? '');
      const service = SERVICE_FILE.exec(name)?.[1];
      if (service !== undefined) await this.#loadService(name, service);
    }
    if (names.includes(OPERATOR)) await this.#loadOperator();
    if (!names.includes(LIBRARY)) await this.#createLibrary();
    else this.#libraryKey = await this.#loadLibrary();
    if (names.includes(STORE)) await this.#guard(STORE, 0o600);
  }

  async #loadKey(name: string, use: KeyUse, keyId: string): Promise<void> {
    const { nonce, sealed, ...open } = readStoreFile(KeyShape, await this.#read(name), `${use} key`);
    const der = this.envelope.unseal({ nonce, sealed }, open);
    if (der === undefined || open.use !== use || open.keyId !== keyId) throw damaged(`${use} key`);
    const signer = nodeSigner(privateKeyOf(der));
    if (signer.keyId !== keyId || signer.suite !== open.suite) throw damaged(`${use} key`);
    this.#keys.set(keyId, { use, signer });
  }

  async #loadOperator(): Promise<void> {
    const what = 'operator identity';
    const { nonce, sealed, ...open } = readStoreFile(OperatorShape, await this.#read(OPERATOR), what);
    const der = this.envelope.unseal({ nonce, sealed }, open);
    if (der === undefined) throw damaged(what);
    const { mspId } = open;
    const certificate = open.certificate.join('\n');
    this.#operator = keySigner({ mspId, certificate, privateKey: privateKeyOf(der) });
  }

  async #loadService(name: string, authority: string): Promise<void> {
    const what = 'service identity';
    const { nonce, sealed, ...open } = readStoreFile(ServiceShape, await this.#read(name), what);
    const der = this.envelope.unseal({ nonce, sealed }, open);
    if (der === undefined || open.authority !== authority) throw damaged(what);
    const { mspId } = open;
    const certificate = open.certificate.join('\n');
    this.#services.set(authority, keySigner({ mspId, certificate, privateKey: privateKeyOf(der) }));
  }

  async #createLibrary(): Promise<void> {
    const key = randomBytes(LIBRARY_KEY_BYTES);
    try {
      await this.#write(LIBRARY, { v: 1, use: 'library' }, key, true);
      this.#libraryKey = key;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
      // Another process was first: its key counts.
      this.#libraryKey = await this.#loadLibrary();
    }
  }

  async #loadLibrary(): Promise<Buffer> {
    const what = 'library key';
    const { nonce, sealed, ...open } = readStoreFile(LibraryShape, await this.#read(LIBRARY), what);
    const key = this.envelope.unseal({ nonce, sealed }, open);
    if (key?.length !== LIBRARY_KEY_BYTES) throw damaged(what);
    return key;
  }

  async #read(name: string): Promise<string> {
    await this.#guard(name, 0o600);
    return readFile(join(this.path, name), 'utf8');
  }

  /** Warns where others may read, and takes that from them. */
  async #guard(name: string, mode: number): Promise<void> {
    const path = join(this.path, name);
    if (((await stat(path)).mode & OTHERS) === 0) return;
    await chmod(path, mode);
    const what = name === '' ? path : name;
    this.#warnings.push({
      zh: `${what} 曾可被本机其他用户读取，现已收回；请考虑更换密钥和口令`,
      en: `${what} was readable by others on this machine until now; consider new keys and a new passphrase`,
    });
  }
}

async function openEnvelope(path: string, passphrase: string): Promise<KeyEnvelope> {
  const file = join(path, STORE);
  const known = await readOptional(file);
  if (known !== undefined) return KeyEnvelope.open(passphrase, known);
  const { envelope, text } = await KeyEnvelope.create(passphrase);
  try {
    await writeKeyFile(file, text, true);
    return envelope;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    // Another process was first: its salt counts.
    return KeyEnvelope.open(passphrase, await readFile(file, 'utf8'));
  }
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function derOf(privateKey: KeyObject): Buffer {
  return privateKey.export({ type: 'pkcs8', format: 'der' });
}

function privateKeyOf(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
