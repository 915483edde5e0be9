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
import type { LicenceLibrary } from '../licences/licence-library';
import type { LicenceInput, LicencesRequest } from '../licences/licence-request';
import type { Sealing } from '../licences/sealing';
import { Problem } from '../problems';
import type { ClaimBatches } from './claim-batches';
import type { BatchKind, Claim, ClaimStore, Offer } from './claim-store';
import type { ExpectedPerson, IdentityServices } from './identity-service';

export const OFFER_LIMITS = {
  lifeMs: 7 * 86_400_000,
  /** Assertions that show nobody, after which an offer is closed. */
  failures: 5,
} as const;

/** A claim as its wallet sends it. */
export interface ClaimRequest {
  readonly holderKey: JsonObject;
  readonly proof: string;
  readonly identity: { readonly service: string; readonly assertion: JsonValue };
}

/** The curve's own generator: a licence is sealed once for trial, so that no offer fails when its holder claims it. */
const TRIAL_KEY: JsonObject = {
  kty: 'EC',
  crv: 'P-256',
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
};

/** Licences that wait for their holders' keys, and what became of them. */
export class ClaimDesk {
  readonly #claiming = new Set<string>();

  constructor(
    private readonly parts: {
      readonly member: string;
      readonly store: ClaimStore;
      readonly batches: ClaimBatches;
      readonly sealing: Sealing;
      readonly issuing: Issuing;
      readonly library: LicenceLibrary;
      readonly index: RecordIndex;
      readonly keys: KeyStore;
      readonly services: IdentityServices;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {}

  get batches(): ClaimBatches {
    return this.parts.batches;
  }

  /**
   * Keeps an offer.
   * @throws Problem no-service-identity, those of Sealing
   */
  async offer(
    kind: BatchKind,
    licence: LicenceInput,
    { person, identityLevel }: { readonly person?: ExpectedPerson; readonly identityLevel: number },
  ): Promise<{ readonly code: string; readonly expiresAt: number }> {
    this.#requireService(kind.authority);
    const { store, sealing, clock } = this.parts;
    const { authority, ...rest } = kind;
    const trial = { ...licence, holderKey: TRIAL_KEY, identityLevel } as LicenceInput;
    const request = { requestId: 'trial', certificate: '', licences: [trial], ...rest } as LicencesRequest;
    const { licences } = await sealing.seal(request, authority, '');
    const code = store.secret();
    const expiresAt = clock() + OFFER_LIMITS.lifeMs;
    await store.keepOffer(code, {
      kind,
      licence: licence,
      identifier: licences[0]?.identifier ?? '',
      ...(person === undefined ? {} : { person }),
      identityLevel,
      nonce: store.secret(),
      expiresAt,
      failures: 0,
    });
    return { code, expiresAt };
  }

  /** What may be told before anybody has shown who they are. @throws Problem unknown-offer, offer-used, offer-expired */
  look(code: string): object {
    const offer = this.#open(code);
    if (offer.claim !== undefined) throw new Problem('offer-used');
    const { index, member, services } = this.parts;
    const { kind, identityLevel, nonce, expiresAt } = offer;
    const claimant = offer.licence['representation'];
    const type = index.record<LicenceType>(recordKey.licenceType(kind.type));
    const issuer = index.record<Authority>(recordKey.authority(kind.authority));
    return {
      type: { code: kind.type, name: type?.name },
      issuer: { code: kind.authority, name: issuer?.name },
      identityLevel,
      ...(claimant === undefined ? {} : { claimant }),
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
      const claim: Claim = {
        state: 'sealing',
        kind: offer.kind,
        identifier: offer.identifier,
        licence: { ...offer.licence, holderKey, identityLevel: level },
        level,
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
    const { store, library, issuing } = this.parts;
    const claim = store.claim(id);
    if (claim === undefined) throw new Problem('unknown-claim');
    const { state, level, kind, requestId, index } = claim;
    if (state !== 'anchored' || requestId === undefined || index === undefined) return { state, level };
    const batch = library.request(kind.authority, requestId);
    if (batch === undefined) throw new Error('the library lacks a claimed batch');
    const data = issuing.credentialFiles(batch)[index] ?? 'null';
    const page = issuing.pageFiles(batch)[index];
    const credentials = [JSON.parse(data) as unknown, ...(page === undefined ? [] : [page])];
    return { state, level, credentials };
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
        await this.parts.store.keepOffer(code, { ...offer, failures: offer.failures + 1 });
      }
      throw error;
    }
  }

  #open(code: string): Offer {
    const offer = this.parts.store.offer(code);
    if (offer === undefined) throw new Problem('unknown-offer');
    if (offer.claim === undefined && this.parts.clock() >= offer.expiresAt)
      throw new Problem('offer-expired');
    if (offer.failures >= OFFER_LIMITS.failures) throw new Problem('offer-expired');
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
