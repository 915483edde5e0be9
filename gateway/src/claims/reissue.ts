import {
  type Anchor,
  type Bilingual,
  type CryptoProvider,
  dayOfMs,
  type HolderRepresentation,
  type LicenceState,
  type LicenceStatus,
  type LicenceType,
  recordKey,
  type Seal,
  splitBatch,
  stateOnDay,
} from '@huren/chaincode/domain';
import type { KeyStore } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import { type LicenceAgain, licenceAgain, textField } from '../licences/licence-again';
import type { LeafPlace, LicenceLibrary } from '../licences/licence-library';
import { Problem } from '../problems';
import type { BatchKind, Offer } from './claim-store';

/** How a clerk names a licence. */
export type LicenceName =
  { readonly identifier: string } | { readonly type: string; readonly number: string };

/** What a clerk sees of a licence before it is offered again: whose it is, and how it stands. */
export interface FoundLicence {
  readonly identifier: string;
  readonly type: { readonly code: string; readonly name?: Bilingual };
  readonly number?: string;
  readonly issueDate: string;
  readonly validateEnd?: string;
  readonly state: LicenceState;
  /** Whether it has a page form, which is made anew with it. */
  readonly page: boolean;
  /** By place. */
  readonly holders: readonly {
    readonly name?: string;
    readonly representation?: HolderRepresentation;
    /** Whether some phone holds its key. */
    readonly bound: boolean;
  }[];
}

/** A licence to be sealed once more, and how. */
export interface Reissued extends LicenceAgain {
  readonly kind: BatchKind;
  /** What it replaces; where the newest on the ledger is another one by then, nothing is sealed. */
  readonly from: LeafPlace;
}

/** Licences that an authority's own desk offers again, out of the library and of the ledger's word on them. */
export class Reissue {
  constructor(
    private readonly parts: {
      readonly library: LicenceLibrary;
      readonly index: RecordIndex;
      readonly keys: KeyStore;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {}

  /** @throws Problem unknown-licence: this authority anchored no such licence here */
  find(name: LicenceName, authority: string): FoundLicence {
    const { place, again } = this.#known(name, authority);
    const { claims, holders } = again;
    const [first] = holders;
    const number = first && textField(first.fields, 'certificate_number');
    const type = this.parts.index.record<LicenceType>(recordKey.licenceType(claims.type));
    return {
      identifier: claims.identifier,
      type: { code: claims.type, ...(type && { name: type.name }) },
      ...(number !== undefined && { number }),
      issueDate: claims.issueDay,
      ...(claims.validTo !== undefined && { validateEnd: claims.validTo }),
      state: this.stateOf(place),
      page: this.parts.library.bothForms(place) !== undefined,
      holders: holders.map(({ fields, representation, holderKey }) => {
        const holderName = textField(fields, 'certificate_holder_name');
        return {
          ...(holderName !== undefined && { name: holderName }),
          ...(representation && { representation }),
          bound: holderKey !== undefined,
        };
      }),
    };
  }

  /**
   * The newest of this licence, with the seals of its batch as far as they are good today.
   * @throws Problem unknown-licence, licence-not-in-force, unknown-seal
   */
  of(identifier: string, authority: string): Reissued {
    const { place, anchor, again } = this.#known({ identifier }, authority);
    const state = this.stateOf(place);
    if (state !== 'valid') throw new Problem('licence-not-in-force', { details: { state } });
    const hasPage = this.parts.library.bothForms(place) !== undefined;
    const key = this.#isUsable(anchor.keyId) ? anchor.keyId : this.sealOf(authority);
    const coSeals = anchor.coSeals.map(({ keyId }) => keyId);
    if (!coSeals.every((keyId) => this.#isUsable(keyId))) throw new Problem('unknown-seal');
    const pageSeals = [key, ...coSeals].filter((keyId) => this.#seal(keyId)?.ses !== undefined);
    return {
      ...again,
      from: place,
      kind: {
        authority,
        type: again.claims.type as BatchKind['type'],
        key,
        ...(coSeals.length > 0 && { coSeals }),
        ...(hasPage && { forms: ['data', 'page'] as const, pageSeals }),
      },
    };
  }

  /** Whether what an offer or a claim replaces is still the newest of its licence on the ledger, and in force. */
  stands({ from, kind, identifier }: Pick<Offer, 'from' | 'kind' | 'identifier'>): boolean {
    if (from === undefined) return true;
    const newest = this.parts.library.placeOfIdentifier(kind.authority, identifier);
    return newest?.batch === from.batch && newest.index === from.index && this.stateOf(from) === 'valid';
  }

  /** The seal under which an authority issues here when it names none: the newest active one. @throws Problem unknown-seal */
  sealOf(authority: string): string {
    const { index } = this.parts;
    const seals = index.keys('seal').flatMap((key) => index.record<Seal>(key) ?? []);
    const found = seals.findLast(
      (each) => each.authority === authority && each.role === undefined && this.#isUsable(each.keyId),
    );
    if (found === undefined) throw new Problem('unknown-seal', { path: '/key' });
    return found.keyId;
  }

  /** As the ledger says today. */
  stateOf(place: LeafPlace): LicenceState {
    const { index, library, clock } = this.parts;
    const { authority } = splitBatch(place.batch);
    const status = index.record<LicenceStatus>(recordKey.status(authority, library.leafHash(place)));
    return stateOnDay(status?.changes ?? [], dayOfMs(clock())).state;
  }

  #known(name: LicenceName, authority: string) {
    const { library, index, provider } = this.parts;
    const place =
      'identifier' in name
        ? library.placeOfIdentifier(authority, name.identifier)
        : library.placeOfNumber(authority, name.type, name.number);
    const anchor = place && index.record<Anchor>(`anchor/${place.batch}`);
    if (place === undefined || anchor === undefined) throw new Problem('unknown-licence');
    return { place, anchor, again: licenceAgain(library.textAt(place), provider) };
  }

  #seal(keyId: string): Seal | undefined {
    return this.parts.index.record<Seal>(recordKey.seal(keyId));
  }

  #isUsable(keyId: string): boolean {
    return this.#seal(keyId)?.state === 'active' && this.parts.keys.seal(keyId) !== undefined;
  }
}
