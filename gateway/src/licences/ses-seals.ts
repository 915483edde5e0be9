import { readFile } from 'node:fs/promises';
import {
  type CryptoProvider,
  encodeBase64url,
  keyIdOf,
  MalformedError,
  parseCertificate,
  parseSeal,
  type Seal,
} from '@huren/chaincode/domain';
import { MAX_SES_SEAL_BYTES, sesSealPath, writeSesSeal } from '@huren/network/keys';
import { Problem } from '../problems';

/** The SES seal of a key, ready to be used. */
export interface SesSealFile {
  /** DER of the SESeal. */
  readonly seal: Uint8Array;
  /** DER of the signer's certificate, out of the seal's own list. */
  readonly certificate: Uint8Array;
}

/** Why a seal cannot seal a page form; part of the answer to the issuer. */
export type SesSealFault =
  | 'not-registered'
  | 'file-missing'
  | 'file-differs'
  | 'signer-not-listed'
  | 'not-in-force'
  | 'not-active'
  | 'role-missing';

function refuse(fault: SesSealFault): never {
  throw new Problem('page-seal-unusable', { details: { fault } });
}

/**
 * The SES seals (GB/T 38540-2020) that a member's gateway seals page forms with, beside their keys in the folder
 * HUREN_KEYS: `seal-<key id>.esl`, the maker's file as it is. A seal is public; the key is what is kept.
 */
export class SesSeals {
  constructor(
    private readonly path: string,
    private readonly provider: CryptoProvider,
  ) {}

  /** Puts a maker's file beside its key. @throws MalformedError for a file that is no seal or lists another signer */
  async install(keyId: string, der: Uint8Array): Promise<void> {
    if (signerIn(der, keyId) === undefined) {
      throw new MalformedError('signer-not-listed', 'The seal does not list the key.');
    }
    await writeSesSeal(this.path, keyId, der);
  }

  /**
   * The seal of the record, exactly as the ledger knows it.
   * @throws Problem page-seal-unusable, with the fault
   */
  async usable({ keyId, ses, state }: Seal, atMs: number): Promise<SesSealFile> {
    // No anchor follows the making of a copy, so that the ledger would not refuse a frozen seal.
    if (state !== 'active') refuse('not-active');
    if (ses === undefined) refuse('not-registered');
    const seal = await this.#read(keyId);
    if (seal === undefined) refuse('file-missing');
    // Before anything is read out of it: the ledger's digest stands for the whole file.
    if (encodeBase64url(this.provider.digest('sm3', seal)) !== ses.digest) refuse('file-differs');
    const certificate = signerIn(seal, keyId);
    if (certificate === undefined) refuse('signer-not-listed');
    const { startMs, endMs } = parseSeal(seal);
    const { notBeforeMs, notAfterMs } = parseCertificate(certificate);
    if (atMs < Math.max(startMs, notBeforeMs) || atMs > Math.min(endMs, notAfterMs)) refuse('not-in-force');
    return { seal, certificate };
  }

  /** DER of the signer's certificate in the seal file of a key; undefined where there is none that can be read. */
  async certificate(keyId: string): Promise<Uint8Array | undefined> {
    const seal = await this.#read(keyId);
    try {
      return seal === undefined ? undefined : signerIn(seal, keyId);
    } catch (error) {
      if (error instanceof MalformedError) return undefined;
      throw error;
    }
  }

  async #read(keyId: string): Promise<Uint8Array | undefined> {
    try {
      const der = await readFile(sesSealPath(this.path, keyId));
      return der.length > MAX_SES_SEAL_BYTES ? undefined : Uint8Array.from(der);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** The certificate of the key in the seal's list. @throws MalformedError */
function signerIn(der: Uint8Array, keyId: string): Uint8Array | undefined {
  const { signers } = parseSeal(der);
  if (signers.kind !== 'certificates') return undefined;
  return signers.certificates.find((each) => {
    const { suite, publicKey } = parseCertificate(each);
    return suite !== undefined && keyIdOf(suite, publicKey) === keyId;
  });
}
