import {
  type AskerRecords,
  type Authority,
  type Bilingual,
  checkRequestObject,
  type CryptoProvider,
  gatewayAudience,
  type JsonObject,
  MalformedError,
  type Matter,
  type Member,
  nobleProvider,
  parseMatterCode,
  parseRequestObject,
  type RequestObject,
  signClaimProof,
} from '@huren/chaincode/domain';
import { AgentUses } from './agent-uses';
import type { CredentialFile } from './credential-file';
import type { GivenConsent } from './licence-holders';
import { ConsentExchange } from './consent-exchange';
import type { HandedOver } from './handed-over';
import { Holder, type HolderKey } from './holder';
import { askedOf, type JudgedRequest, requireOpen } from './judged-request';
import type { ClaimAnswer, OfferAnswer } from './offer';
import { PhoneDrops } from './phone-drops';
import { renewedLicence } from './renewed-licence';
import type { TransportOptions } from './transport';
import { CALL_TIMEOUT_MS, WalletCalls } from './wallet-calls';

export interface WalletOptions extends TransportOptions {
  readonly provider?: CryptoProvider;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** A code that the holder shows, and what opens it. */
export interface OpenRendezvous {
  readonly code: string;
  readonly secret: string;
  readonly expiresAt: string;
}

const waitSeconds = 20;

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

/**
 * A holder's side of presenting and claiming. Whoever asks is judged by the ledger as the holder's *own* gateway knows
 * it; another gateway's word about itself counts nothing.
 */
export class Wallet {
  readonly #calls: WalletCalls;
  readonly #drops: PhoneDrops;
  readonly #provider: CryptoProvider;
  readonly #now: () => number;
  /** Consents among the holders of one licence. */
  readonly consents: ConsentExchange;
  /** What agents showed for this holder. */
  readonly agentUses: AgentUses;

  constructor(options: WalletOptions) {
    this.#calls = new WalletCalls(options);
    this.#provider = options.provider ?? nobleProvider;
    this.#drops = new PhoneDrops(this.#calls, this.#provider);
    this.#now = options.now ?? Date.now;
    this.consents = new ConsentExchange(this.#calls.home, this.#drops, this.#provider, this.#now);
    this.agentUses = new AgentUses(this.#calls, this.#provider, this.#now);
  }

  /**
   * Fetches a request from the gateway of a member on the ledger, from nowhere else, and judges it.
   * @throws MalformedError not-a-request | not-a-member-address; HurenProblem, HurenUnreachable
   */
  async readRequest(linkOrUri: string): Promise<JudgedRequest> {
    const requestUri = requestUriOf(linkOrUri);
    await this.#calls.requireMember(requestUri);
    const response = await this.#calls.call(requestUri, { method: 'GET' });
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
    return {
      requestUri,
      request,
      faults,
      ...(memberName && { memberName }),
    };
  }

  /**
   * Presents what was asked, once.
   * @param given consents of further holders, with what they let show
   * @throws MalformedError request-not-trusted, request-expired, not-asked-for, and those of Holder.present
   */
  async answerRequest(
    judged: JudgedRequest,
    key: HolderKey,
    file: CredentialFile,
    given: readonly GivenConsent[] = [],
  ): Promise<void> {
    const { request } = judged;
    requireOpen(judged, this.#now());
    const asked = askedOf(request.dcql_query, file);
    if (asked === undefined)
      throw new MalformedError('not-asked-for', 'The request asks for another licence.', '');
    const { fields } = asked;
    const holder = new Holder(key, { provider: this.#provider, now: this.#now });
    const { nonce, client_id: audience, state } = request;
    const shown = await holder.present(file, { nonce, audience, fields, given });
    await this.#post(request, {
      vp_token: JSON.stringify({ [asked.query]: [shown.sdJwt] }),
      state,
      ...(shown.anchor === undefined ? {} : { anchor: JSON.stringify(shown.anchor) }),
      ...(shown.delegations === undefined ? {} : { delegations: JSON.stringify(shown.delegations) }),
      ...(shown.consents === undefined ? {} : { consents: JSON.stringify(shown.consents) }),
    });
  }

  /** The newest of a licence that another of its holders claimed again, as `renewedLicence` says. */
  renewed(file: CredentialFile, key: HolderKey): Promise<CredentialFile | undefined> {
    return renewedLicence(file, key, { calls: this.#calls, provider: this.#provider, now: this.#now });
  }

  /** Tells whoever asked that the holder does not consent. */
  async decline({ request, faults }: JudgedRequest): Promise<void> {
    // A request that nobody vouches for gets no answer at all.
    if (faults.length === 0) await this.#post(request, { error: 'access_denied', state: request.state });
  }

  async openRendezvous(): Promise<OpenRendezvous> {
    const call = { method: 'POST', path: '/v1/rendezvous', idempotent: false } as const;
    return (await this.#calls.transport.call(call)).body as OpenRendezvous;
  }

  /** Waits for the counter's request behind a code; undefined once it has expired or `signal` says so. */
  async awaitRequest({ code, secret }: OpenRendezvous, signal?: AbortSignal): Promise<string | undefined> {
    for (;;) {
      if (signal?.aborted === true) return undefined;
      const path = `/v1/rendezvous/${encodeURIComponent(code)}?wait=${String(waitSeconds)}`;
      const response = await this.#calls
        .call(
          this.#calls.home + path,
          { method: 'GET', headers: { 'x-huren-rendezvous': secret } },
          waitSeconds * 1000 + CALL_TIMEOUT_MS,
          signal,
        )
        .catch((error: unknown) => {
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
    return this.#calls.own<OfferAnswer>(`/v1/offers/${encodeURIComponent(code)}`);
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
    const answer = await this.#calls.transport.call({ method: 'POST', path, body, idempotent: true });
    return (answer.body as { claim: string }).claim;
  }

  /** What became of a claim. */
  claimed(claim: string): Promise<ClaimAnswer> {
    return this.#calls.own<ClaimAnswer>(`/v1/claims/${encodeURIComponent(claim)}`);
  }

  /** Basic matters whose code or name has the text in it, at most thirty. */
  async findMatters(text: string): Promise<readonly Pick<Matter, 'code' | 'name' | 'materials'>[]> {
    const path = `/v1/matters?limit=200&q=${encodeURIComponent(text)}`;
    const { items } = await this.#calls.own<{ items: readonly Matter[] }>(path);
    return items
      .filter(({ code, state }) => state === 'active' && code.length === 12)
      .slice(0, 30)
      .map(({ code, name, materials }) => ({ code, name, materials }));
  }

  async matterName(code: string): Promise<Bilingual | undefined> {
    return (await this.#calls.record<Matter>('matters', code))?.name;
  }

  /**
   * Ends a delegation that this phone gave; it is on the ledger when this resolves, and may be repeated.
   * @param chain the delegation's JWS, after that of the one above it where it passes a right on
   */
  async revokeDelegation(secret: string, chain: readonly string[]): Promise<void> {
    const path = '/v1/delegations/revocations';
    const body = { secret, chain };
    await this.#calls.transport.call({ method: 'POST', path, body, idempotent: true, long: true });
  }

  /** Whether the ledger, as the own gateway knows it, holds the end of a delegation. */
  async isDelegationRevoked(id: string): Promise<boolean> {
    const { state } = await this.#calls.own<{ state: string }>(
      `/v1/delegations/${encodeURIComponent(id)}/state`,
    );
    return state === 'revoked';
  }

  /** Leaves licences for an agent's phone, encrypted, for a day: the link is for the agent alone. */
  handOver(handed: HandedOver): Promise<{ readonly link: string; readonly expiresAt: string }> {
    return this.#drops.handOver(handed);
  }

  /** As {@link PhoneDrops.pickUp}. */
  pickUp(link: string, ownKey: JsonObject): Promise<HandedOver> {
    return this.#drops.pickUp(link, ownKey);
  }

  /** As {@link PhoneDrops.taken}. */
  taken(link: string): Promise<void> {
    return this.#drops.taken(link);
  }

  async #records({ huren }: RequestObject): Promise<AskerRecords> {
    const { basic } = parseMatterCode(huren.matter.code);
    const [member, authority, matter, basicMatter] = await Promise.all([
      this.#calls.record<Member>('members', huren.member),
      this.#calls.record<Authority>('authorities', huren.authority.code),
      this.#calls.record<Matter>('matters', huren.matter.code),
      this.#calls.record<Matter>('matters', basic),
    ]);
    return { member, authority, matter, basicMatter };
  }

  async #post({ response_uri: uri }: RequestObject, fields: Record<string, string>): Promise<void> {
    await this.#calls.call(uri, { method: 'POST', body: new URLSearchParams(fields) });
  }
}
