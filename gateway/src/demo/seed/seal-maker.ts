import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeBase64url,
  encodeCertificate,
  encodeName,
  encodeSeal,
  encodeSealInfo,
  type SesProof,
  sm3,
} from '@huren/chaincode/domain';
import { generateSigner, importEncrypted, nodeProvider, type NodeSigner } from '@huren/chaincode/crypto-node';
import { drawSealPicture } from '@huren/chaincode/ofd';
import { writeKeyFile } from '@huren/network';
import { SesSeals } from '../../licences/ses-seals';
import type { DemoFolders } from './demo-folders';

/** Who wants a seal: a key of its own, its code and name, and what the seal is called. */
export interface SealOrder {
  readonly member: string;
  readonly signer: NodeSigner;
  readonly owner: { readonly code: string; readonly name: string };
  readonly sealName: string;
  /** 14 digits: region and number, as government seals have them. */
  readonly esId: string;
}

interface Party {
  readonly signer: NodeSigner;
  readonly certificate: Uint8Array;
  readonly name: Uint8Array;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 10 * 365;
const SIGNER_DAYS = 5 * 365;
const ORGANISATION = '互认演示，非真实机构';
const ROOT = '电子印章演示根证书';
const MAKER = '演示印章制作管理单位';
/** Type of the property: a unit's seal. */
const UNIT_SEAL = 1;
const PICTURE_PIXELS = 240;
const PICTURE_MM = 42;

/** Where the demo's seal certificates are; `root.cer` and `maker.cer` are for `huren seal inspect`. */
export function sealFolder({ demo }: Pick<DemoFolders, 'demo'>): string {
  return join(demo, 'seals');
}

/** A positive serial of 16 bytes. */
function freshSerial(): Uint8Array {
  const serial = Uint8Array.from(randomBytes(16));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function certify(
  commonName: string,
  signer: NodeSigner,
  issuer: { readonly signer: NodeSigner; readonly name: Uint8Array },
  nowMs: number,
  isAuthority: boolean,
): Uint8Array {
  const draft = {
    serial: freshSerial(),
    organisation: ORGANISATION,
    commonName,
    notBeforeMs: nowMs - DAY_MS,
    notAfterMs: nowMs + (isAuthority ? AUTHORITY_DAYS : SIGNER_DAYS) * DAY_MS,
    publicKey: signer.publicKey,
    subjectKeyDigest: sm3(signer.publicKey),
    issuerKeyDigest: sm3(issuer.signer.publicKey),
    isAuthority,
  };
  return encodeCertificate(draft, issuer.name, issuer.signer);
}

/**
 * The demo's 制作管理单位: it certifies the departments' keys and engraves their SES seals (GB/T 38540-2020, version 4).
 * Root, maker and seals say in their names that they are of the demo.
 */
export class DemoSealMaker {
  #picture: Buffer | undefined;

  private constructor(
    private readonly folders: DemoFolders,
    private readonly root: Party,
    private readonly maker: Party,
    private readonly nowMs: number,
  ) {}

  /** Opens the maker's keys and certificates, or makes them; `maker.cer` is written last. */
  static async open(folders: DemoFolders, passphrase: string, nowMs: number): Promise<DemoSealMaker> {
    const folder = sealFolder(folders);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const seconds = Math.floor(nowMs / 1000) * 1000;
    const names = { root: encodeName(ORGANISATION, ROOT), maker: encodeName(ORGANISATION, MAKER) };
    const known = existsSync(join(folder, 'maker.cer'));
    const signers = {
      root: await openKey(folder, 'root', passphrase, known),
      maker: await openKey(folder, 'maker', passphrase, known),
    };
    const rootIssuer = { signer: signers.root, name: names.root };
    const rootDer = await openCertificate(folder, 'root', known, () =>
      certify(ROOT, signers.root, rootIssuer, seconds, true),
    );
    const makerDer = await openCertificate(folder, 'maker', known, () =>
      certify(MAKER, signers.maker, rootIssuer, seconds, false),
    );
    return new DemoSealMaker(
      folders,
      { signer: signers.root, name: names.root, certificate: rootDer },
      { signer: signers.maker, name: names.maker, certificate: makerDer },
      seconds,
    );
  }

  /** Engraves a seal and puts it beside its key; answers what the ledger is shown of it. */
  async engrave(order: SealOrder): Promise<SesProof> {
    const seal = this.#engraved(order, this.maker);
    await new SesSeals(this.folders.keys(order.member), nodeProvider()).install(order.signer.keyId, seal.der);
    return { seal: encodeBase64url(seal.der) };
  }

  /**
   * A seal that looks like the order's and was made by nobody's leave: its maker has a certificate of the same root,
   * and that is all.
   */
  selfMade(order: SealOrder): { readonly der: Uint8Array; readonly certificate: Uint8Array } {
    const signer = generateSigner('SM2SM3');
    const commonName = '演示自制印章者';
    const certificate = certify(commonName, signer, this.root, this.nowMs, false);
    return this.#engraved(order, { signer, certificate, name: encodeName(ORGANISATION, commonName) });
  }

  #engraved(
    { signer, owner, sealName, esId }: SealOrder,
    maker: Party,
  ): { readonly der: Uint8Array; readonly certificate: Uint8Array } {
    const certificate = certify(`${owner.code}${owner.name}`, signer, this.root, this.nowMs, false);
    this.#picture ??= drawSealPicture(PICTURE_PIXELS);
    const info = encodeSealInfo({
      vendor: 'HurenDemo',
      id: esId,
      type: UNIT_SEAL,
      name: sealName,
      signers: { kind: 'certificates', certificates: [certificate] },
      createdMs: this.nowMs,
      startMs: this.nowMs - DAY_MS,
      endMs: this.nowMs + (SIGNER_DAYS - 1) * DAY_MS,
      picture: { type: 'PNG', data: this.#picture, width: PICTURE_MM, height: PICTURE_MM },
      extensions: [],
    });
    return { der: encodeSeal(info, maker.certificate, maker.signer.sign(info)), certificate };
  }
}

async function openKey(
  folder: string,
  name: string,
  passphrase: string,
  known: boolean,
): Promise<NodeSigner> {
  const file = join(folder, `${name}-key.pem`);
  if (known) return importEncrypted(await readFile(file, 'utf8'), passphrase);
  const signer = generateSigner('SM2SM3');
  await writeKeyFile(file, signer.exportEncrypted(passphrase), false);
  return signer;
}

/** DER, as certificate viewers take it. */
async function openCertificate(
  folder: string,
  name: string,
  known: boolean,
  make: () => Uint8Array,
): Promise<Uint8Array> {
  const file = join(folder, `${name}.cer`);
  if (known) return Uint8Array.from(await readFile(file));
  const der = make();
  await writeFile(file, der, { mode: 0o600, flush: true });
  return der;
}
