import {
  canonicalJson,
  type Case,
  caseContentDigest,
  caseEntryStatement,
  casePartyStatement,
  type CryptoProvider,
  dayOfMs,
  encodeBase64url,
  entryLimit,
  gatewayAudience,
  importJwk,
  isCaseRequestOf,
  isClosed,
  isPartyActive,
  isSignedStatement,
  type JsonObject,
  MalformedError,
  parseCaseRequest,
  type ThirdParty,
} from '@huren/chaincode/domain';
import { type KeyStore, type Ledger, LedgerConflict, LedgerRejection } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { requireText } from './case-desk';
import type { CaseReader, LedgerEntry } from './case-reader';
import type { CaseStore, Invitation } from './case-store';
import type { SeenRequests } from './seen-requests';

/** What a third party adds, as its device sends it. */
export interface Statement {
  readonly proof: string;
  readonly number: number;
  readonly salt: string;
  readonly text: string;
  /** Over `caseEntryStatement`. */
  readonly signature: string;
}

/** Times that a transaction is made which others keep overtaking. */
const CONFLICTS_LIMIT = 5;

interface Present {
  readonly record: Case;
  readonly party: ThirdParty;
}

/** 第三人, who come with a key for one case: they see what is shown to them there, and add to it. */
export class ThirdPartyDesk {
  constructor(
    private readonly parts: {
      readonly member: string;
      readonly store: CaseStore;
      readonly reader: CaseReader;
      readonly seen: SeenRequests;
      readonly index: RecordIndex;
      readonly ledger: Ledger;
      readonly keys: KeyStore;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {}

  /** What an invitation is to. @throws Problem unknown-invitation, invitation-expired, invitation-used */
  look(code: string): object {
    const invitation = this.#open(code);
    if (invitation.party !== undefined) throw new Problem('invitation-used');
    const { reader, member } = this.parts;
    const record = reader.here(invitation.case);
    if (record === undefined) throw new Problem('unknown-invitation');
    const { capacity, until, expiresAt } = invitation;
    return {
      case: record.id,
      ...reader.names(record),
      member,
      capacity,
      ...(until !== undefined && { until }),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }

  /**
   * Names the key on the ledger, with the authority's service identity. The same key may ask again.
   * @throws Problem those of look, claim-not-proven, no-service-identity; those of the ledger
   */
  async accept(
    code: string,
    { publicKey, proof }: { readonly publicKey: JsonObject; readonly proof: string },
  ): Promise<{ readonly case: string; readonly keyId: string }> {
    const invitation = this.#open(code);
    const key = importJwk(publicKey, '/publicKey');
    if (key.suite !== 'ES256') throw new MalformedError('bad-jwk', 'The key is not P-256.', '/publicKey');
    const { case: id, capacity } = invitation;
    const point = encodeBase64url(key.bytes);
    const statement = casePartyStatement({ case: id, capacity, publicKey: point });
    const signer = { suite: key.suite, publicKey: point };
    if (!isSignedStatement(this.parts.provider, signer, statement, proof)) {
      throw new Problem('claim-not-proven', { path: '/proof' });
    }
    const answer = { case: id, keyId: key.id };
    if (invitation.party !== undefined && invitation.party !== key.id) throw new Problem('invitation-used');
    if (this.#isIn(invitation, key.id)) return answer;
    if (!this.parts.store.hold(code)) throw new Problem('invitation-used');
    try {
      // Whose it is comes to the disk first: a crash in between leaves it to the same key, never to a second one.
      await this.parts.store.accept(code, invitation, key.id);
      const { until } = invitation;
      await this.#submit(invitation.authority, 'nameParty', {
        id,
        capacity,
        ...signer,
        proof,
        ...(until !== undefined && { until }),
      });
      return answer;
    } catch (error) {
      const isRefused = error instanceof LedgerRejection;
      if (isRefused && error.code === 'KEY_EXISTS') {
        // An earlier try whose answer was lost may have named it, in a block that the index does not have yet.
        const isSeen = await this.#caughtUp();
        if (this.#isIn(invitation, key.id)) return answer;
        if (!isSeen) throw error;
      }
      // Refused for good: what this call alone has bound is free again for another key.
      if (isRefused && invitation.party === undefined) await this.parts.store.accept(code, invitation);
      throw error;
    } finally {
      this.parts.store.letGo(code);
    }
  }

  /** The one case, as this third party may see it. @throws Problem case-not-found, third-party-ended, rate-limited */
  view(proof: string): object {
    const { record, party } = this.#present(proof);
    const { reader } = this.parts;
    const { keyId, capacity, from, until } = party;
    return {
      case: record.id,
      ...reader.names(record),
      keyId,
      capacity,
      from,
      ...(until !== undefined && { until }),
      milestones: record.milestones.map(({ step, on }) => ({ step, on })),
      entries: reader.entries(record).flatMap((entry) => this.#shown(entry, record, keyId)),
      next: reader.next(record.id, keyId),
      limit: entryLimit(keyId),
    };
  }

  /**
   * Keeps what was added, then brings its digest to the ledger. The same entry may be sent again.
   * @throws Problem those of view, entry-out-of-order, entry-not-signed, storage-failed; those of the ledger
   */
  async add({
    proof,
    number,
    salt,
    text,
    signature,
  }: Statement): Promise<{ readonly number: number; readonly digest: string }> {
    const { record, party } = this.#present(proof);
    const { store, reader, provider } = this.parts;
    const { id } = record;
    const { keyId } = party;
    requireText(text);
    const digest = caseContentDigest(provider, { case: id, salt, text });
    const statement = caseEntryStatement({ case: id, party: keyId, number, digest });
    if (!isSignedStatement(provider, party, statement, signature)) {
      throw new Problem('entry-not-signed', { path: '/signature' });
    }
    if (reader.entry(id, keyId, number)?.digest === digest) return { number, digest };
    if (number !== reader.next(id, keyId)) {
      throw new Problem('entry-out-of-order', { path: '/number', details: { next: reader.next(id, keyId) } });
    }
    const place = { case: id, party: keyId, number, digest };
    await store.keep(place, { text, salt, shownTo: [] }, reader.entry(id, keyId, number - 1));
    const by = { party: keyId, signature };
    await this.#submit(record.authority, 'add', { id, number, digest, by });
    // It is on the ledger whether or not the disk lets go of the others; the next entry tries that again.
    await store.settle(place).catch(() => undefined);
    return { number, digest };
  }

  /**
   * Whether the case has this key by the invitation: as the one that it is bound to, or as a third party whose part goes
   * on. Whoever's part has ended comes back with a key of another try, since a key is named once.
   */
  #isIn({ case: id, party: bound }: Invitation, keyId: string): boolean {
    const { reader, clock } = this.parts;
    const party = reader.here(id)?.parties.find((each) => each.keyId === keyId);
    return party !== undefined && (bound === keyId || isPartyActive(party, dayOfMs(clock())));
  }

  /** Whether the index has all that the ledger has by now. */
  async #caughtUp(): Promise<boolean> {
    const { ledger, index } = this.parts;
    return index.reached(await ledger.height(), LIMITS.readYourWriteMs);
  }

  /** Who signed a request, of which case; whoever did not is told nothing of any case. */
  #present(proof: string): Present {
    const statement = parseCaseRequest(proof);
    const { reader, seen, member, clock, provider } = this.parts;
    const { case: id, nonce, iat } = statement.payload;
    const record = reader.here(id);
    const party = record?.parties.find(({ keyId }) => keyId === statement.keyId);
    const at = { aud: gatewayAudience(member), nowMs: clock(), provider };
    const isTheirs = isCaseRequestOf(statement, party, at);
    if (!isTheirs || record === undefined || party === undefined || !seen.take(party.keyId, nonce, iat)) {
      throw new Problem('case-not-found');
    }
    if (!isPartyActive(party, dayOfMs(clock()))) throw new Problem('third-party-ended');
    return { record, party };
  }

  /** An entry that this third party may read; of others, numbers stay out, whose gaps would tell. */
  #shown(entry: LedgerEntry, record: Case, keyId: string): readonly object[] {
    const { store } = this.parts;
    const isOwn = entry.party === keyId;
    if (!isOwn && !store.shownTo(entry).includes(keyId)) return [];
    const kept = store.content(entry);
    if (!isOwn && kept === undefined) return [];
    const author = record.parties.find((party) => party.keyId === entry.party);
    return [
      {
        by: isOwn ? 'self' : author === undefined ? 'authority' : 'other',
        ...(author !== undefined && { capacity: author.capacity }),
        ...(isOwn && { number: entry.number }),
        on: entry.on,
        digest: entry.digest,
        ...(kept && { text: kept.text, salt: kept.salt }),
      },
    ];
  }

  #open(code: string): Invitation {
    const { store, reader, clock } = this.parts;
    const invitation = store.invitation(code);
    if (invitation === undefined) throw new Problem('unknown-invitation');
    const record = reader.here(invitation.case);
    const isNamed = record?.parties.some(({ keyId }) => keyId === invitation.party) ?? false;
    const hasEnded = clock() >= invitation.expiresAt || (record !== undefined && isClosed(record));
    if (!isNamed && hasEnded) throw new Problem('invitation-expired');
    return invitation;
  }

  async #submit(authority: string, fn: string, argument: JsonObject): Promise<void> {
    const { keys, ledger, index, reader } = this.parts;
    const signer = keys.service(reader.runner(authority));
    if (signer === undefined) throw new Problem('no-service-identity');
    const request = { contract: 'case', fn, argument: canonicalJson(argument) };
    for (let tried = 1; ; tried++) {
      try {
        const { position } = await ledger.submit(request, signer);
        await index.reached(position.block + 1, LIMITS.readYourWriteMs);
        return;
      } catch (error) {
        // Somebody else changed the case in between; nothing was written.
        if (!(error instanceof LedgerConflict) || tried >= CONFLICTS_LIMIT) throw error;
      }
    }
  }
}
