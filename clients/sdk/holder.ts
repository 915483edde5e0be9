import {
  chainHash,
  consentHash,
  encodeBase64url,
  encodeUtf8,
  exportJwk,
  importJwk,
  keyBindingInput,
  MalformedError,
  nobleProvider,
  presentAsHolder,
  presentSdJwt,
  sdHashOf,
  type CryptoProvider,
  dcqlOf,
  type JsonObject,
  type Signer,
} from '@huren/chaincode/domain';
import { makeConsent } from './holder-consent';
import type { HolderKey } from './holder-key';
import { type GivenConsent, holdersIn } from './licence-holders';
import type { PresentationRequest } from './answers';
import type { CredentialFile } from './credential-file';
import { askedOf } from './judged-request';

export type { HolderKey };

/** For whom, and which request of theirs. */
interface Addressed {
  readonly nonce: string;
  readonly audience: string;
}

/** What the relying authority asks for: the answer to `POST /v1/presentation-requests`, or single claims. */
export type PresentationAsk = Addressed & {
  /** What other holders consented to have shown along. */
  readonly given?: readonly GivenConsent[];
} & (
    | {
        /** The claims to disclose, and no others: of a licence with several holders shared ones and the own ones. */
        readonly fields: readonly string[];
      }
    | Pick<PresentationRequest, 'materials'>
  );

/** A new P-256 key made by WebCrypto; it cannot be exported unless `extractable` says so. */
export async function createHolderKey(options: { readonly extractable?: boolean } = {}): Promise<HolderKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  return holderKeyOf(
    await crypto.subtle.generateKey(algorithm, options.extractable ?? false, ['sign', 'verify']),
  );
}

/** A key of WebCrypto, whose type has another home in Node than in browsers. */
export type WebKey = Parameters<typeof crypto.subtle.sign>[1];

/** A key pair of WebCrypto. */
export interface KeyPair {
  readonly privateKey: WebKey;
  readonly publicKey: WebKey;
}

/** A P-256 pair of WebCrypto as a holder key; a browser keeps the pair itself, which needs no export. */
export async function holderKeyOf(pair: KeyPair): Promise<HolderKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  if (kty === undefined || crv === undefined || x === undefined || y === undefined) {
    throw new TypeError('the platform made no P-256 key');
  }
  return {
    suite: 'ES256',
    publicJwk: { kty, crv, x, y },
    sign: async (message) => {
      const bytes = Uint8Array.from(message);
      return new Uint8Array(
        await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes),
      );
    },
  };
}

/** A holder key over a signer of the domain (a key in memory, or a test's fixed key). */
export function signerHolderKey(signer: Signer): HolderKey {
  return {
    suite: signer.suite,
    publicJwk: exportJwk({ suite: signer.suite, bytes: signer.publicKey }),
    sign: (message) => Promise.resolve(signer.sign(message)),
  };
}

/** 持证主体 without a screen: one key, the licences bound to it, and presentations that disclose what was asked. */
export class Holder {
  readonly #key: HolderKey;
  readonly #provider: CryptoProvider;
  readonly #now: () => number;

  constructor(
    key: HolderKey,
    options: { readonly provider?: CryptoProvider; readonly now?: () => number } = {},
  ) {
    this.#key = key;
    this.#provider = options.provider ?? nobleProvider;
    this.#now = options.now ?? Date.now;
    // A key that issuers would refuse is refused here, before a licence is bound to it.
    importJwk(key.publicJwk);
  }

  /** A holder with a fresh key. */
  static async create(options: { readonly extractable?: boolean } = {}): Promise<Holder> {
    return new Holder(await createHolderKey(options));
  }

  get publicJwk(): JsonObject {
    return this.#key.publicJwk;
  }

  /**
   * Shows the asked fields to one audience, once: the SD-JWT with these disclosures alone and a key-binding JWT
   * (RFC 9901 §4.3), in a credential file again, so that the anchor travels along. Of a file with delegations this is
   * the agent's presentation, whose binding names them.
   * Of a licence with several holders it shows the own fields, and others' by the consents that the binding names.
   * @throws MalformedError `no-such-disclosure` for a field that the licence cannot disclose, `not-asked-for` where no
   * material is such a licence, and those of parseSdJwt
   */
  async present(file: CredentialFile, ask: PresentationAsk): Promise<CredentialFile> {
    const presentation = this.#shown(file, ask);
    const consents = ask.given?.map(({ consent }) => consent) ?? [];
    const input = keyBindingInput({
      suite: this.#key.suite,
      aud: ask.audience,
      nonce: ask.nonce,
      iat: Math.floor(this.#now() / 1000),
      sdHash: sdHashOf(this.#provider, encodeUtf8(presentation)),
      ...(file.delegations && { delegationHash: chainHash(this.#provider, file.delegations) }),
      ...(consents.length > 0 && { consentHash: consentHash(this.#provider, consents) }),
    });
    const signature = await this.#key.sign(encodeUtf8(input));
    const sdJwt = `${presentation}${input}.${encodeBase64url(signature)}`;
    return { ...file, sdJwt, ...(consents.length > 0 && { consents }) };
  }

  /**
   * Lets another holder of the same licence show these fields of one's own, in one request: what that holder's
   * `present` takes as `given`.
   * @param ask `presenter`: the other holder's public JWK
   * @throws MalformedError not-a-holder, nothing-to-show
   */
  consent(
    file: CredentialFile,
    { presenter, ...ask }: Addressed & { readonly fields: readonly string[]; readonly presenter: JsonObject },
  ): Promise<GivenConsent> {
    const consent = { ...ask, presenter: importJwk(presenter).id, iat: Math.floor(this.#now() / 1000) };
    return makeConsent(file, this.#key, consent, this.#provider);
  }

  #shown(file: CredentialFile, ask: PresentationAsk): string {
    const { given = [] } = ask;
    const names = 'fields' in ask ? ask.fields : fieldsFor(ask, file);
    const { holders, place } = holdersIn(file, importJwk(this.#key.publicJwk).id);
    if (holders.length < 2 || file.delegations !== undefined) return presentSdJwt(file.sdJwt, names);
    const others = given.flatMap(({ disclosures }) => disclosures);
    return presentAsHolder(file.sdJwt, { place, names, others }, this.#provider);
  }
}

function fieldsFor(
  { materials }: Pick<PresentationRequest, 'materials'>,
  file: CredentialFile,
): readonly string[] {
  const asked = askedOf(dcqlOf(materials), file);
  if (asked === undefined)
    throw new MalformedError('not-asked-for', 'The request asks for another licence.', '');
  return asked.fields;
}
