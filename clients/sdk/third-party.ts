import {
  type Bilingual,
  canonicalBytes,
  caseContentDigest,
  caseEntryStatement,
  casePartyStatement,
  type CaseStep,
  type CryptoProvider,
  encodeBase64url,
  gatewayAudience,
  importJwk,
  MalformedError,
  nobleProvider,
  type PartyCapacity,
  signCaseRequest,
} from '@huren/chaincode/domain';
import type { HolderKey } from './holder';
import { Transport, type TransportOptions } from './transport';

/** What an invitation is to. */
export interface InvitationView {
  readonly case: string;
  readonly authority: { readonly code: string; readonly name?: Bilingual };
  readonly matter: { readonly code: string; readonly name?: Bilingual };
  readonly member: string;
  readonly capacity: PartyCapacity;
  readonly until?: string;
  readonly expiresAt: string;
}

/** The one case as its third party sees it. */
export interface CaseView {
  readonly case: string;
  readonly authority: InvitationView['authority'];
  readonly matter: InvitationView['matter'];
  readonly keyId: string;
  readonly capacity: PartyCapacity;
  readonly from: string;
  readonly until?: string;
  readonly milestones: readonly { readonly step: CaseStep; readonly on: string }[];
  readonly entries: readonly {
    readonly by: 'self' | 'authority' | 'other';
    readonly capacity?: PartyCapacity;
    readonly number?: number;
    readonly on: string;
    readonly digest: string;
    readonly text?: string;
    readonly salt?: string;
  }[];
  /** Number of this third party's next entry. */
  readonly next: number;
  readonly limit: number;
}

/** A case and the member whose gateway keeps it: with the key, all that a third party needs to know. */
export interface CasePlace {
  readonly case: string;
  readonly member: string;
}

/** The code of an invitation: out of its link (`…/third-party/#invitation=…`), or as it stands. @throws MalformedError */
export function invitationCodeOf(text: string): string {
  const code = /(?:^|#invitation=)([A-Za-z0-9_-]{22})$/.exec(text.trim())?.[1];
  if (code === undefined)
    throw new MalformedError('not-an-invitation', 'This is no invitation to a case.', '');
  return code;
}

export interface ThirdPartyOptions extends TransportOptions {
  readonly provider?: CryptoProvider;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Fresh random bytes; a test passes its own. */
  readonly random?: (length: number) => Uint8Array;
}

/** 第三人: takes part in one case by a key that was made for it, and signs everything that it adds. */
export class ThirdPartyClient {
  readonly #transport: Transport;
  readonly #provider: CryptoProvider;
  readonly #now: () => number;
  readonly #random: (length: number) => Uint8Array;

  constructor(options: ThirdPartyOptions) {
    this.#transport = new Transport(options);
    this.#provider = options.provider ?? nobleProvider;
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? ((length) => crypto.getRandomValues(new Uint8Array(length)));
  }

  look(code: string): Promise<InvitationView> {
    return this.#post('/v1/cases/invitations/look', { code }, true);
  }

  /** Names the key; it must be used nowhere else. The same key may ask again. */
  accept(
    code: string,
    invitation: Pick<InvitationView, 'case' | 'capacity'>,
    key: HolderKey,
  ): Promise<{ readonly case: string; readonly keyId: string }> {
    const { bytes } = importJwk(key.publicJwk);
    const { case: id, capacity } = invitation;
    const statement = casePartyStatement({ case: id, capacity, publicKey: encodeBase64url(bytes) });
    return key
      .sign(canonicalBytes(statement))
      .then((signature) =>
        this.#post(
          '/v1/cases/invitations/accept',
          { code, publicKey: key.publicJwk, proof: encodeBase64url(signature) },
          true,
        ),
      );
  }

  async view(place: CasePlace, key: HolderKey): Promise<CaseView> {
    return this.#post('/v1/cases/third-party/view', { proof: await this.#proof(place, key) }, false);
  }

  /** Adds a text; `number` is `next` of the view that its author has before them. */
  async add(
    place: CasePlace,
    key: HolderKey,
    { text, number }: { readonly text: string; readonly number: number },
  ): Promise<{ readonly number: number; readonly digest: string }> {
    const id = place.case;
    const salt = encodeBase64url(this.#random(16));
    const digest = caseContentDigest(this.#provider, { case: id, salt, text });
    const party = importJwk(key.publicJwk).id;
    const signed = await key.sign(canonicalBytes(caseEntryStatement({ case: id, party, number, digest })));
    const proof = await this.#proof(place, key);
    const body = { proof, number, salt, text, signature: encodeBase64url(signed) };
    return this.#post('/v1/cases/third-party/entries', body, false);
  }

  #proof({ case: id, member }: CasePlace, key: HolderKey): Promise<string> {
    const nonce = encodeBase64url(this.#random(16));
    const iat = Math.floor(this.#now() / 1000);
    return signCaseRequest({ aud: gatewayAudience(member), case: id, nonce, iat }, key.publicJwk, (bytes) =>
      key.sign(bytes),
    );
  }

  async #post<T>(path: string, body: object, idempotent: boolean): Promise<T> {
    return (await this.#transport.call({ method: 'POST', path, body, idempotent })).body as T;
  }
}
