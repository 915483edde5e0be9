import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@huren/chaincode/domain';
import type { LibraryCipher } from '../licences/cipher';
import type { LeafPlace } from '../licences/licence-library';
import type { LicencesRequest } from '../licences/licence-request';
import type { DurableStorage, StorageOperation } from '../storage';
import type { ExpectedPerson } from './identity-service';
import { sameNumber } from './offered-person';
import { forgotten, listedByEnd } from './offer-sweep';
import { SealedRecords } from './sealed-records';

/** What the licences of one batch have in common. */
export interface BatchKind {
  /** Authority that issues. */
  readonly authority: string;
  readonly type: LicencesRequest['type'];
  /** Key id of the seal. */
  readonly key: string;
  readonly forms?: readonly ('data' | 'page')[];
  readonly pageSeals?: readonly string[];
  readonly coSeals?: readonly string[];
}

/** A licence that waits for its holder's key. */
export interface Offer {
  readonly kind: BatchKind;
  /** As in `POST /v1/licences`, without holder key and level. */
  readonly licence: JsonObject;
  readonly identifier: string;
  readonly person?: ExpectedPerson;
  readonly identityLevel: number;
  readonly nonce: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** Assertions that showed nobody. */
  readonly failures: number;
  /** The one claim. */
  readonly claim?: { readonly id: string; readonly holderKeyId: string };
  /** One holder's part of a licence with several. */
  readonly part?: OfferPart;
  /** Of a licence that is offered again: what it replaces. */
  readonly from?: LeafPlace;
  /** Taken back by the issuer. */
  readonly isCancelled?: true;
}

/** Which holder of a licence with several an offer or a claim is for; 0 is the first. */
export interface OfferPart {
  readonly joint: string;
  readonly place: number;
}

/** A licence that waits for the keys of several holders. */
export interface JointOffer {
  readonly kind: BatchKind;
  /** As in `POST /v1/licences`, without anybody's key and level; empty once all have claimed. */
  readonly licence: JsonObject;
  readonly identifier: string;
  readonly expiresAt: number;
  /** What each holder brought, by place; null: not claimed yet. */
  readonly holders: readonly (JoinedHolder | null)[];
  /** One of the codes was closed after failures: so are all. */
  readonly isClosed: boolean;
  /** The issuer took them back: all are closed. */
  readonly isCancelled?: true;
  /** As of an offer. */
  readonly from?: LeafPlace;
  /** Id of the claim that is sealed for all. */
  readonly sealedAs?: string;
  /** Storage names of the offers. */
  readonly offers?: readonly string[];
}

export interface JoinedHolder {
  readonly holderKey: JsonObject;
  readonly holderKeyId: string;
  /** Absent: the licence says none, of a holder who is kept. */
  readonly level?: number;
  /** Keyed digest of the number of whoever claimed for themselves: nobody takes a second place. */
  readonly person?: string;
}

/** One claim: `sealing` until its batch is on the ledger; before that `waiting` for the other holders. */
export interface Claim {
  readonly state: 'waiting' | 'sealing' | 'anchored' | 'refused';
  readonly kind: BatchKind;
  readonly identifier: string;
  readonly licence: JsonObject;
  readonly level: number;
  /** Where it stands, once anchored. */
  readonly requestId?: string;
  readonly index?: number;
  readonly part?: OfferPart;
  readonly from?: LeafPlace;
}

/** Claims that are anchored together. */
export interface ClaimGroup {
  readonly requestId: string;
  readonly kind: BatchKind;
  /** Storage names of claims, in the order of the batch. */
  readonly claims: readonly string[];
  /** What each replaces. */
  readonly replaces: readonly (LeafPlace | null)[];
}

/**
 * Offers and claims in the licence library's storage, encrypted under its key; names are keyed digests, so that the
 * folder alone opens no offer. `o/` offers, `j/` what several of them have in common, `q/` claims, `w/` claims that wait
 * for a group, `g/` groups under way, `k/` marks of who holds a licence with several holders, `x/` offers by their end.
 */
export class ClaimStore {
  readonly #records: SealedRecords;

  constructor(
    private readonly storage: DurableStorage,
    private readonly cipher: LibraryCipher,
  ) {
    this.#records = new SealedRecords(storage, cipher);
  }

  /** A fresh code or claim id: 128 random bits, base64url. */
  secret(): string {
    return randomBytes(16).toString('base64url');
  }

  async keepOffer(code: string, offer: Offer): Promise<void> {
    await this.storage.write(this.#offered(this.#offerName(code), offer));
  }

  /** Offers of one licence to its several holders: all or none. */
  async keepJointOffers(id: string, joint: JointOffer, offers: ReadonlyMap<string, Offer>): Promise<void> {
    const each = [...offers].map(([code, offer]) => [this.#offerName(code), offer] as const);
    const whole = { ...joint, offers: each.map(([name]) => name) };
    await this.storage.write([
      ...this.#offered(this.#jointName(id), whole),
      ...each.flatMap(([name, offer]) => this.#offered(name, offer)),
    ]);
  }

  /** Nobody can claim any more with any of the codes: nothing personal is left in them. */
  async closeJointOffers(id: string, joint: JointOffer, code: string, offer: Offer): Promise<void> {
    const own = this.#offerName(code);
    const others = (joint.offers ?? []).flatMap((name) => {
      const other = name === own ? undefined : (this.#get(name) as Offer | undefined);
      return other === undefined ? [] : [this.#put(name, forgotten(other))];
    });
    await this.storage.write([
      this.#put(this.#jointName(id), forgotten(joint)),
      this.#put(own, forgotten(offer)),
      ...others,
    ]);
  }

  joint(id: string): JointOffer | undefined {
    return this.#get(this.#jointName(id)) as JointOffer | undefined;
  }

  offer(code: string): Offer | undefined {
    return this.#get(this.#offerName(code)) as Offer | undefined;
  }

  claim(id: string): Claim | undefined {
    return this.#get(this.#claimName(id)) as Claim | undefined;
  }

  claimNamed(name: string): Claim | undefined {
    return this.#get(name) as Claim | undefined;
  }

  /** The offer is used and the claim waits, both or neither. */
  async keepClaim(code: string, offer: Offer, id: string, claim: Claim): Promise<void> {
    const name = this.#claimName(id);
    await this.storage.write([
      this.#put(this.#offerName(code), offer),
      this.#put(name, claim),
      { type: 'put', key: `w/${name}`, value: '' },
    ]);
  }

  /** As {@link keepClaim} for one holder of several; the claim waits for a group once it seals for all. */
  async keepJointClaim(
    { code, offer, id, claim }: { code: string; offer: Offer; id: string; claim: Claim },
    part: OfferPart,
    joint: JointOffer,
  ): Promise<void> {
    const name = this.#claimName(id);
    const seals = joint.sealedAs === id;
    await this.storage.write([
      this.#put(this.#offerName(code), offer),
      this.#put(name, claim),
      this.#put(this.#jointName(part.joint), joint),
      ...(seals ? [{ type: 'put', key: `w/${name}`, value: '' } as const] : []),
      ...(seals
        ? [
            this.#put(
              this.#personsName(claim),
              joint.holders.map((each) => each?.person ?? null),
            ),
          ]
        : []),
    ]);
  }

  /** The mark of a person's number: keyed, so that the folder alone tells of nobody. */
  personMark(idNumber: string): string {
    return this.cipher.blind('claimant', sameNumber(idNumber));
  }

  /** Marks of those who claimed the newest of a licence with several holders, by place, as far as they are known. */
  personsOf(licence: Pick<Claim, 'kind' | 'identifier'>): readonly (string | null)[] {
    return (this.#get(this.#personsName(licence)) ?? []) as readonly (string | null)[];
  }

  /** Names of claims that wait for a group. */
  async waiting(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const [key] of this.storage.entries('w/')) names.push(key.slice(2));
    return names;
  }

  /** What waits cannot be sealed any more. */
  async refuse(name: string): Promise<void> {
    const claim = this.claimNamed(name);
    const told = claim === undefined ? [] : [this.#put(name, { ...claim, state: 'refused', licence: {} })];
    await this.storage.write([...told, { type: 'del', key: `w/${name}` }]);
  }

  async groups(): Promise<readonly ClaimGroup[]> {
    const groups: ClaimGroup[] = [];
    for await (const [key, text] of this.storage.entries('g/')) {
      groups.push(JSON.parse(this.cipher.open(key, text)) as ClaimGroup);
    }
    return groups;
  }

  /** From now on these claims are one batch, whatever happens. */
  async begin(group: ClaimGroup): Promise<void> {
    const waiting = group.claims.map((name): StorageOperation => ({ type: 'del', key: `w/${name}` }));
    await this.storage.write([this.#put(`g/${group.requestId}`, group), ...waiting]);
  }

  /** The group has come to its end; its claims say how. */
  async finish({ requestId, claims }: ClaimGroup, state: 'anchored' | 'refused'): Promise<void> {
    const written = claims.flatMap((name, index): StorageOperation[] => {
      const claim = this.claimNamed(name);
      if (claim === undefined) return [];
      // What was needed to seal it stands in the library now.
      const done = { ...claim, state, licence: {}, ...(state === 'anchored' && { requestId, index }) };
      return [this.#put(name, done)];
    });
    await this.storage.write([...written, { type: 'del', key: `g/${requestId}` }]);
  }

  #offerName(code: string): string {
    return `o/${this.cipher.blind('offer', code)}`;
  }

  #jointName(id: string): string {
    return `j/${this.cipher.blind('joint', id)}`;
  }

  #personsName({ kind, identifier }: Pick<Claim, 'kind' | 'identifier'>): string {
    return `k/${this.cipher.blind('holders', `${kind.authority}/${identifier}`)}`;
  }

  #claimName(id: string): string {
    return `q/${this.cipher.blind('claim', id)}`;
  }

  #offered(name: string, offer: Offer | JointOffer): readonly StorageOperation[] {
    return [this.#put(name, offer), listedByEnd(name, offer.expiresAt)];
  }

  #put(key: string, value: unknown): StorageOperation {
    return this.#records.put(key, value);
  }

  #get(key: string): unknown {
    return this.#records.get(key);
  }
}
