import { randomBytes } from 'node:crypto';
import type { LibraryCipher } from '../licences/cipher';
import type { DurableStorage, StorageOperation } from '../storage';
import type { Claim, ClaimGroup, JointOffer, Offer, OfferPart } from './claim-records';
import { sameNumber } from './offered-person';
import { forgotten, listedByEnd } from './offer-sweep';
import { SealedRecords } from './sealed-records';

export type * from './claim-records';

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
    ]);
  }

  /** The mark of a person's number: keyed, so that the folder alone tells of nobody. */
  personMark(idNumber: string): string {
    return this.cipher.blind('claimant', sameNumber(idNumber));
  }

  /** Marks of those who hold a licence with several holders, the newest that is anchored: by place, as far as known. */
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
    await this.storage.write([...this.#ended(name, 'refused'), { type: 'del', key: `w/${name}` }]);
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
    const written = claims.flatMap((name, index) =>
      this.#ended(name, state, state === 'anchored' ? { requestId, index } : {}),
    );
    await this.storage.write([...written, { type: 'del', key: `g/${requestId}` }]);
  }

  /** The group comes to no batch: some of its claims cannot be sealed any more, the others wait for another group. */
  async dissolve({ requestId, claims }: ClaimGroup, fallen: readonly string[]): Promise<void> {
    const each = claims.flatMap((name): readonly StorageOperation[] =>
      fallen.includes(name) ? this.#ended(name, 'refused') : [{ type: 'put', key: `w/${name}`, value: '' }],
    );
    await this.storage.write([...each, { type: 'del', key: `g/${requestId}` }]);
  }

  /** What was needed to seal a claim stands in the library now, or is needed no more. */
  #ended(name: string, state: 'anchored' | 'refused', at: object = {}): readonly StorageOperation[] {
    const claim = this.claimNamed(name);
    if (claim === undefined) return [];
    const { persons, ...rest } = claim;
    const done = this.#put(name, { ...rest, state, licence: {}, ...at });
    // Whose claim came to nothing holds nothing.
    return state === 'anchored' && persons !== undefined
      ? [done, this.#put(this.#personsName(claim), persons)]
      : [done];
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
