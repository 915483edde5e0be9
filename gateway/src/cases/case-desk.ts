import { randomBytes } from 'node:crypto';
import {
  type Authority,
  type Case,
  CASE_TEXT_BYTES,
  caseContentDigest,
  type CryptoProvider,
  type Day,
  dayOfMs,
  encodeUtf8,
  isClosed,
  MalformedError,
  type PartyCapacity,
  recordKey,
} from '@huren/chaincode/domain';
import { certificateKid, type KeyStore } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';
import type { CaseReader } from './case-reader';
import { CASE_STORE_LIMITS, type CaseStore } from './case-store';

export interface Wanted {
  readonly capacity: PartyCapacity;
  readonly until?: string;
  readonly label?: string;
}

/** Which entry of a case: its author's key id or `authority`, and its number. */
export interface EntryName {
  readonly by: string;
  readonly number: number;
}

/** Cases for the authorities that run them. What is signed goes to the ledger by the caller's own key, not from here. */
export class CaseDesk {
  constructor(
    private readonly parts: {
      readonly store: CaseStore;
      readonly reader: CaseReader;
      readonly index: RecordIndex;
      readonly keys: KeyStore;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {}

  /** Cases that the authority runs, newest first: its own, and of those that it continues as a whole. */
  async list(authority: string, limit: number, before?: string): Promise<object> {
    const { index, reader } = this.parts;
    const lists = await Promise.all(
      reader.line(authority).map((each) => index.casesOf(each, limit + 1, before)),
    );
    const places = lists.flat().sort(([one], [other]) => (one < other ? 1 : -1));
    const items = places.slice(0, limit).flatMap(([, key]) => {
      const record = index.record<Case>(key);
      return record === undefined ? [] : [this.#line(record)];
    });
    const last = places[limit - 1];
    return places.length > limit && last !== undefined ? { items, next: last[0] } : { items };
  }

  /** The whole case, with what its entries say. @throws Problem case-not-found */
  async show(id: string, authority: string, on?: Day): Promise<object> {
    const { store, reader, clock } = this.parts;
    const record = reader.own(id, authority, on);
    const entries = reader.entries(record, on).map((entry) => {
      const kept = store.content(entry);
      return { ...entry, ...(kept && { text: kept.text, salt: kept.salt, shownTo: kept.shownTo }) };
    });
    const invitations = (await store.invitations(id))
      .toSorted((a, b) => a.madeAt - b.madeAt)
      .map(({ name, capacity, label, until, expiresAt, party }) => ({
        id: name,
        capacity,
        ...(label !== undefined && { label }),
        ...(until !== undefined && { until }),
        expiresAt: new Date(expiresAt).toISOString(),
        ...(party !== undefined && { party }),
        state: party !== undefined ? 'accepted' : clock() >= expiresAt ? 'expired' : 'open',
      }));
    const names = reader.names(record);
    return { case: record, ...names, entries, invitations, next: reader.next(id, undefined) };
  }

  /** Keeps what the authority is about to add; the entry is there once its own key has signed it. */
  async keep(
    id: string,
    authority: string,
    { text, shownTo }: { readonly text: string; readonly shownTo: readonly string[] },
  ): Promise<{ readonly number: number; readonly digest: string }> {
    const { store, reader, provider } = this.parts;
    const record = this.#running(id, authority);
    requireText(text);
    requireParties(record, shownTo);
    const salt = randomBytes(16).toString('base64url');
    const digest = caseContentDigest(provider, { case: id, salt, text });
    const number = reader.next(id, undefined);
    const before = reader.entry(id, undefined, number - 1);
    await store.keep({ case: id, number, digest }, { text, salt, shownTo }, before);
    return { number, digest };
  }

  /** Says anew which third parties may read an entry. @throws Problem case-not-found, unknown-record */
  async share(
    id: string,
    authority: string,
    { by, number }: EntryName,
    shownTo: readonly string[],
  ): Promise<void> {
    const { store, reader } = this.parts;
    const record = reader.own(id, authority);
    requireParties(record, shownTo);
    const entry = reader.entry(id, by === 'authority' ? undefined : by, number);
    if (entry === undefined || !store.holds(entry)) throw new Problem('unknown-record');
    await store.share(entry, shownTo);
  }

  /** @throws Problem case-not-found, no-service-identity, case-full */
  async invite(
    id: string,
    authority: string,
    { capacity, until, label }: Wanted,
  ): Promise<{ readonly code: string; readonly name: string; readonly expiresAt: number }> {
    const { store, clock } = this.parts;
    this.#running(id, authority);
    this.#requireService(authority);
    if (until !== undefined && until < dayOfMs(clock())) {
      throw new MalformedError('ends-before-it-begins', 'The last day has passed.', '/until');
    }
    const madeAt = clock();
    const expiresAt = madeAt + CASE_STORE_LIMITS.invitationLifeMs;
    const made = await store.invite({
      case: id,
      authority,
      capacity,
      ...(until !== undefined && { until }),
      ...(label !== undefined && { label }),
      madeAt,
      expiresAt,
    });
    return { ...made, expiresAt };
  }

  /**
   * Takes back an invitation that nobody has accepted; its link is worth nothing from then on.
   * @throws Problem case-not-found, unknown-invitation, invitation-used
   */
  async revoke(id: string, authority: string, invitation: string): Promise<void> {
    const { store, reader } = this.parts;
    reader.own(id, authority);
    await store.revoke(id, invitation);
  }

  #line(record: Case): object {
    const { id, milestones, parties } = record;
    const names = this.parts.reader.names(record);
    const openedOn = milestones[0]?.on ?? '';
    const { step, on } = milestones.at(-1) ?? { step: 'accepted', on: openedOn };
    return { id, ...names, openedOn, step, since: on, parties: parties.length };
  }

  #running(id: string, authority: string): Case {
    const record = this.parts.reader.own(id, authority);
    if (isClosed(record)) throw new Problem('third-party-ended');
    return record;
  }

  /** Who accepts is named with the authority's service identity. @throws Problem no-service-identity */
  #requireService(authority: string): void {
    const signer = this.parts.keys.service(authority);
    const record = this.parts.index.record<Authority>(recordKey.authority(authority));
    const kid = signer === undefined ? undefined : certificateKid(signer.certificate);
    if (kid === undefined || record?.keys.some((key) => key.kid === kid && key.state === 'active') !== true) {
      throw new Problem('no-service-identity');
    }
  }
}

/** @throws Problem bad-value */
export function requireText(text: string): void {
  if (encodeUtf8(text).length > CASE_TEXT_BYTES) {
    throw new Problem('bad-value', { path: '/text', details: { fault: 'too-long' } });
  }
}

function requireParties({ parties }: Case, shownTo: readonly string[]): void {
  if (shownTo.some((keyId) => !parties.some((party) => party.keyId === keyId))) {
    throw new Problem('bad-value', { path: '/shownTo', details: { fault: 'no-third-party' } });
  }
}
