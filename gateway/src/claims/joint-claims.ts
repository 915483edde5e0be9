import type { JsonObject } from '@huren/chaincode/domain';
import { Problem } from '../problems';
import type { Claim, ClaimStore, JoinedHolder, JointOffer, Offer, OfferPart } from './claim-store';
import type { ExpectedPerson } from './identity-service';

/** Whom an offer is for, as its issuer says. */
export interface OfferedTo {
  readonly person?: ExpectedPerson;
  readonly identityLevel: number;
}

/** A holder who claims nothing: the licence is made again for another one. */
export interface KeptHolder {
  readonly kept: JoinedHolder;
}

/** How far a licence with several holders has come. */
export interface HolderProgress {
  readonly of: number;
  readonly claimed: number;
}

/**
 * Licences that several holders claim, each with a code, a key and an identity check of their own: sealed once the last
 * one has come, or never.
 */
export class JointClaims {
  /** One after the other: of two last holders at once, the second finds the first. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: ClaimStore) {}

  /**
   * Keeps one offer for each holder who is to claim; answers their codes in the holders' order.
   * @param holders by place; who is kept holds the licence already, and goes on with the same key and level
   * @throws Problem storage-failed
   */
  async offer(
    joint: Pick<JointOffer, 'kind' | 'licence' | 'identifier' | 'expiresAt' | 'from'>,
    holders: readonly (OfferedTo | KeptHolder)[],
  ): Promise<readonly string[]> {
    const id = this.store.secret();
    const { kind, identifier, expiresAt, from } = joint;
    const offers = new Map<string, Offer>();
    for (const [place, holder] of holders.entries()) {
      if ('kept' in holder) continue;
      const { representation } = holderInput(joint.licence, place);
      offers.set(this.store.secret(), {
        kind,
        // What may be told before anybody has shown who they are; the content stands in what they have in common.
        licence: representation === undefined ? {} : { representation },
        identifier,
        expiresAt,
        ...(from && { from }),
        ...holder,
        nonce: this.store.secret(),
        failures: 0,
        part: { joint: id, place },
      });
    }
    const kept = holders.map((each) => ('kept' in each ? each.kept : null));
    await this.store.keepJointOffers(id, { ...joint, holders: kept, isClosed: false }, offers);
    return [...offers.keys()];
  }

  progress(part: OfferPart): HolderProgress {
    const { holders } = this.#joint(part);
    return { of: holders.length, claimed: holders.filter((each) => each !== null).length };
  }

  /** Whether nobody can claim any more, although not all have: a code expired, or was closed after failures. */
  isOver(part: OfferPart, nowMs: number): boolean {
    const { sealedAs, isClosed, expiresAt } = this.#joint(part);
    return sealedAs === undefined && (isClosed || nowMs >= expiresAt);
  }

  /** Why nobody can claim any more, where it is not for the time alone. */
  closed(part: OfferPart): 'cancelled' | 'locked' | undefined {
    const { isCancelled, isClosed } = this.#joint(part);
    if (isCancelled === true) return 'cancelled';
    return isClosed ? 'locked' : undefined;
  }

  /**
   * With one code all are taken back.
   * @throws Problem offer-used once all have claimed, storage-failed
   */
  async cancel(code: string, offer: Offer, part: OfferPart): Promise<void> {
    await this.#inTurn(async () => {
      const joint = this.#joint(part);
      if (joint.sealedAs !== undefined) throw new Problem('offer-used');
      const over = { ...joint, isClosed: true, isCancelled: true as const };
      await this.store.closeJointOffers(part.joint, over, code, offer);
    });
  }

  /** The claim that is sealed for all, once there is one. */
  sealed(part: OfferPart): Claim | undefined {
    const { sealedAs } = this.#joint(part);
    return sealedAs === undefined ? undefined : this.store.claim(sealedAs);
  }

  /** Writes down that an assertion showed nobody; where that was the last one allowed, all codes are closed. */
  async failed(code: string, part: OfferPart, limit: number): Promise<void> {
    await this.#inTurn(async () => {
      // Read in turn: another code may have closed it meanwhile, and taken out what was personal.
      const offer = this.store.offer(code);
      if (offer === undefined) return;
      const failed = { ...offer, failures: offer.failures + 1 };
      const joint = this.#joint(part);
      if (failed.failures < limit || joint.isClosed) await this.store.keepOffer(code, failed);
      else await this.store.closeJointOffers(part.joint, { ...joint, isClosed: true }, code, failed);
    });
  }

  /**
   * Takes one holder's claim; the last one's is sealed for all.
   * @returns whether there is something to seal now
   * @throws Problem key-of-another-holder, offer-expired (closed meanwhile), storage-failed
   */
  take(
    code: string,
    offer: Offer,
    part: OfferPart,
    { id, holder }: { readonly id: string; readonly holder: JoinedHolder & { readonly level: number } },
  ): Promise<boolean> {
    return this.#inTurn(async () => {
      const joint = this.#joint(part);
      if (joint.isClosed) throw new Problem('offer-expired');
      if (joint.holders.some((each) => each?.holderKeyId === holder.holderKeyId)) {
        throw new Problem('key-of-another-holder', { path: '/holderKey' });
      }
      const holders = joint.holders.map((each, at) => (at === part.place ? holder : each));
      const all = holders.filter((each) => each !== null);
      const isLast = all.length === holders.length;
      const { kind, identifier, licence, from } = joint;
      const claim: Claim = {
        state: isLast ? 'sealing' : 'waiting',
        kind,
        identifier,
        licence: isLast ? joined(licence, all) : {},
        level: holder.level,
        part,
        ...(from && { from }),
        ...(isLast && { persons: all.map(({ person }) => person ?? null) }),
      };
      // A used offer keeps nothing personal, nor does what they have in common once all have claimed.
      const { person: _person, ...rest } = offer;
      const used = { ...rest, claim: { id, holderKeyId: holder.holderKeyId } };
      const next = { ...joint, holders, ...(isLast && { licence: {}, sealedAs: id }) };
      await this.store.keepJointClaim({ code, offer: used, id, claim }, part, next);
      return isLast;
    });
  }

  #joint({ joint: id }: OfferPart): JointOffer {
    const joint = this.store.joint(id);
    if (joint === undefined) throw new Error('an offer’s common part is missing');
    return joint;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** The licence's own object for the holder at a place: itself for the first. */
function holderInput(licence: JsonObject, place: number): JsonObject {
  if (place === 0) return licence;
  return (licence['coHolders'] as readonly JsonObject[])[place - 1] ?? {};
}

/** The licence with everybody's key and level. */
export function joined(
  licence: JsonObject,
  holders: readonly Pick<JoinedHolder, 'holderKey' | 'level'>[],
): JsonObject {
  const bound = holders.map(({ holderKey, level }, place) => ({
    ...holderInput(licence, place),
    holderKey,
    ...(level !== undefined && { identityLevel: level }),
  }));
  const [first = {}, ...coHolders] = bound;
  return { ...first, coHolders };
}
