import {
  type AskerRecords,
  type Authority,
  type Bilingual,
  checkRequestObject,
  type CryptoProvider,
  fieldsAsked,
  gatewayAudience,
  type HolderRepresentation,
  type JsonObject,
  MalformedError,
  type Matter,
  type Member,
  nobleProvider,
  parseMatterCode,
  parseRequestObject,
  type RequestFault,
  type RequestObject,
  signClaimProof,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';
import { type DropLink, dropLink, openText, readDropLink, sealText } from './drop';
import { type HandedOver, parseHandedOver } from './handed-over';
import { Holder, type HolderKey } from './holder';
import { HurenProblem, HurenUnreachable } from './problem';
import { type Fetch, Transport, type TransportOptions } from './transport';

export interface WalletOptions extends TransportOptions {
  readonly provider?: CryptoProvider;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** A counter's request as the holder's own gateway sees it. With a fault it is shown to nobody as true. */
export interface JudgedRequest {
  readonly requestUri: string;
  readonly request: RequestObject;
  /** Name of the member that the office belongs to, by the own gateway's ledger. */
  readonly memberName?: Bilingual;
  /** Claims asked for, in order. */
  readonly fields: readonly string[];
  readonly faults: readonly RequestFault[];
}

/** A code that the holder shows, and what opens it. */
export interface OpenRendezvous {
  readonly code: string;
  readonly secret: string;
  readonly expiresAt: string;
}

export interface OfferAnswer {
  readonly type: { readonly code: string; readonly name?: Bilingual };
  readonly issuer: { readonly code: string; readonly name?: Bilingual };
  readonly identityLevel: number;
  /** The licence is somebody else's, and this is as what it may be claimed. */
  readonly claimant?: HolderRepresentation;
  readonly nonce: string;
  readonly member: string;
  readonly services: readonly string[];
  readonly expiresAt: string;
}

export interface ClaimAnswer {
  readonly state: 'sealing' | 'anchored' | 'refused';
  readonly level: number;
  readonly credentials?: readonly (CredentialFile | { readonly ofd: string; readonly anchor: JsonObject })[];
}

const waitSeconds = 20;
const timeoutMs = 10_000;

/**
 * The address of a request: out of a counter's code (`openid4vp://?client_id=…&request_uri=…`), or as it stands.
 * @throws MalformedError not-a-request
 */
export function requestUriOf(text: string): string {
  const given = text.trim();
  let uri: string | null = given;
  if (/^openid4vp:/i.test(given)) {
    const mark = given.indexOf('?');
    uri = mark < 0 ? null : new URLSearchParams(given.slice(mark + 1)).get('request_uri');
  }
  if (uri !== null && uri.length <= 500 && /^https?:\/\/[\x21-\x7e]+$/.test(uri)) return uri;
  throw new MalformedError('not-a-request', 'This is no request of a counter.', '');
}

/** The code of an offer: out of its link (`…/wallet/#offer=…`), or as it stands. @throws MalformedError not-an-offer */
export function offerCodeOf(text: string): string {
  const code = /(?:^|#offer=)([A-Za-z0-9_-]{22})$/.exec(text.trim())?.[1];
  if (code === undefined) throw new MalformedError('not-an-offer', 'This is no offer of a licence.', '');
  return code;
}

/**
 * A holder's side of presenting and claiming. Whoever asks is judged by the ledger as the holder's *own* gateway knows
 * it; another gateway's word about itself counts nothing.
 */
export class Wallet {
  readonly #transport: Transport;
  readonly #fetch: Fetch;
  readonly #provider: CryptoProvider;
  readonly #now: () => number;

  constructor(options: WalletOptions) {
    this.#transport = new Transport(options);
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.#provider = options.provider ?? nobleProvider;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Fetches a request from the gateway of a member on the ledger, from nowhere else, and judges it.
   * @throws MalformedError not-a-request | not-a-member-address; HurenProblem, HurenUnreachable
   */
  async readRequest(linkOrUri: string): Promise<JudgedRequest> {
    const requestUri = requestUriOf(linkOrUri);
    await this.#requireMember(requestUri);
    const response = await this.#call(requestUri, { method: 'GET' });
    const statement = parseRequestObject((await response.text()).trim());
    const request = statement.payload;
    const records = await this.#records(request);
    const faults = checkRequestObject(statement, {
      records,
      requestUri,
      nowMs: this.#now(),
      provider: this.#provider,
    });
    const memberName = records.member?.name;
    return { requestUri, request, fields: fieldsAsked(request), faults, ...(memberName && { memberName }) };
  }

  /** Presents what was asked, once. @throws MalformedError request-not-trusted, and those of Holder.present */
  async answerRequest(
    { request, fields, faults }: JudgedRequest,
    key: HolderKey,
    file: CredentialFile,
  ): Promise<void> {
    if (faults.length > 0) {
      throw new MalformedError('request-not-trusted', 'Whoever asks is not shown to be who they say.', '');
    }
    if (this.#now() >= request.exp * 1000) {
      throw new MalformedError('request-expired', 'The request has expired.', '');
    }
    const holder = new Holder(key, { provider: this.#provider, now: this.#now });
    const { nonce, client_id: audience, state } = request;
    const shown = await holder.present(file, { nonce, audience, fields });
    await this.#post(request, {
      vp_token: JSON.stringify({ licence: [shown.sdJwt] }),
      state,
      ...(shown.anchor === undefined ? {} : { anchor: JSON.stringify(shown.anchor) }),
      ...(shown.delegations === undefined ? {} : { delegations: JSON.stringify(shown.delegations) }),
    });
  }

  /** Tells whoever asked that the holder does not consent. */
  async decline({ request, faults }: JudgedRequest): Promise<void> {
    // A request that nobody vouches for gets no answer at all.
    if (faults.length === 0) await this.#post(request, { error: 'access_denied', state: request.state });
  }

  async openRendezvous(): Promise<OpenRendezvous> {
    const call = { method: 'POST', path: '/v1/rendezvous', idempotent: false } as const;
    return (await this.#transport.call(call)).body as OpenRendezvous;
  }

  /** Waits for the counter's request behind a code; undefined once it has expired or `signal` says so. */
  async awaitRequest({ code, secret }: OpenRendezvous, signal?: AbortSignal): Promise<string | undefined> {
    for (;;) {
      if (signal?.aborted === true) return undefined;
      const path = `/v1/rendezvous/${encodeURIComponent(code)}?wait=${String(waitSeconds)}`;
      const response = await this.#call(
        this.#transport.url + path,
        { method: 'GET', headers: { 'x-huren-rendezvous': secret } },
        waitSeconds * 1000 + timeoutMs,
        signal,
      ).catch((error: unknown) => {
        if (signal?.aborted === true) return undefined;
        throw error;
      });
      if (response === undefined) return undefined;
      const { state, requestUri } = (await response.json()) as { state: string; requestUri?: string };
      if (state !== 'waiting') return requestUri;
    }
  }

  /** What an offer holds, before anybody shows who they are. */
  offer(code: string): Promise<OfferAnswer> {
    return this.#own<OfferAnswer>(`/v1/offers/${encodeURIComponent(code)}`);
  }

  /** Claims an offered licence for a key; repeated with the same key it answers the same claim. */
  async claim(
    code: string,
    offer: Pick<OfferAnswer, 'nonce' | 'member'>,
    key: HolderKey,
    identity: { readonly service: string; readonly assertion: JsonObject },
  ): Promise<string> {
    const aud = gatewayAudience(offer.member);
    const iat = Math.floor(this.#now() / 1000);
    const proof = await signClaimProof({ aud, nonce: offer.nonce, iat }, key.publicJwk, (bytes) =>
      key.sign(bytes),
    );
    const path = `/v1/offers/${encodeURIComponent(code)}/claim`;
    const body = { holderKey: key.publicJwk, proof, identity };
    const answer = await this.#transport.call({ method: 'POST', path, body, idempotent: true });
    return (answer.body as { claim: string }).claim;
  }

  /** What became of a claim. */
  claimed(claim: string): Promise<ClaimAnswer> {
    return this.#own<ClaimAnswer>(`/v1/claims/${encodeURIComponent(claim)}`);
  }

  /** Basic matters whose code or name has the text in it, at most thirty. */
  async findMatters(
    text: string,
  ): Promise<readonly (Pick<Matter, 'code' | 'name'> & { readonly fields: readonly string[] })[]> {
    const path = `/v1/matters?limit=200&q=${encodeURIComponent(text)}`;
    const { items } = await this.#own<{ items: readonly Matter[] }>(path);
    return items
      .filter(({ code, state }) => state === 'active' && code.length === 12)
      .slice(0, 30)
      .map(({ code, name, materials }) => ({
        code,
        name,
        fields: materials.flatMap(({ fields }) => fields),
      }));
  }

  async matterName(code: string): Promise<Bilingual | undefined> {
    return (await this.#record<Matter>('matters', code))?.name;
  }

  /**
   * Ends a delegation that this phone gave; it is on the ledger when this resolves, and may be repeated.
   * @param chain the delegation's JWS, after that of the one above it where it passes a right on
   */
  async revokeDelegation(secret: string, chain: readonly string[]): Promise<void> {
    const path = '/v1/delegations/revocations';
    const body = { secret, chain };
    await this.#transport.call({ method: 'POST', path, body, idempotent: true, long: true });
  }

  /** Whether the ledger, as the own gateway knows it, holds the end of a delegation. */
  async isDelegationRevoked(id: string): Promise<boolean> {
    const { state } = await this.#own<{ state: string }>(`/v1/delegations/${encodeURIComponent(id)}/state`);
    return state === 'revoked';
  }

  /** Leaves licences for an agent's phone, encrypted, for a day: the link is for the agent alone. */
  async handOver(handed: HandedOver): Promise<{ readonly link: string; readonly expiresAt: string }> {
    const key = crypto.getRandomValues(new Uint8Array(32));
    const sealed = await sealText(JSON.stringify(handed), key);
    const path = '/v1/delegations/drops';
    const answer = await this.#transport.call({ method: 'POST', path, body: { sealed }, idempotent: false });
    const { code, expiresAt } = answer.body as { code: string; expiresAt: string };
    return { link: dropLink({ gateway: this.#transport.url, code, key }), expiresAt };
  }

  /**
   * Fetches what another phone left from the gateway of a member on the ledger, and from nowhere else. It stays there
   * for minutes more: once it is kept, `taken` deletes it.
   * @throws MalformedError not-a-delegation-link | not-a-member-address | wrong-key, those of parseHandedOver
   */
  async pickUp(link: string, ownKey: JsonObject): Promise<HandedOver> {
    const { key, ...drop } = readDropLink(link);
    const response = await this.#atDrop(drop, 'pick-up');
    const { sealed } = (await response.json()) as { sealed: string };
    return parseHandedOver(await openText(sealed, key), ownKey, this.#provider);
  }

  /** Has what a link led to deleted; may be repeated. @throws MalformedError not-a-delegation-link | not-a-member-address */
  async taken(link: string): Promise<void> {
    await this.#atDrop(readDropLink(link), 'taken');
  }

  async #atDrop({ gateway, code }: Pick<DropLink, 'gateway' | 'code'>, act: string): Promise<Response> {
    await this.#requireMember(`${gateway}/`);
    return this.#call(`${gateway}/v1/delegations/drops/${code}/${act}`, { method: 'POST' });
  }

  /** @throws MalformedError not-a-member-address */
  async #requireMember(address: string): Promise<void> {
    const { items } = await this.#own<{ items: readonly Member[] }>('/v1/members?limit=200');
    const isMember = items.some(
      ({ state, gateway }) =>
        state === 'admitted' && gateway !== undefined && address.startsWith(`${gateway}/`),
    );
    if (!isMember) {
      throw new MalformedError('not-a-member-address', 'The address is no member’s gateway.', '');
    }
  }

  async #own<T>(path: string): Promise<T> {
    return (await this.#transport.call({ method: 'GET', path, idempotent: true })).body as T;
  }

  async #record<T>(kind: string, id: string): Promise<T | undefined> {
    try {
      return await this.#own<T>(`/v1/${kind}/${encodeURIComponent(id)}`);
    } catch (error) {
      if (error instanceof HurenProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  async #records({ huren }: RequestObject): Promise<AskerRecords> {
    const { basic } = parseMatterCode(huren.matter.code);
    const [member, authority, matter, basicMatter] = await Promise.all([
      this.#record<Member>('members', huren.member),
      this.#record<Authority>('authorities', huren.authority.code),
      this.#record<Matter>('matters', huren.matter.code),
      this.#record<Matter>('matters', basic),
    ]);
    return { member, authority, matter, basicMatter };
  }

  async #post({ response_uri: uri }: RequestObject, fields: Record<string, string>): Promise<void> {
    await this.#call(uri, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** @throws HurenProblem for any answer but 2xx; HurenUnreachable when there was none */
  async #call(url: string, init: RequestInit, ms = timeoutMs, signal?: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(url, {
        ...init,
        redirect: 'error',
        credentials: 'omit',
        signal: AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])]),
      });
    } catch {
      throw new HurenUnreachable(url, 'network');
    }
    if (response.ok) return response;
    const body = (await response.json().catch(() => undefined)) as
      { code?: string; messages?: Bilingual } | undefined;
    const { code, messages } = body ?? {};
    if (code === undefined || messages === undefined) throw new HurenUnreachable(url, 'foreign');
    throw new HurenProblem(response.status, { code, messages });
  }
}
