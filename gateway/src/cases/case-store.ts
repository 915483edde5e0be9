import { randomBytes } from 'node:crypto';
import { authorOf, type PartyCapacity } from '@huren/chaincode/domain';
import type { LibraryCipher } from '../licences/cipher';
import { Problem } from '../problems';
import type { DurableStorage, StorageOperation } from '../storage';

export const CASE_STORE_LIMITS = {
  invitationLifeMs: 7 * 86_400_000,
  /** Invitations of one case that are kept, used ones too. */
  invitations: 64,
  /** Contents that are kept for one number of one author until the ledger has one of them. */
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

/**
 * A content with its turn among those of its number: the highest was kept last. Who may read it is kept apart, so that
 * not every text is opened in order to show a few.
 */
interface Draft extends Omit<KeptContent, 'shownTo'> {
  readonly turn: number;
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
 * their code, `l/` the same by case, `c/` contents of entries, `w/` who may read each.
 */
export class CaseStore {
  /** Invitations that are being accepted or taken back, by name. */
  readonly #held = new Set<string>();

  constructor(
    private readonly storage: DurableStorage,
    private readonly cipher: LibraryCipher,
  ) {}

  /**
   * Keeps an invitation; answers its code, 128 random bits, which is kept nowhere, and its name, which opens nothing.
   * @throws Problem case-full, storage-failed
   */
  async invite(invitation: Invitation): Promise<{ readonly code: string; readonly name: string }> {
    const known = await this.invitations(invitation.case);
    if (known.length >= CASE_STORE_LIMITS.invitations) throw new Problem('case-full');
    const code = randomBytes(16).toString('base64url');
    const name = this.#nameOf(code);
    await this.storage.write([
      this.#put(`i/${name}`, invitation),
      { type: 'put', key: `l/${invitation.case}/${name}`, value: '' },
    ]);
    return { code, name };
  }

  invitation(code: string): Invitation | undefined {
    return this.#get(`i/${this.#nameOf(code)}`) as Invitation | undefined;
  }

  /** Invitations of one case, in no order that tells anything. */
  async invitations(id: string): Promise<readonly (Invitation & { readonly name: string })[]> {
    const found: (Invitation & { name: string })[] = [];
    const prefix = `l/${id}/`;
    for await (const [key] of this.storage.entries(prefix)) {
      const name = key.slice(prefix.length);
      const invitation = this.#get(`i/${name}`) as Invitation | undefined;
      if (invitation !== undefined) found.push({ ...invitation, name });
    }
    return found;
  }

  /** For one who accepts: false while somebody else does, or it is being taken back. What is held is let go. */
  hold(code: string): boolean {
    const name = this.#nameOf(code);
    if (this.#held.has(name)) return false;
    this.#held.add(name);
    return true;
  }

  letGo(code: string): void {
    this.#held.delete(this.#nameOf(code));
  }

  /** Drops an invitation that is bound to no key. @throws Problem unknown-invitation, invitation-used, storage-failed */
  async revoke(id: string, name: string): Promise<void> {
    const invitation = this.#get(`i/${name}`) as Invitation | undefined;
    if (invitation?.case !== id) throw new Problem('unknown-invitation');
    if (this.#held.has(name) || invitation.party !== undefined) throw new Problem('invitation-used');
    this.#held.add(name);
    try {
      await this.storage.write([
        { type: 'del', key: `i/${name}` },
        { type: 'del', key: `l/${id}/${name}` },
      ]);
    } finally {
      this.#held.delete(name);
    }
  }

  /** Binds an invitation to a key; without one, frees it again. @throws Problem storage-failed */
  async accept(code: string, { party: _former, ...invitation }: Invitation, party?: string): Promise<void> {
    const bound = { ...invitation, ...(party !== undefined && { party }) };
    await this.storage.write([this.#put(`i/${this.#nameOf(code)}`, bound)]);
  }

  content(place: EntryPlace): KeptContent | undefined {
    const draft = this.#get(contentKey(place)) as Draft | undefined;
    return draft && { text: draft.text, salt: draft.salt, shownTo: this.shownTo(place) };
  }

  holds(place: EntryPlace): boolean {
    return this.storage.get(contentKey(place)) !== undefined;
  }

  /** Key ids of third parties that may read an entry; the entry itself is not opened. */
  shownTo(place: EntryPlace): readonly string[] {
    return (this.#get(readersKey(place)) ?? []) as readonly string[];
  }

  /** Says anew who may read an entry. @throws Problem storage-failed */
  async share(place: EntryPlace, shownTo: readonly string[]): Promise<void> {
    await this.storage.write([this.#put(readersKey(place), shownTo)]);
  }

  /**
   * Keeps a content before its digest goes to the ledger; durable when it resolves. A number whose tries stay unfinished
   * is never closed by them: at the limit the one that was kept longest ago makes room. `settled`: an entry that is on
   * the ledger, whose other contents go.
   * @throws Problem storage-failed
   */
  async keep(place: EntryPlace, { shownTo, ...content }: KeptContent, settled?: EntryPlace): Promise<void> {
    const others = await this.#others(place);
    const turn = (others.at(-1)?.turn ?? 0) + 1;
    const excess = others.slice(0, Math.max(0, others.length - CASE_STORE_LIMITS.drafts + 1));
    const left = settled === undefined ? [] : await this.#others(settled);
    await this.storage.write([
      ...[...excess, ...left].flatMap(dropped),
      this.#put(contentKey(place), { ...content, turn }),
      this.#put(readersKey(place), shownTo),
    ]);
  }

  /** Drops what else was kept for an entry that is on the ledger. @throws Problem storage-failed */
  async settle(entry: EntryPlace): Promise<void> {
    const left = await this.#others(entry);
    if (left.length > 0) await this.storage.write(left.flatMap(dropped));
  }

  async close(): Promise<void> {
    await this.storage.close();
  }

  /** The other contents of the entry's number, the one kept longest ago first. */
  async #others(place: EntryPlace): Promise<readonly { readonly key: string; readonly turn: number }[]> {
    const found: { key: string; turn: number }[] = [];
    for await (const [key] of this.storage.entries(numberPrefix(place))) {
      if (key === contentKey(place)) continue;
      const draft = this.#get(key) as Draft | undefined;
      if (draft !== undefined) found.push({ key, turn: draft.turn });
    }
    return found.sort((a, b) => a.turn - b.turn);
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

/** A content goes with who may read it. */
function dropped({ key }: { readonly key: string }): readonly StorageOperation[] {
  return [
    { type: 'del', key },
    { type: 'del', key: key.replace(/^c/, 'w') },
  ];
}

function numberPrefix({ case: id, party, number }: EntryPlace): string {
  return `c/${id}/${authorOf(party)}/${String(number)}/`;
}

function contentKey(place: EntryPlace): string {
  return numberPrefix(place) + place.digest;
}

function readersKey(place: EntryPlace): string {
  return contentKey(place).replace(/^c/, 'w');
}
