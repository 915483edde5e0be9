import type { Explanation, LogProof, MatterDefinition, Receipt } from '@huren/chaincode/domain';
import type {
  AgreementCheck,
  BatchResult,
  Committed,
  CopyRequest,
  DriftAnswer,
  FactsAnswer,
  GroupAnswer,
  GroupChangesAnswer,
  HeartbeatsAnswer,
  Issuance,
  IssuedForms,
  IssueRequest,
  LedgerAnswer,
  LicenceStateAnswer,
  LocatedAnchor,
  MatterCheck,
  Page,
  PageAnswer,
  PageRequest,
  PresentationRequest,
  FinalHead,
  ReceiptAnswer,
  ReceiptRequest,
  RecordHistory,
  RecordsOf,
  StatusAnswer,
  StatusRequest,
  TrustFile,
  VerificationRequest,
  Verified,
} from './answers';
import type { CallerKey, TransactionKey } from './caller-key';
import { Cases } from './cases';
import { onTheWire, type CredentialFile, type PageFile } from './credential-file';
import { formsOf, pageFileOf } from './issued-forms';
import { logProofOf } from './log-proof';
import type { OfferMade, OfferRequest } from './offer';
import { HurenProblem } from './problem';
import { tokenSource } from './token-source';
import { Transactions } from './transactions';
import { Transport, type Call, type TransportOptions } from './transport';

export interface HurenClientOptions extends TransportOptions {
  /** Member whose gateway this is; absent: read from the authority's record when a token is first needed. */
  readonly member?: string;
  /** Credit code of the authority that calls; with `key` it makes the tokens. */
  readonly authority?: string;
  readonly key?: CallerKey;
  /** Clock of the tokens, epoch ms. */
  readonly now?: () => number;
  /** Ready-made tokens, instead of `authority` and `key`. */
  readonly token?: () => Promise<string>;
}

/** A page of a list; each list has filters of its own beside `q` (see /openapi.json). */
interface ListQuery {
  readonly after?: string;
  readonly limit?: number;
  readonly q?: string;
}

/** `?name=value&…`, or nothing. */
function searchOf(query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

const collectAttempts = 20;
const collectPauseMs = 250;

/** A gateway's HTTP interface, typed. Every method throws HurenProblem (the answer is no) or HurenUnreachable (none). */
export class HurenClient {
  /** Receipts are checked without a token, by anyone. */
  readonly receipts = {
    /** Where another member's gateway gave it, that one shows that it is in its log, if it answers. */
    verify: async (receipt: Receipt, request?: ReceiptRequest): Promise<ReceiptAnswer> => {
      const given = request === undefined ? { receipt } : { receipt, request };
      const check = (more: { readonly logProof?: LogProof }): Promise<ReceiptAnswer> =>
        this.#ask('/v1/receipts/verify', { ...given, ...more }, { idempotent: true });
      const answer = await check({});
      if (answer.logged !== 'unproven') return answer;
      const logProof = await logProofOf(receipt, answer, this.#options);
      return logProof === undefined ? answer : check({ logProof });
    },
    /**
     * How the log of a key of this gateway's member ends, as `member:endReceiptKey` takes it under `final`.
     * @throws HurenProblem receipt-key-in-use, not-found
     */
    finalHead: (key: string): Promise<FinalHead> =>
      this.#get(`/v1/receipts/${encodeURIComponent(key)}/final-head`),
  };
  readonly transactions: Transactions;
  /** 办件 that the authority runs. */
  readonly cases: Cases;
  readonly #transport: Transport;
  readonly #options: HurenClientOptions;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #token: () => Promise<string>;

  constructor(options: HurenClientOptions) {
    this.#options = options;
    this.#transport = new Transport(options);
    this.#sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.transactions = new Transactions(this.#transport, this.#sleep);
    this.#token = options.token ?? this.#ownTokens();
    this.cases = new Cases(this.#transport, this.#token);
  }

  /** The current bearer token. */
  token(): Promise<string> {
    return this.#token();
  }

  /** May this authority accept this licence for this matter? Not repeated by itself: each answer is a receipt. */
  verify(request: VerificationRequest | PageRequest): Promise<Verified> {
    const body = { ...request, credential: onTheWire(request.credential) };
    return this.#ask('/v1/verifications', body, { token: this.#token });
  }

  /** Up to 1,000 questions; answers in their order. */
  async verifyBatch(items: readonly VerificationRequest[]): Promise<readonly BatchResult[]> {
    const call = { token: this.#token, long: true };
    const answer = await this.#ask<{ results: readonly BatchResult[] }>(
      '/v1/verifications/batch',
      { items },
      call,
    );
    return answer.results;
  }

  /** The public facts about a credential, for a verifier that judges by itself (`verifyLocally`). */
  facts(request: VerificationRequest | PageRequest): Promise<FactsAnswer> {
    const body = { ...request, credential: onTheWire(request.credential) };
    return this.#ask('/v1/facts', body, { token: this.#token, idempotent: true });
  }

  /** Where a leaf stands; asked of the issuing member. */
  proof(leafHash: string): Promise<LocatedAnchor> {
    return this.#get(`/v1/proofs/${encodeURIComponent(leafHash)}`);
  }

  /** What the ledger says of a licence, by its batch and leaf hash alone: nothing that names a person. */
  licenceState(batch: string, leafHash: string): Promise<LicenceStateAnswer> {
    return this.#get(`/v1/licence-states/${batch}/${encodeURIComponent(leafHash)}`);
  }

  /** A one-time request that a holder answers with a presentation. */
  presentationRequest(ask: {
    /** 12, 31 or 33 characters, or a local code that is mapped to one. */
    readonly matter: string;
    /** Of a local code: its list, by its keeper, and the region of the licence's issuer. */
    readonly list?: string;
    readonly issuingRegion?: string;
    readonly fields?: readonly string[];
  }): Promise<PresentationRequest> {
    return this.#ask('/v1/presentation-requests', ask, { token: this.#token });
  }

  /** Offers a licence to its holder, who claims it by the link with a phone's key after a real-name check. */
  offer(request: OfferRequest): Promise<OfferMade> {
    return this.#ask('/v1/offers', request, { token: this.#token });
  }

  /** One contract act, signed by the caller's own key. */
  transact(contract: string, fn: string, argument: unknown, key?: TransactionKey): Promise<Committed> {
    return this.transactions.transact(contract, fn, argument, key ?? this.#ownKey());
  }

  /** Seals, anchors and collects: repeated with the same request id it goes on where it stopped. */
  async issue(
    request: IssueRequest,
    key: TransactionKey = this.#ownKey(),
  ): Promise<readonly CredentialFile[]> {
    return (await this.issueForms(request, key)).credentials;
  }

  /** As `issue`, with the page forms that the request asks for. */
  async issueForms(request: IssueRequest, key: TransactionKey = this.#ownKey()): Promise<IssuedForms> {
    const body = { ...request, certificate: key.certificate };
    const begun = await this.#ask<Issuance>('/v1/licences', body, {
      token: this.#token,
      idempotent: true,
      long: true,
    });
    if (begun.transaction !== undefined) {
      const expected = { contract: 'licence', fn: 'anchor', certificate: key.certificate };
      await this.transactions.submit(begun.transaction, key, expected);
    }
    return begun.credentials === undefined ? this.#collect(request.requestId) : formsOf(begun);
  }

  /** State of an issuance, with its credentials when anchored. */
  issuance(requestId: string): Promise<Issuance> {
    return this.#get(`/v1/licences/${encodeURIComponent(requestId)}`, this.#token);
  }

  /** An annotated copy of a page form, made and sealed by the gateway that issued its original. */
  async copy(request: CopyRequest): Promise<PageFile> {
    const answer = await this.#ask<PageAnswer>('/v1/licences/copies', request, {
      token: this.#token,
      idempotent: true,
      long: true,
    });
    return pageFileOf(answer);
  }

  async setStatus(request: StatusRequest, key: TransactionKey = this.#ownKey()): Promise<Committed> {
    const body = { ...request, certificate: key.certificate };
    const begun = await this.#ask<StatusAnswer>('/v1/licences/status', body, {
      token: this.#token,
      long: true,
    });
    if ('committed' in begun) return begun.committed;
    const expected = { contract: 'licence', fn: 'setStatus', certificate: key.certificate };
    return this.transactions.submit(begun.transaction, key, expected);
  }

  /** One page of public records. */
  list(
    kind: RecordsOf,
    query: ListQuery & Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<Page> {
    return this.#get(`/v1/${kind}${searchOf(query)}`);
  }

  /** Every record, page after page. */
  async *all(kind: RecordsOf, query: { readonly q?: string } = {}): AsyncGenerator<Page['items'][number]> {
    for (let after: string | undefined; ;) {
      const page = await this.list(kind, { ...query, limit: 200, ...(after === undefined ? {} : { after }) });
      yield* page.items;
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  /** One record as it stands, or as it stood at the end of the day `on`. */
  get(
    kind: RecordsOf,
    id: string,
    query: { readonly on?: string } = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.#get(`/v1/${kind}/${encodeURIComponent(id)}${searchOf(query)}`);
  }

  /** Every version of one record, from the first on. */
  history(
    kind: RecordsOf,
    id: string,
    query: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<RecordHistory> {
    return this.#get(`/v1/${kind}/${encodeURIComponent(id)}/history${searchOf(query)}`);
  }

  /** A group with its authorities, matters and agreements, today or on a day. */
  group(id: string, query: { readonly on?: string } = {}): Promise<GroupAnswer> {
    return this.#get(`/v1/groups/${encodeURIComponent(id)}${searchOf(query)}`);
  }

  /** Who entered and left a group, in order. */
  groupChanges(
    id: string,
    query: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<GroupChangesAnswer> {
    return this.#get(`/v1/groups/${encodeURIComponent(id)}/changes${searchOf(query)}`);
  }

  /** Deviations of implementations from their basic matters (三级四同), a page of them. */
  drift(
    query: {
      readonly on?: string;
      readonly authority?: string;
      readonly basic?: string;
      readonly element?: string;
      readonly after?: string;
      readonly limit?: number;
    } = {},
  ): Promise<DriftAnswer> {
    return this.#get(`/v1/matters/drift${searchOf(query)}`);
  }

  /** What the ledger would do with each of up to 500 matters, were they sent now; nothing is written. */
  checkMatters(rows: readonly MatterDefinition[]): Promise<MatterCheck> {
    return this.#ask('/v1/matters/check', { rows }, { token: this.#token, idempotent: true, long: true });
  }

  /** On whose word a licence is to be accepted there, or what is missing and who could grant it. */
  explain(asked: {
    readonly type: string;
    readonly from: string;
    readonly to: string;
    /** 12, 31 or 33 characters, or a local code of the receiving region. */
    readonly matter: string;
    /** Of a local code: its list, by its keeper. */
    readonly list?: string;
    readonly on?: string;
  }): Promise<Explanation> {
    return this.#get(`/v1/agreements/explain${searchOf(asked)}`);
  }

  /** Clauses that contradict one another: of terms that are drafted, or of those that wait under this id. */
  checkAgreement(asked: { readonly id: string; readonly terms?: unknown }): Promise<AgreementCheck> {
    return this.#ask('/v1/agreements/check', asked, { idempotent: true });
  }

  ledger(): Promise<LedgerAnswer> {
    return this.#get('/v1/ledger');
  }

  /** When the gateways of the members were last heard on the ledger. */
  heartbeats(): Promise<HeartbeatsAnswer> {
    return this.#get('/v1/heartbeats');
  }

  /** The trust file (DETAILS 24): pin its digest before relying on it. */
  trust(): Promise<TrustFile> {
    return this.#get('/v1/trust', undefined, true);
  }

  /** The gateway hands credentials out once its index has read the anchor's block, a moment after the commit. */
  async #collect(requestId: string): Promise<IssuedForms> {
    for (let asked = 0; asked < collectAttempts; asked++) {
      if (asked > 0) await this.#sleep(collectPauseMs);
      const issuance = await this.issuance(requestId);
      if (issuance.credentials !== undefined) return formsOf(issuance);
    }
    throw new HurenProblem(409, {
      code: 'not-anchored-yet',
      messages: {
        zh: '存证交易已提交，网关尚未读到该区块；请稍后用同一请求编号领取。',
        en: 'The anchor was sent but this gateway has not read its block yet; collect it with the same request id.',
      },
    });
  }

  async #get<T>(path: string, token?: () => Promise<string>, long = false): Promise<T> {
    const call: Call = {
      method: 'GET',
      path,
      idempotent: true,
      long,
      ...(token === undefined ? {} : { token }),
    };
    return (await this.#transport.call(call)).body as T;
  }

  async #ask<T>(
    path: string,
    body: unknown,
    call: Partial<Pick<Call, 'token' | 'idempotent' | 'long'>>,
  ): Promise<T> {
    return (await this.#transport.call({ method: 'POST', path, body, idempotent: false, ...call })).body as T;
  }

  #ownKey(): TransactionKey {
    const { key } = this.#options;
    if (key?.certificate === undefined) throw new TypeError('this call needs a key with its certificate');
    const { certificate } = key;
    return { certificate, sign: (bytes) => key.sign(bytes) };
  }

  #ownTokens(): () => Promise<string> {
    const { key, authority, now = Date.now } = this.#options;
    if (key === undefined || authority === undefined) {
      return () => Promise.reject(new TypeError('this call needs the authority and its key'));
    }
    let source: Promise<() => Promise<string>> | undefined;
    return async () => {
      source ??= this.#member(authority).then((member) => tokenSource({ authority, member, key, now }));
      source.catch(() => (source = undefined));
      return (await source)();
    };
  }

  async #member(authority: string): Promise<string> {
    if (this.#options.member !== undefined) return this.#options.member;
    return String((await this.get('authorities', authority))['member']);
  }
}
