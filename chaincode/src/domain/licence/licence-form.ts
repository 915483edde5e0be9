import type { CryptoProvider, HashName } from '../crypto/provider';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { licenceLeafHash } from './leaf';

/** The exact bytes by which the ledger knows one form of a licence; their digests are computed once. */
export abstract class LicenceForm {
  readonly #digests = new Map<HashName, Uint8Array>();
  readonly #leaves = new Map<string, Uint8Array>();

  abstract readonly form: 'data' | 'page';

  /** Issuer-signed JWT as ASCII, or the OFD file. */
  protected abstract get anchoredBytes(): Uint8Array;

  digest(provider: CryptoProvider, hash: HashName): Uint8Array {
    let digest = this.#digests.get(hash);
    if (digest === undefined) {
      digest = provider.digest(hash, this.anchoredBytes);
      this.#digests.set(hash, digest);
    }
    return digest;
  }

  /** By what `RecordSource.locate` knows a bare credential: base64url SHA-256 of its bytes. */
  locator(provider: CryptoProvider): string {
    return encodeBase64url(this.digest(provider, 'sha-256'));
  }

  /** Leaf hash under the batch's hash; `other` is the base64url digest of the licence's other form, if there is one. */
  leafHash(provider: CryptoProvider, hash: HashName, other?: string): Uint8Array {
    const name = `${hash} ${other ?? ''}`;
    let leaf = this.#leaves.get(name);
    if (leaf === undefined) {
      leaf = licenceLeafHash(provider, hash, this.#forms(this.digest(provider, hash), other));
      this.#leaves.set(name, leaf);
    }
    return leaf;
  }

  #forms(own: Uint8Array, other: string | undefined): Parameters<typeof licenceLeafHash>[2] {
    const isPage = this.form === 'page';
    if (other === undefined) return isPage ? { page: own } : { data: own };
    const second = decodeBase64url(other);
    return isPage ? { data: second, page: own } : { data: own, page: second };
  }
}
