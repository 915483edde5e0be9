import { randomBytes } from 'node:crypto';
import { canonicalJson, dayOfMs, splitBatch } from '@huren/chaincode/domain';
import { LedgerRejection, type KeyStore, type Ledger, type Signer } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import type { Issuing } from '../licences/issuing';
import type { LeafPlace, LicenceLibrary, SealedBatch } from '../licences/licence-library';
import type { LicenceInput, LicencesRequest } from '../licences/licence-request';
import { LIMITS } from '../limits';
import type { Log } from '../log';
import { PAGE_LIMITS } from '../pages/page-limits';
import { Problem } from '../problems';
import type { BatchKind, Claim, ClaimGroup, ClaimStore } from './claim-store';
import type { Reissue } from './reissue';

export const CLAIM_LIMITS = {
  /** Claims gather this long (DETAILS 28: anchored at most a second apart). */
  gatherMs: 300,
  /** Until a ledger that took nothing is asked again. */
  retryMs: 2000,
} as const;

/** Why a licence is replaced, on the ledger: nothing personal. */
const DECISION = '补证：持证主体重新领取 (re-claim)';

/**
 * Seals and anchors what was claimed, a batch for each kind, with the authority's service identity. Every step is
 * written down before the next one, and each can be repeated.
 */
export class ClaimBatches {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly parts: {
      readonly store: ClaimStore;
      readonly library: LicenceLibrary;
      readonly issuing: Issuing;
      readonly reissue: Reissue;
      readonly index: RecordIndex;
      readonly ledger: Ledger;
      readonly keys: KeyStore;
      readonly clock: () => number;
      readonly log: Log;
    },
  ) {}

  /** Claims wait: they are taken up within `gatherMs`. At the start, what an earlier run left is taken up. */
  wake(afterMs: number = CLAIM_LIMITS.gatherMs): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#running.then(() => this.#run());
    }, afterMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, log } = this.parts;
    let again = false;
    try {
      for (const group of await store.groups()) again = !(await this.#carry(group)) || again;
      for (const group of this.#gather(await this.#standing(), await store.groups())) {
        await store.begin(group);
        again = !(await this.#carry(group)) || again;
      }
      if (!again && (await store.waiting()).length > 0) this.wake();
    } catch (error) {
      log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'claims could not be taken up');
      again = true;
    }
    if (again) this.wake(CLAIM_LIMITS.retryMs);
  }

  /** Waiting claims, without those whose licence was replaced or ended by something else since it was offered again. */
  async #standing(): Promise<readonly string[]> {
    const { store, reissue } = this.parts;
    const standing: string[] = [];
    for (const name of await store.waiting()) {
      const claim = store.claimNamed(name);
      if (claim === undefined || reissue.stands(claim)) standing.push(name);
      else await store.refuse(name);
    }
    return standing;
  }

  /**
   * Waiting claims by kind; two of one licence are taken up one after the other, each knowing what became of the one
   * before.
   * @param underWay groups that have not come to their end
   */
  #gather(waiting: readonly string[], underWay: readonly ClaimGroup[]): readonly ClaimGroup[] {
    const licences = new Set<string>();
    for (const name of underWay.flatMap(({ claims }) => claims)) {
      const claim = this.parts.store.claimNamed(name);
      if (claim !== undefined) licences.add(licenceOf(claim));
    }
    const kinds = new Map<string, { readonly kind: BatchKind; readonly claims: Map<string, string> }>();
    for (const name of waiting) {
      const claim = this.parts.store.claimNamed(name);
      if (claim === undefined) continue;
      const { kind, identifier } = claim;
      const licence = licenceOf(claim);
      if (licences.has(licence)) continue;
      const text = canonicalJson(kind as never);
      const group = kinds.get(text) ?? { kind, claims: new Map<string, string>() };
      kinds.set(text, group);
      const most = kind.forms?.includes('page') === true ? PAGE_LIMITS.perRequest : LIMITS.licencesPerRequest;
      if (group.claims.size >= most) continue;
      licences.add(licence);
      group.claims.set(identifier, name);
    }
    return [...kinds.values()].map(({ kind, claims }) => ({
      requestId: `claims-${randomBytes(16).toString('hex')}`,
      kind,
      claims: [...claims.values()],
      // Looked up before the new batch is anchored, which the identifier finds from then on.
      replaces: [...claims.keys()].map(
        (identifier) => this.parts.library.placeOfIdentifier(kind.authority, identifier) ?? null,
      ),
    }));
  }

  /** True once the group has come to an end. */
  async #carry(group: ClaimGroup): Promise<boolean> {
    const { store, log, keys } = this.parts;
    const signer = keys.service(group.kind.authority);
    if (signer === undefined || this.#closed) return false;
    try {
      const fallen = this.#fallen(group);
      if (fallen.length > 0) {
        await store.dissolve(group, fallen);
        log.info({ claims: fallen.length }, 'claims whose licence ended meanwhile were not anchored');
        return true;
      }
      const { certificate, mspId } = signer;
      const batch = await this.parts.issuing.sealed(this.#request(group, certificate), group.kind.authority);
      if (!this.parts.issuing.isAnchored(batch)) await this.#anchor(batch, signer);
      for (const place of group.replaces) if (place !== null) await this.#supersede(place, signer);
      await store.finish(group, 'anchored');
      log.info({ claims: group.claims.length, mspId }, 'claims anchored');
      return true;
    } catch (error) {
      const isFinal = error instanceof LedgerRejection || (error instanceof Problem && isRefusal(error));
      const code = (error as { code?: unknown }).code;
      const seen = {
        error: error instanceof Error ? error.name : 'unknown',
        code: typeof code === 'string' ? code : undefined,
      };
      log.warn({ ...seen, claims: group.claims.length }, 'claims were not anchored');
      if (isFinal) await store.finish(group, 'refused');
      return isFinal;
    }
  }

  /** Claims of a group that is not anchored yet, whose licence was replaced or ended while the ledger was away. */
  #fallen({ requestId, kind, claims }: ClaimGroup): readonly string[] {
    const { store, library, issuing, reissue } = this.parts;
    const batch = library.request(kind.authority, requestId);
    if (batch !== undefined && issuing.isAnchored(batch)) return [];
    return claims.filter((name) => {
      const claim = store.claimNamed(name);
      return claim !== undefined && !reissue.stands(claim);
    });
  }

  #request({ requestId, kind, claims }: ClaimGroup, certificate: string): LicencesRequest {
    const { authority: _authority, ...rest } = kind;
    const licences = claims.map((name) => {
      const claim = this.parts.store.claimNamed(name) as Claim;
      return claim.licence as unknown as LicenceInput;
    });
    return { requestId, certificate, licences, ...rest };
  }

  async #anchor(batch: SealedBatch, signer: Signer): Promise<void> {
    const { ledger, index } = this.parts;
    const request = { contract: 'licence', fn: 'anchor', argument: batch.argument };
    const commit = await ledger.submit(request, signer);
    if (!(await index.reached(commit.position.block + 1, LIMITS.readYourWriteMs))) {
      throw new Problem('ledger-unavailable');
    }
  }

  /** The licence that a re-claim replaces has no effect any more; one that had ended before stays as it is. */
  async #supersede(place: LeafPlace, signer: Signer): Promise<void> {
    const { ledger, library, clock } = this.parts;
    if (this.parts.index.record(`anchor/${place.batch}`) === undefined) return;
    const { index, proof } = library.locate(place);
    const day = dayOfMs(clock());
    const argument = canonicalJson({
      ...splitBatch(place.batch),
      leafHash: library.leafHash(place),
      index,
      proof,
      state: 'superseded',
      decision: DECISION,
      decidedOn: day,
      effectiveFrom: day,
      retroactive: false,
    });
    try {
      await ledger.submit({ contract: 'licence', fn: 'setStatus', argument }, signer);
    } catch (error) {
      if (!(error instanceof LedgerRejection)) throw error;
    }
  }
}

const licenceOf = ({ kind, identifier }: Claim): string => `${kind.authority}/${identifier}`;

/** What no repetition mends. */
function isRefusal({ code }: Problem): boolean {
  return !['storage-failed', 'ledger-unavailable', 'too-busy', 'in-doubt'].includes(code);
}
