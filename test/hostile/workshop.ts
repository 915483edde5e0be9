import {
  bindKey,
  decodeBase64url,
  encodeBase64url,
  exportJwk,
  type HashName,
  type JsonObject,
  type LicenceDraft,
  licenceLeafHash,
  type LocatedAnchor,
  makeLicenceIdentifier,
  MerkleTree,
  nobleProvider,
  openClaims,
  type Signer,
} from '@huren/chaincode/domain';
import { sealOf, signer } from '../contract/demo-network';
import { call } from '../gateway/client';
import { relyingToken } from '../gateway/issuing';
import { ISSUER, MATTER, QIQIHAR, TYPE, type World } from '../gateway/world';

/** What a licence is made of, each part still open to change before and after it is sealed. */
export interface Parts {
  /** JSON texts, or any other bytes in their place. */
  header: string;
  payload: string;
  disclosures: (string | Uint8Array)[];
  /** base64url text; absent: not signed yet. */
  signature?: string;
}

export type Disclosures = [salt: string, name: string, value: unknown][];

export const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
export const b64 = (text: string | Uint8Array): string => encodeBase64url(bytesOf(text));
export const sha256 = (bytes: Uint8Array): Uint8Array => nobleProvider.digest('sha-256', bytes);
export const jsonOf = (text: string): JsonObject => JSON.parse(text) as JsonObject;

/** Demo holder; the number follows GB 11643's own example, which belongs to nobody. */
export const HOLDER_NAME = '巴特尔·演示';
export const HOLDER_CODE = '11010519491231002X';
export const FIELDS: Readonly<Record<string, string>> = {
  certificate_holder_name: HOLDER_NAME,
  certificate_holder_code: HOLDER_CODE,
  certificate_number: '演示0001',
};

const base64urlOf = (parts: Parts): readonly string[] => [b64(parts.header), b64(parts.payload)];

/** The issuer-signed JWT as it stands. */
export function jwtOf(parts: Parts): string {
  return [...base64urlOf(parts), parts.signature ?? ''].join('.');
}

/** The whole SD-JWT without key binding. */
export function textOf(parts: Parts): string {
  return [jwtOf(parts), ...parts.disclosures.map(b64), ''].join('~');
}

/** Signs header and payload as they stand. */
export function sign(parts: Parts, key: Signer): Parts {
  return { ...parts, signature: encodeBase64url(key.sign(Buffer.from(base64urlOf(parts).join('.')))) };
}

/** Whoever seals and presents: the issuer's own keys, and the holder's, so that any part can be bent and sealed anew. */
export class Workshop {
  readonly holder = signer('ES256', 81);
  readonly otherHolder = signer('ES256', 82);
  readonly seals = {
    ES256: signer('ES256', 71),
    EdDSA: signer('EdDSA', 72),
    SM2SM3: signer('SM2SM3', 73),
  } as const;
  #serial = 0;

  constructor(readonly world: World) {}

  async registerSeals(): Promise<void> {
    for (const key of Object.values(this.seals)) {
      await this.world.submit(ISSUER, 'seal', 'register', sealOf(key, ISSUER));
    }
  }

  get nowSeconds(): number {
    return Math.floor(this.world.now / 1000);
  }

  /** Day of the world's clock in Asia/Shanghai, moved by whole days. */
  day(moved = 0): string {
    return new Date(this.world.now + 8 * 3_600_000 + moved * 86_400_000).toISOString().slice(0, 10);
  }

  nextIdentifier(type = TYPE, authority = ISSUER): string {
    this.#serial++;
    return makeLicenceIdentifier({
      typeCode: type,
      issuer: authority,
      serial: `HOSTILE${String(this.#serial)}`,
      version: 1,
    });
  }

  /** A good licence, not signed yet; `changes` go over the open claims under their names in the credential. */
  draft(
    changes: Readonly<Record<string, unknown>> = {},
    options: { readonly key?: Signer; readonly disclosures?: Disclosures } = {},
  ): Parts {
    const key = options.key ?? this.seals.ES256;
    const claims = openClaims({
      issuer: ISSUER,
      type: TYPE,
      identifier: this.nextIdentifier(),
      issueDay: this.day(-20),
      validFrom: this.day(-20),
      validTo: this.day(700),
      region: QIQIHAR,
      holderKey: exportJwk({ suite: 'ES256', bytes: this.holder.publicKey }),
      madeAt: this.nowSeconds,
    } satisfies Omit<LicenceDraft, 'fields'>);
    const disclosures = (
      options.disclosures ??
      Object.entries(FIELDS).map(([name, value], at): [string, string, unknown] => [
        encodeBase64url(sha256(Buffer.from(`salt ${String(at)}`)).subarray(0, 16)),
        name,
        value,
      ])
    ).map((disclosure) => JSON.stringify(disclosure));
    return {
      header: JSON.stringify({ alg: key.suite, typ: 'dc+sd-jwt', kid: key.keyId }),
      payload: JSON.stringify({ ...claims, ...digestsOf(disclosures), ...changes }),
      disclosures,
    };
  }

  sealed(changes: Readonly<Record<string, unknown>> = {}): Parts {
    return sign(this.draft(changes), this.seals.ES256);
  }

  /** Anchors licences as they stand, whatever they are, together with one that nobody presents. */
  async anchor(
    licences: readonly Parts[],
    options: {
      readonly key?: Signer;
      readonly type?: string;
      readonly hash?: HashName;
      readonly size?: number;
      readonly authority?: string;
    } = {},
  ): Promise<readonly LocatedAnchor[]> {
    const { key = this.seals.ES256, type = TYPE, hash = 'sha-256', authority = ISSUER } = options;
    const filler = sign(this.draft(), this.seals.ES256);
    const leaves = [...licences, filler].map((parts) => this.leafHash(parts, hash));
    const tree = MerkleTree.of(leaves, (bytes) => nobleProvider.digest(hash, bytes));
    const root = encodeBase64url(tree.root());
    await this.anchorRoot(root, options.size ?? leaves.length, { key, type, hash, authority });
    return licences.map((_, index) => ({
      batch: `${authority}/${root}`,
      index,
      proof: tree.inclusionProof(index).map(encodeBase64url),
    }));
  }

  async anchorRoot(
    root: string,
    size: number,
    options: {
      readonly key?: Signer;
      readonly type?: string;
      readonly hash?: HashName;
      readonly authority?: string;
    } = {},
  ): Promise<void> {
    const { key = this.seals.ES256, type = TYPE, hash = 'sha-256', authority = ISSUER } = options;
    this.#serial++;
    await this.world.submit(authority, 'licence', 'anchor', {
      authority,
      type,
      root,
      size,
      hash,
      keyId: key.keyId,
      coSeals: [],
      provenance: 'issuer',
      requestId: `hostile-${String(this.#serial)}`,
    });
    await this.world.relying.caughtUp();
  }

  leafHash(parts: Parts, hash: HashName = 'sha-256'): Uint8Array {
    const data = nobleProvider.digest(hash, Buffer.from(jwtOf(parts)));
    return licenceLeafHash(nobleProvider, hash, { data });
  }

  /** Seals a bent licence as the issuer would and anchors it, so that the checks behind signature and anchor decide. */
  async issued(
    draft: Parts,
    key: Signer = this.seals.ES256,
  ): Promise<{ parts: Parts; anchor: LocatedAnchor }> {
    const parts = sign(draft, key);
    const [anchor] = await this.anchor([parts], { key });
    return { parts, anchor: anchor as LocatedAnchor };
  }

  async askFor(matter = MATTER): Promise<{ readonly nonce: string; readonly audience: string }> {
    const { world } = this;
    const answer = await call(
      'POST',
      `${world.relyingUrl}/v1/presentation-requests`,
      { matter },
      relyingToken(world),
    );
    if (answer.status !== 201) throw new Error(`no presentation request: ${JSON.stringify(answer.body)}`);
    return answer.body as unknown as { nonce: string; audience: string };
  }

  /** The holder's answer to a request: the text with key binding. */
  bind(
    text: string,
    asked: { readonly nonce: string; readonly audience: string },
    changes: {
      readonly key?: Signer;
      readonly aud?: string;
      readonly nonce?: string;
      readonly iat?: number;
    } = {},
  ): string {
    const { key = this.holder, ...claims } = changes;
    return bindKey(nobleProvider, text, key, {
      aud: asked.audience,
      nonce: asked.nonce,
      iat: this.nowSeconds,
      ...claims,
    });
  }
}

/** `_sd` and `_sd_alg` for disclosures. */
export function digestsOf(disclosures: readonly (string | Uint8Array)[]): JsonObject {
  const digests = disclosures.map((disclosure) => encodeBase64url(sha256(Buffer.from(b64(disclosure)))));
  return { _sd: digests.sort(), _sd_alg: 'sha-256' };
}

export const rawOf = (text: string): Buffer => Buffer.from(decodeBase64url(text));
