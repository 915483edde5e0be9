import { Problem } from '../problems';
import type { Claim, ClaimStore, Offer } from './claim-store';
import { type HolderProgress, type JointClaims } from './joint-claims';
import { forgotten } from './offer-sweep';

/** Assertions that show nobody, after which an offer is closed. */
export const FAILURE_LIMIT = 5;

/**
 * What became of an offer, as its issuer is told. `taken`: this holder has claimed and others have not; `locked`: closed
 * after failed identity checks.
 */
export const OFFER_STATES = [
  'waiting',
  'taken',
  'sealing',
  'claimed',
  'refused',
  'expired',
  'locked',
  'cancelled',
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

const STATE_OF_CLAIM: Readonly<Record<Claim['state'], OfferState>> = {
  waiting: 'taken',
  sealing: 'sealing',
  anchored: 'claimed',
  refused: 'refused',
};

/** What the desk that made an offer may learn of it and do about it; another authority's offers are unknown to it. */
export class OfferWatch {
  constructor(
    private readonly parts: {
      readonly store: ClaimStore;
      readonly joint: JointClaims;
      /** Codes whose claim is being taken at this moment. */
      readonly claiming: Set<string>;
      /** Whether what an offer replaces is still what it was made from. */
      readonly stands: (offer: Offer) => boolean;
      readonly clock: () => number;
    },
  ) {}

  /** @throws Problem unknown-offer */
  see(
    code: string,
    authority: string,
  ): { readonly state: OfferState; readonly expiresAt: string; readonly holders?: HolderProgress } {
    const offer = this.#own(code, authority);
    const { part, expiresAt } = offer;
    return {
      state: this.#state(offer),
      expiresAt: new Date(expiresAt).toISOString(),
      ...(part && { holders: this.parts.joint.progress(part) }),
    };
  }

  /**
   * Takes an offer back, with it those of the licence's other holders; what was personal in it is forgotten.
   * @throws Problem unknown-offer, offer-used (something is sealed already), too-busy, storage-failed
   */
  async cancel(code: string, authority: string): Promise<void> {
    const { store, joint, claiming } = this.parts;
    const offer = this.#own(code, authority);
    if (offer.part === undefined && offer.claim !== undefined) throw new Problem('offer-used');
    if (claiming.has(code)) throw new Problem('too-busy', { retryAfterSeconds: 1 });
    claiming.add(code);
    try {
      const cancelled = { ...forgotten(offer), isCancelled: true as const };
      if (offer.part === undefined) await store.keepOffer(code, cancelled);
      else await joint.cancel(code, cancelled, offer.part);
    } finally {
      claiming.delete(code);
    }
  }

  #state(offer: Offer): OfferState {
    const { store, joint, clock, stands } = this.parts;
    const { part, claim, failures, expiresAt, isCancelled } = offer;
    const sealed = part === undefined ? claim && store.claim(claim.id) : joint.sealed(part);
    if (sealed !== undefined) return STATE_OF_CLAIM[sealed.state];
    const closed = part && joint.closed(part);
    if (isCancelled === true || closed === 'cancelled') return 'cancelled';
    if (closed === 'locked' || failures >= FAILURE_LIMIT) return 'locked';
    if (clock() >= expiresAt || !stands(offer)) return 'expired';
    return claim === undefined ? 'waiting' : 'taken';
  }

  #own(code: string, authority: string): Offer {
    const offer = this.parts.store.offer(code);
    if (offer?.kind.authority !== authority) throw new Problem('unknown-offer');
    return offer;
  }
}
