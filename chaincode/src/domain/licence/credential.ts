import type { CryptoProvider, HashName } from '../crypto/provider';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import type { JsonValue } from '../json/value';
import { type ParsedSdJwt, parseSdJwt } from '../sd-jwt/parse';
import type { LocatedAnchor } from '../verification/facts';
import { checkDisclosedClaim, type LicenceClaims, parseOpenClaims } from './claim-values';
import {
  type CredentialFile,
  MAX_CREDENTIAL_LENGTH,
  parseCredentialFile,
  parseCredentialFileText,
} from './credential-file';
import { licenceLeafHash } from './leaf';

/** base64url of 32 bytes (DETAILS 4). */
const KEY_ID = /^[A-Za-z0-9_-]{43}$/;

/** base64url of 16 bytes or more: with a short salt the digest of a holder field could be guessed (DESIGN 4). */
const SALT = /^[A-Za-z0-9_-]{22,128}$/;

/**
 * One licence as somebody hands it over: grammar is settled, nothing is verified. The digests that the ledger knows
 * it by are computed once.
 */
export class Credential {
  readonly #digests = new Map<HashName, Uint8Array>();
  readonly #leaves = new Map<string, Uint8Array>();

  constructor(
    readonly sdJwt: ParsedSdJwt,
    readonly claims: LicenceClaims,
    /** What the credential file said; absent for a bare SD-JWT. */
    readonly anchor: LocatedAnchor | undefined,
  ) {}

  /** The data form is shared data, not in itself an 电子证照. */
  get form(): 'data' {
    return 'data';
  }

  /** Key id that the header names. */
  get keyId(): string {
    return this.sdJwt.header.kid ?? '';
  }

  /** Digest of the issuer-signed JWT as ASCII. */
  digest(provider: CryptoProvider, hash: HashName): Uint8Array {
    let digest = this.#digests.get(hash);
    if (digest === undefined) {
      digest = provider.digest(hash, this.sdJwt.jwtBytes);
      this.#digests.set(hash, digest);
    }
    return digest;
  }

  /** By what `RecordSource.locate` knows a bare credential: base64url SHA-256 of the issuer-signed JWT. */
  locator(provider: CryptoProvider): string {
    return encodeBase64url(this.digest(provider, 'sha-256'));
  }

  /** Leaf hash under the batch's hash; `other` is the base64url digest of the page form, if there is one. */
  leafHash(provider: CryptoProvider, hash: HashName, other?: string): Uint8Array {
    const name = `${hash} ${other ?? ''}`;
    let leaf = this.#leaves.get(name);
    if (leaf === undefined) {
      const data = this.digest(provider, hash);
      leaf = licenceLeafHash(
        provider,
        hash,
        other === undefined ? { data } : { data, page: decodeBase64url(other) },
      );
      this.#leaves.set(name, leaf);
    }
    return leaf;
  }
}

/**
 * Reads an SD-JWT text, the text of a credential file, or a credential file already read as JSON.
 * @throws MalformedError for every fault of grammar (DETAILS 23): those of the SD-JWT parser, of credential files and
 * of claims; never a verdict
 */
export function parseCredential(input: JsonValue): Credential {
  if (typeof input !== 'string') return fromFile(parseCredentialFile(input));
  if (input.length > MAX_CREDENTIAL_LENGTH) {
    throw new MalformedError('credential-too-long', 'The credential is longer than 64 KiB.');
  }
  const text = input.trim();
  return text.startsWith('{') ? fromFile(parseCredentialFileText(text)) : fromSdJwt(text, undefined);
}

function fromFile({ sdJwt, anchor }: CredentialFile): Credential {
  return fromSdJwt(sdJwt, anchor);
}

function fromSdJwt(text: string, anchor: LocatedAnchor | undefined): Credential {
  const sdJwt = parseSdJwt(text);
  if (!KEY_ID.test(sdJwt.header.kid ?? '')) {
    throw new MalformedError('bad-kid', 'The header does not name the key by its key id.', '/header/kid');
  }
  sdJwt.disclosures.forEach(({ salt, name, value }, at) => {
    const path = `/disclosures/${String(at)}`;
    if (!SALT.test(salt)) throw new MalformedError('bad-salt', 'A disclosure has no salt of 128 bits.', path);
    // Licences are flat: each disclosure is one claim, so that a matter can name exactly what it needs.
    if (name === undefined) throw new MalformedError('bad-disclosure', 'A disclosure names no claim.', path);
    checkDisclosedClaim(name, value, path);
  });
  return new Credential(sdJwt, parseOpenClaims(sdJwt.payload), anchor);
}
