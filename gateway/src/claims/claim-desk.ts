import { generateKeyPairSync } from 'node:crypto';
import {
  type Authority,
  type CryptoProvider,
  gatewayAudience,
  importJwk,
  isClaimProven,
  type JsonObject,
  type JsonValue,
  type LicenceType,
  recordKey,
} from '@huren/chaincode/domain';
import { certificateKid, type KeyStore } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import type { Issuing } from '../licences/issuing';
import type { LeafPlace, LicenceLibrary } from '../licences/licence-library';
import type { LicenceInput, LicencesRequest } from '../licences/licence-request';
import type { Sealing } from '../licences/sealing';
import { Problem } from '../problems';
import type { ClaimBatches } from './claim-batches';
import { ClaimResults } from './claim-results';
import type { BatchKind, Claim, ClaimStore, Offer } from './claim-store';
import type { IdentityServices } from './identity-service';
import { joined, JointClaims, type KeptHolder, type OfferedTo } from './joint-claims';
import { forgotten } from './offer-sweep';
import { FAILURE_LIMIT, OfferWatch } from './offer-watch';
import type { Reissue } from './reissue';
import type { Renewals } from './renewals';

export const OFFER_LIMITS = {
  lifeMs: 7 * 86_400_000,
  failures: FAILURE_LIMIT,
} as const;

/** A claim as its wallet sends it. */
export interface ClaimRequest {
  readonly holderKey: JsonObject;
  readonly proof: string;
  readonly identity: { readonly service: string; readonly assertion: JsonValue };
}

/** Nobody's key: a licence is sealed once for trial, so that no offer fails when its holder claims it. */
function trialKey(): JsonObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as JsonObject;
}

/** Licences that wait for their holders' keys, and what became of them. */
export class ClaimDesk {
  readonly #claiming = new Set<string>();
  readonly #joint: JointClaims;
  readonly #results: ClaimResults;
  /** For the desks that made the offers. */
  readonly watch: OfferWatch;

  constructor(
    private readonly parts: {
      readonly member: string;
      readonly store: ClaimStore;
      readonly batches: ClaimBatches;
      readonly sealing: Sealing;
      readonly issuing: Issuing;
      readonly reissue: Reissue;
      readonly renewals: Renewals;
      readonly library: LicenceLibrary;
      readonly index: RecordIndex;
      readonly keys: KeyStore;
      readonly services: IdentityServices;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {
    const { store, clock, reissue } = parts;
    this.#joint = new JointClaims(store);
    const stands = (offer: Offer): boolean => reissue.stands(offer);
    this.#results = new ClaimResults({ ...parts, joint: this.#joint });
    this.watch = new OfferWatch({ store, joint: this.#joint, claiming: this.#claiming, stands, clock });
  }

  /** Licences of the library, to be offered again. */
  get reissue(): Reissue {
    return this.parts.reissue;
  }

  get renewals(): Renewals {
    return this.parts.renewals;
  }

  /** Who holds which place of a licence, as far as it was claimed here. */
  get persons(): Pick<ClaimStore, 'personMark' | 'personsOf'> {
    return this.parts.store;
  }

  get batches(): ClaimBatches {
    return this.parts.batches;
  }

  /**
   * Keeps an offer.
   * @param from what it replaces, of a licence that is offered again
   * @throws Problem no-service-identity, those of Sealing
   */
  async offer(
    kind: BatchKind,
    licence: LicenceInput,
    { person, identityLevel }: OfferedTo,
    from?: LeafPlace,
  ): Promise<{ readonly code: string; readonly expiresAt: number }> {
    const identifier = await this.#tried(kind, { ...licence, holderKey: trialKey(), identityLevel });
    const { store, clock } = this.parts;
    const code = store.secret();
    const expiresAt = clock() + OFFER_LIMITS.lifeMs;
    await store.keepOffer(code, {
      kind,
      licence,
      identifier,
      ...(from && { from }),
      ...(person === undefined ? {} : { person }),
      identityLevel,
      nonce: store.secret(),
      expiresAt,
      failures: 0,
    });
    return { code, expiresAt };
  }

  /**
   * Keeps the offers of one licence to its several holders; they expire together.
   * @param licence with `coHolders`, nobody's key in it
   * @param holders the first holder, then as many as `coHolders` has; codes are made for those who are not kept
   * @param from as of `offer`
   * @throws Problem no-service-identity, those of Sealing
   */
  async offerJointly(
    kind: BatchKind,
    licence: JsonObject,
    holders: readonly (OfferedTo | KeptHolder)[],
    from?: LeafPlace,
  ): Promise<{ readonly codes: readonly string[]; readonly expiresAt: number }> {
    const trial = holders.map((each) =>
      'kept' in each ? each.kept : { holderKey: trialKey(), level: each.identityLevel },
    );
    const identifier = await this.#tried(kind, joined(licence, trial));
    const expiresAt = this.parts.clock() + OFFER_LIMITS.lifeMs;
    const offered = { kind, licence, identifier, expiresAt, ...(from && { from }) };
    const codes = await this.#joint.offer(offered, holders);
    return { codes, expiresAt };
  }

  /** What may be told before anybody has shown who they are. @throws Problem unknown-offer, offer-used, offer-expired */
  look(code: string): object {
    const offer = this.#open(code);
    if (offer.claim !== undefined) throw new Problem('offer-used');
    const { index, member, services } = this.parts;
    const { kind, identityLevel, nonce, expiresAt, part } = offer;
    const claimant = offer.licence['representation'];
    const type = index.record<LicenceType>(recordKey.licenceType(kind.type));
    const issuer = index.record<Authority>(recordKey.authority(kind.authority));
    return {
      type: { code: kind.type, name: type?.name },
      issuer: { code: kind.authority, name: issuer?.name },
      identityLevel,
      ...(claimant === undefined ? {} : { claimant }),
      ...(part === undefined ? {} : { holders: this.#joint.progress(part) }),
      nonce,
      member,
      services: Object.keys(services),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }

  /**
   * Takes a claim, durably; the same key may ask again and gets the same claim.
   * @throws Problem unknown-offer, offer-used, offer-expired, claim-not-proven, identity-not-proven, storage-failed
   */
  async claim(
    code: string,
    { holderKey, proof, identity }: ClaimRequest,
  ): Promise<{ readonly claim: string }> {
    const { store, provider, member, services, clock } = this.parts;
    const offer = this.#open(code);
    const aud = gatewayAudience(member);
    const { nonce } = offer;
    if (!isClaimProven(proof, { holderKey, aud, nonce, nowMs: clock(), provider })) {
      throw new Problem('claim-not-proven', { path: '/proof' });
    }
    const holderKeyId = importJwk(holderKey, '/holderKey').id;
    if (offer.claim !== undefined) {
      if (offer.claim.holderKeyId !== holderKeyId) throw new Problem('offer-used');
      return { claim: offer.claim.id };
    }
    const service = Object.hasOwn(services, identity.service) ? services[identity.service] : undefined;
    if (service === undefined) throw new Problem('identity-not-proven', { path: '/identity/service' });
    if (this.#claiming.has(code)) throw new Problem('offer-used');
    this.#claiming.add(code);
    try {
      const level = await this.#identified(code, offer, service, identity.assertion);
      const id = store.secret();
      if (offer.part !== undefined) {
        const { person, licence } = offer;
        const isOwn = person !== undefined && licence['representation'] === undefined;
        const mark = isOwn && { person: store.personMark(person.idNumber) };
        const holder = { holderKey, holderKeyId, level, ...mark };
        const isSealing = await this.#joint.take(code, offer, offer.part, { id, holder });
        if (isSealing) this.parts.batches.wake();
        return { claim: id };
      }
      const claim: Claim = {
        state: 'sealing',
        kind: offer.kind,
        identifier: offer.identifier,
        licence: { ...offer.licence, holderKey, identityLevel: level },
        level,
        ...(offer.from && { from: offer.from }),
      };
      const { person: _person, ...rest } = offer;
      // The licence's content goes on with the claim: a used offer keeps nothing personal.
      await store.keepClaim(code, { ...rest, licence: {}, claim: { id, holderKeyId } }, id, claim);
      this.parts.batches.wake();
      return { claim: id };
    } finally {
      this.#claiming.delete(code);
    }
  }

  /** @throws Problem unknown-claim */
  result(id: string): object {
    return this.#results.of(id);
  }

  /** The identifier of a licence that was sealed for trial and not kept. @throws as `offer` */
  async #tried({ authority, ...rest }: BatchKind, trial: object): Promise<string> {
    this.#requireService(authority);
    const licences = [trial as LicenceInput];
    const request = { requestId: 'trial', certificate: '', licences, ...rest } as LicencesRequest;
    const { licences: sealed } = await this.parts.sealing.seal(request, authority, '');
    return sealed[0]?.identifier ?? '';
  }

  /** The level that the service saw; a failure is written down before it is told. */
  async #identified(
    code: string,
    offer: Offer,
    service: NonNullable<IdentityServices[string]>,
    assertion: JsonValue,
  ): Promise<number> {
    try {
      const { level } = await service.check(assertion, offer.person);
      if (level < offer.identityLevel) {
        throw new Problem('identity-not-proven', { details: { needed: offer.identityLevel } });
      }
      return level;
    } catch (error) {
      if (error instanceof Problem && error.code === 'identity-not-proven') {
        const failed = { ...offer, failures: offer.failures + 1 };
        const isLocked = failed.failures >= OFFER_LIMITS.failures;
        if (offer.part !== undefined) await this.#joint.failed(code, offer.part, OFFER_LIMITS.failures);
        else await this.parts.store.keepOffer(code, isLocked ? forgotten(failed) : failed);
      }
      throw error;
    }
  }

  #open(code: string): Offer {
    const offer = this.parts.store.offer(code);
    if (offer === undefined) throw new Problem('unknown-offer');
    const { claim, part, failures, expiresAt, isCancelled } = offer;
    const now = this.parts.clock();
    const isOver =
      now >= expiresAt ||
      isCancelled === true ||
      (part !== undefined && this.#joint.isOver(part, now)) ||
      !this.parts.reissue.stands(offer);
    // A claim that was taken is told of as long as it is kept.
    if (failures >= OFFER_LIMITS.failures || (claim === undefined && isOver)) {
      throw new Problem('offer-expired');
    }
    return offer;
  }

  #requireService(authority: string): void {
    const signer = this.parts.keys.service(authority);
    const record = this.parts.index.record<Authority>(recordKey.authority(authority));
    const kid = signer === undefined ? undefined : certificateKid(signer.certificate);
    if (kid === undefined || record?.keys.some((key) => key.kid === kid && key.state === 'active') !== true) {
      throw new Problem('no-service-identity');
    }
  }
}
