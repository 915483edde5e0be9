import { randomBytes } from 'node:crypto';
import {
  type Authority,
  canonicalBytes,
  canonicalJson,
  coSealStatement,
  type CryptoProvider,
  dayOfMs,
  draftLicence,
  encodeBase64url,
  encodeUtf8,
  hasMandate,
  type HashName,
  issueSdJwt,
  type JsonObject,
  licenceLeafHash,
  type LicenceType,
  MalformedError,
  merkleRoot,
  recordKey,
  SALT_LENGTH,
  saltCount,
  type Seal,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import type { RecordIndex } from '../index/record-index';
import type { KeyStore } from '@huren/network';
import { Problem } from '../problems';
import { draftOf } from './licence-draft';
import type { LicenceInput, LicencesRequest } from './licence-request';
import type { SealedBatch, SealedLicence } from './licence-library';
import type { PageSealing, PageSeals } from './page-sealing';

/** Licences sealed between two looks at other requests; page forms take far longer. */
const STRIDE = 50;
const PAGE_STRIDE = 4;

interface UsableSeal {
  readonly seal: Seal;
  readonly signer: NodeSigner;
}

/** Seals what issuers hand in, with keys of this gateway's own store. */
export class Sealing {
  constructor(
    private readonly index: RecordIndex,
    private readonly keys: KeyStore,
    private readonly provider: CryptoProvider,
    private readonly clock: () => number,
    private readonly pages: PageSealing,
  ) {}

  /**
   * The seal, if its key is here and the caller may use it: its own, or as the custodian that its authority mandated.
   * @throws Problem unknown-seal, not-entitled
   */
  usableSeal(keyId: string, caller: string, type: string): UsableSeal {
    const seal = this.index.record<Seal>(recordKey.seal(keyId));
    const signer = this.keys.seal(keyId);
    if (seal === undefined || signer === undefined) throw new Problem('unknown-seal');
    if (seal.authority === caller) return { seal, signer };
    const owner = this.index.record<Authority>(recordKey.authority(seal.authority));
    const day = dayOfMs(this.clock());
    if (!hasMandate(owner, caller, 'seal', day, type)) throw new Problem('not-entitled');
    return { seal, signer };
  }

  /**
   * Seals the licences of a request as one batch.
   * @param content the library's mark of the request
   * @throws Problem unknown-type, unknown-seal, not-entitled, batch-refused (with the index of the licence at fault)
   */
  async seal(
    request: LicencesRequest,
    caller: string,
    content: string,
  ): Promise<{ readonly batch: SealedBatch; readonly licences: readonly SealedLicence[] }> {
    const type = this.index.record<LicenceType>(recordKey.licenceType(request.type));
    if (type?.state !== 'active') throw new Problem('unknown-type', { path: '/type' });
    const { seal, signer } = this.usableSeal(request.key, caller, request.type);
    const hash = request.hash ?? 'sha-256';
    const pageSeals = request.forms?.includes('page') === true ? (request.pageSeals ?? [request.key]) : [];
    const pages =
      pageSeals.length === 0
        ? undefined
        : await this.pages.open(
            pageSeals.map((keyId) => this.#pageSeal(keyId, caller, request)),
            type,
          );
    const stride = pages === undefined ? STRIDE : PAGE_STRIDE;
    const licences: SealedLicence[] = [];
    for (const [at, input] of request.licences.entries()) {
      licences.push(this.#sealOne(input, at, { type, authority: seal.authority, signer, hash, pages }));
      if (at % stride === stride - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    requireDistinct(licences);
    const root = merkleRoot(
      licences.map(({ leafHash }) => leafHash),
      (bytes) => this.provider.digest(hash, bytes),
    );
    const statement = {
      authority: seal.authority,
      type: request.type,
      root: encodeBase64url(root),
      size: licences.length,
    };
    const argument = {
      ...statement,
      hash,
      keyId: request.key,
      coSeals: furtherSeals(request, pageSeals).map((keyId) => this.#coSeal(keyId, caller, statement)),
      provenance: seal.authority === caller ? 'issuer' : 'custodian',
      requestId: request.requestId,
    };
    return {
      licences,
      batch: {
        requestId: request.requestId,
        caller,
        content,
        batch: `${seal.authority}/${statement.root}`,
        size: licences.length,
        hash,
        argument: canonicalJson(argument),
      },
    };
  }

  /** A seal of the page: a page form counts under the batch's own key, or a seal that signs the batch in a role. */
  #pageSeal(keyId: string, caller: string, { key, type }: LicencesRequest): UsableSeal {
    const usable = this.usableSeal(keyId, caller, type);
    if (keyId !== key && usable.seal.role === undefined) {
      throw new Problem('page-seal-unusable', { details: { fault: 'role-missing' } });
    }
    return usable;
  }

  #coSeal(keyId: string, caller: string, batch: Parameters<typeof coSealStatement>[0]): JsonObject {
    const { seal, signer } = this.usableSeal(keyId, caller, batch.type);
    const { role } = seal;
    // Told before anything is sealed: the ledger would refuse it too, and the request's id would be used up.
    if (role === undefined) throw new Problem('co-seal-unusable', { details: { fault: 'role-missing' } });
    const signature = signer.sign(canonicalBytes(coSealStatement(batch, role)));
    return { keyId, role, signature: encodeBase64url(signature) };
  }

  #sealOne(
    input: LicenceInput,
    at: number,
    by: {
      readonly type: LicenceType;
      readonly authority: string;
      readonly signer: NodeSigner;
      readonly hash: HashName;
      readonly pages: PageSeals | undefined;
    },
  ): SealedLicence {
    try {
      const draft = draftOf(input, by.type, by.authority, Math.floor(this.clock() / 1000));
      const { signer } = by;
      const salts = Array.from({ length: saltCount(draft) }, () => Uint8Array.from(randomBytes(SALT_LENGTH)));
      const issued = issueSdJwt(
        this.provider,
        draftLicence(draft, {
          keyId: signer.keyId,
          suite: signer.suite,
          salts,
          sign: (bytes) => signer.sign(bytes),
        }),
      );
      const bytes = encodeUtf8(issued.jwt);
      const data = this.provider.digest(by.hash, bytes);
      const number = draft.fields['certificate_number'];
      const sealed = {
        text: issued.text,
        identifier: draft.identifier,
        ...(typeof number === 'string' && { number: { type: draft.type, text: number } }),
        digest: encodeBase64url(this.provider.digest('sha-256', bytes)),
      };
      if (by.pages === undefined) {
        return { ...sealed, leafHash: licenceLeafHash(this.provider, by.hash, { data }) };
      }
      const ofd = this.pages.seal(draft, by.pages, input.photo);
      const page = this.provider.digest(by.hash, ofd);
      return {
        ...sealed,
        leafHash: licenceLeafHash(this.provider, by.hash, { data, page }),
        other: encodeBase64url(page),
        page: {
          ofd,
          digest: encodeBase64url(this.provider.digest('sha-256', ofd)),
          other: encodeBase64url(data),
        },
      };
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw new Problem('batch-refused', {
        path: `/licences/${String(at)}`,
        details: { index: at, fault: error.code, at: error.path },
      });
    }
  }
}

/** The seals beside the batch's own key: those that the request names, and those of the page form. */
function furtherSeals(
  { key, coSeals = [] }: LicencesRequest,
  pageSeals: readonly string[],
): readonly string[] {
  return [...new Set([...coSeals, ...pageSeals])].filter((keyId) => keyId !== key);
}

function requireDistinct(licences: readonly SealedLicence[]): void {
  const seen = new Set<string>();
  for (const [index, { identifier }] of licences.entries()) {
    if (seen.has(identifier)) {
      throw new Problem('batch-refused', { details: { index, fault: 'identifier-repeated' } });
    }
    seen.add(identifier);
  }
}

/** The request's JCS, without the certificate, which may be renewed between two attempts. */
export function contentOf(request: LicencesRequest): string {
  const { certificate: _certificate, ...content } = request;
  return canonicalJson(content);
}
