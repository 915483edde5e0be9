import type { CryptoProvider, HashName } from '../crypto/provider';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { licenceLeafHash } from './leaf';

interface Leaf {
  readonly hash: HashName;
  readonly other: string | undefined;
  readonly bytes: Uint8Array;
  /** base64url. */
  readonly text: string;
}

/** The exact bytes by which the ledger knows one form of a licence; their digests are computed once. */
export abstract class LicenceForm {
  // Fields instead of maps: nearly every licence is asked for one leaf under one hash.
  #sha256: Uint8Array | undefined;
  #sm3: Uint8Array | undefined;
  #leaf: Leaf | undefined;

  abstract readonly form: 'data' | 'page';

  /** As the verdict names it: a copy made for one use is a page form with a life of its own. */
  abstract readonly legalForm: 'data' | 'page' | 'copy';

  /** Issuer-signed JWT as ASCII, or the OFD file. */
  protected abstract get anchoredBytes(): Uint8Array;

  /** A digest that was made elsewhere on the way. */
  protected keepDigest(hash: HashName, digest: Uint8Array): void {
    if (hash === 'sm3') this.#sm3 = digest;
    else this.#sha256 = digest;
  }

  digest(provider: CryptoProvider, hash: HashName): Uint8Array {
    const known = hash === 'sm3' ? this.#sm3 : this.#sha256;
    if (known !== undefined) return known;
    const digest = provider.digest(hash, this.anchoredBytes);
    this.keepDigest(hash, digest);
    return digest;
  }

  /** By what `RecordSource.locate` knows a bare credential: base64url SHA-256 of its bytes. */
  locator(provider: CryptoProvider): string {
    return encodeBase64url(this.digest(provider, 'sha-256'));
  }

  /** Leaf hash under the batch's hash; `other` is the base64url digest of the licence's other form, if there is one. */
  leafHash(provider: CryptoProvider, hash: HashName, other?: string): Uint8Array {
    return this.#leafOf(provider, hash, other).bytes;
  }

  /** base64url of `leafHash`. */
  leafText(provider: CryptoProvider, hash: HashName, other?: string): string {
    return this.#leafOf(provider, hash, other).text;
  }

  #leafOf(provider: CryptoProvider, hash: HashName, other: string | undefined): Leaf {
    const known = this.#leaf;
    if (known?.hash === hash && known.other === other) return known;
    const bytes = licenceLeafHash(provider, hash, this.#forms(this.digest(provider, hash), other));
    this.#leaf = { hash, other, bytes, text: encodeBase64url(bytes) };
    return this.#leaf;
  }

  #forms(own: Uint8Array, other: string | undefined): Parameters<typeof licenceLeafHash>[2] {
    const isPage = this.form === 'page';
    if (other === undefined) return isPage ? { page: own } : { data: own };
    const second = decodeBase64url(other);
    return isPage ? { data: second, page: own } : { data: own, page: second };
  }
}
