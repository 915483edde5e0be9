import type { Bilingual, Case, CaseEntry, CaseStep, PartyCapacity, Position } from '@huren/chaincode/domain';
import type { Transport } from './transport';

interface Named {
  readonly authority: { readonly code: string; readonly name?: Bilingual };
  readonly matter: { readonly code: string; readonly name?: Bilingual };
}

export interface CaseLine extends Named {
  readonly id: string;
  readonly openedOn: string;
  readonly step: CaseStep;
  readonly since: string;
  readonly parties: number;
}

export interface CaseListAnswer {
  readonly items: readonly CaseLine[];
  readonly next?: string;
}

/** An entry as its authority sees it; `text` is absent where this gateway does not keep it. */
export interface KeptEntry extends CaseEntry {
  readonly position: Position;
  readonly time: number;
  readonly text?: string;
  readonly salt?: string;
  readonly shownTo?: readonly string[];
}

export interface InvitationLine {
  /** Names it to its authority; opens nothing. */
  readonly id: string;
  readonly capacity: PartyCapacity;
  readonly label?: string;
  readonly until?: string;
  readonly expiresAt: string;
  readonly party?: string;
  readonly state: 'open' | 'accepted' | 'expired';
}

export interface CaseAnswer extends Named {
  readonly case: Case;
  readonly entries: readonly KeptEntry[];
  readonly invitations: readonly InvitationLine[];
  /** Number of the authority's next entry. */
  readonly next: number;
}

export interface InvitationAnswer {
  readonly id: string;
  readonly code: string;
  readonly link: string;
  readonly expiresAt: string;
}

/**
 * 办件 for the authority that runs them, at its own gateway. What the ledger learns (`case:open`, `advance`,
 * `withdrawParty`, `add`) goes by the caller's own key as every act does.
 */
export class Cases {
  constructor(
    private readonly transport: Transport,
    private readonly token: () => Promise<string>,
  ) {}

  /** Newest first. */
  list(page: { readonly before?: string; readonly limit?: number } = {}): Promise<CaseListAnswer> {
    const { before, limit } = page;
    const query = new URLSearchParams({
      ...(before !== undefined && { before }),
      ...(limit !== undefined && { limit: String(limit) }),
    }).toString();
    return this.#get(query === '' ? '/v1/cases' : `/v1/cases?${query}`);
  }

  /** `on`: as it stood at the end of that day. */
  show(id: string, on?: string): Promise<CaseAnswer> {
    return this.#get(`/v1/cases/${encodeURIComponent(id)}${on === undefined ? '' : `?on=${on}`}`);
  }

  /** Keeps what the authority is about to add; `case:add` with this number and digest then makes it an entry. */
  keep(
    id: string,
    content: { readonly text: string; readonly shownTo: readonly string[] },
  ): Promise<{ readonly number: number; readonly digest: string }> {
    return this.#post(id, 'contents', content);
  }

  /** Says anew which third parties may read an entry; `by` is its author's key id, or `authority`. */
  share(
    id: string,
    entry: { readonly by: string; readonly number: number; readonly shownTo: readonly string[] },
  ): Promise<{ readonly shownTo: readonly string[] }> {
    return this.#post(id, 'shown', entry);
  }

  /** A link that works once, for seven days. */
  invite(
    id: string,
    wanted: { readonly capacity: PartyCapacity; readonly until?: string; readonly label?: string },
  ): Promise<InvitationAnswer> {
    return this.#post(id, 'invitations', wanted);
  }

  /** Takes back an invitation that nobody has accepted, by its `id`. @throws HurenProblem invitation-used */
  revokeInvitation(id: string, invitation: string): Promise<{ readonly invitation: string }> {
    return this.#post(id, 'invitations/revoke', { invitation });
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await this.transport.call({ method: 'GET', path, token: this.token, idempotent: true });
    return answer.body as T;
  }

  async #post<T>(id: string, what: string, body: object): Promise<T> {
    const path = `/v1/cases/${encodeURIComponent(id)}/${what}`;
    const answer = await this.transport.call({
      method: 'POST',
      path,
      body,
      token: this.token,
      idempotent: false,
    });
    return answer.body as T;
  }
}
