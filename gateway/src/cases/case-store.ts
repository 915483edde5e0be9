import { randomBytes } from 'node:crypto';
import { authorOf, type PartyCapacity } from '@huren/chaincode/domain';
import type { LibraryCipher } from '../licences/cipher';
import { Problem } from '../problems';
import type { DurableStorage, StorageOperation } from '../storage';

export const CASE_STORE_LIMITS = {
  invitationLifeMs: 7 * 86_400_000,
  /** Invitations of one case that are kept, used ones too. */
  invitations: 64,
  /** Contents that are kept for one number of one author; all but one never reached the ledger. */
  drafts: 8,
} as const;

/** A place in a case for whoever opens the link first. */
export interface Invitation {
  readonly case: string;
  /** Credit code of the authority that runs the case. */
  readonly authority: string;
  readonly capacity: PartyCapacity;
  readonly until?: string;
  /** What the authority calls them; stays here. */
  readonly label?: string;
  readonly madeAt: number;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** Key id of whoever accepted. */
  readonly party?: string;
}

/** What an entry says; the ledger has its digest. */
export interface KeptContent {
  readonly text: string;
  readonly salt: string;
  /** Key ids of third parties that may read it, beside its author. */
  readonly shownTo: readonly string[];
}

/** Which entry a content belongs to. */
export interface EntryPlace {
  readonly case: string;
  /** Key id; absent: the authority. */
  readonly party?: string;
  readonly number: number;
  readonly digest: string;
}

/**
 * What the ledger must not hold of cases, encrypted under the library's key: `i/` invitations by a keyed digest of
 * their code, `l/` the same by case, `c/` contents of entries.
 */
export class CaseStore {
  constructor(
    private readonly storage: DurableStorage,
    private readonly cipher: LibraryCipher,
  ) {}

  /** Keeps an invitation; answers its code, 128 random bits, which is kept nowhere. @throws Problem case-full, storage-failed */
  async invite(invitation: Invitation): Promise<string> {
    const known = await this.invitations(invitation.case);
    if (known.length >= CASE_STORE_LIMITS.invitations) throw new Problem('case-full');
    const code = randomBytes(16).toString('base64url');
    const name = this.#nameOf(code);
    await this.storage.write([
      this.#put(`i/${name}`, invitation),
      { type: 'put', key: `l/${invitation.case}/${name}`, value: '' },
    ]);
    return code;
  }

  invitation(code: string): Invitation | undefined {
    return this.#get(`i/${this.#nameOf(code)}`) as Invitation | undefined;
  }

  /** Invitations of one case, in no order that tells anything. */
  async invitations(id: string): Promise<readonly Invitation[]> {
    const found: Invitation[] = [];
    const prefix = `l/${id}/`;
    for await (const [key] of this.storage.entries(prefix)) {
      found.push(this.#get(`i/${key.slice(prefix.length)}`) as Invitation);
    }
    return found;
  }

  /** Binds an invitation to a key; without one, frees it again. @throws Problem storage-failed */
  async accept(code: string, { party: _former, ...invitation }: Invitation, party?: string): Promise<void> {
    const bound = { ...invitation, ...(party !== undefined && { party }) };
    await this.storage.write([this.#put(`i/${this.#nameOf(code)}`, bound)]);
  }

  content(place: EntryPlace): KeptContent | undefined {
    return this.#get(contentKey(place)) as KeptContent | undefined;
  }

  /** Durable when it resolves. @throws Problem case-full, storage-failed */
  async keep(place: EntryPlace, content: KeptContent): Promise<void> {
    if (this.content(place) === undefined) {
      const drafts: string[] = [];
      for await (const [key] of this.storage.entries(numberPrefix(place))) drafts.push(key);
      if (drafts.length >= CASE_STORE_LIMITS.drafts) throw new Problem('case-full');
    }
    await this.storage.write([this.#put(contentKey(place), content)]);
  }

  async close(): Promise<void> {
    await this.storage.close();
  }

  #nameOf(code: string): string {
    return this.cipher.blind('case-invitation', code);
  }

  #put(key: string, value: unknown): StorageOperation {
    return { type: 'put', key, value: this.cipher.seal(key, JSON.stringify(value)) };
  }

  #get(key: string): unknown {
    const stored = this.storage.get(key);
    return stored === undefined ? undefined : (JSON.parse(this.cipher.open(key, stored)) as unknown);
  }
}

function numberPrefix({ case: id, party, number }: EntryPlace): string {
  return `c/${id}/${authorOf(party)}/${String(number)}/`;
}

function contentKey(place: EntryPlace): string {
  return numberPrefix(place) + place.digest;
}
