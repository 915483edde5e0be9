import { type CredentialFile, type CryptoProvider, forHolder } from '@huren/chaincode/domain';
import type { Issuing } from '../licences/issuing';
import type { LicenceLibrary } from '../licences/licence-library';
import { Problem } from '../problems';
import type { Claim, ClaimStore } from './claim-store';
import type { JointClaims } from './joint-claims';

/** What became of claims, for the phones that made them. */
export class ClaimResults {
  constructor(
    private readonly parts: {
      readonly store: ClaimStore;
      readonly joint: JointClaims;
      readonly library: LicenceLibrary;
      readonly issuing: Issuing;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {}

  /** @throws Problem unknown-claim */
  of(id: string): object {
    const claim = this.parts.store.claim(id);
    if (claim === undefined) throw new Problem('unknown-claim');
    const { level, part } = claim;
    if (part === undefined) return { level, ...this.#sealed(claim) };
    const holders = this.parts.joint.progress(part);
    const sealed = this.parts.joint.sealed(part);
    if (sealed !== undefined) return { level, holders, ...this.#sealed(sealed, part.place) };
    const state = this.parts.joint.isOver(part, this.parts.clock()) ? 'expired' : 'waiting';
    return { state, level, holders };
  }

  /** How a claim that is sealed stands, and what it brought: to one holder of several what is theirs. */
  #sealed({ state, kind, requestId, index }: Claim, place?: number): object {
    const { library, issuing, provider } = this.parts;
    if (state !== 'anchored' || requestId === undefined || index === undefined) return { state };
    const batch = library.request(kind.authority, requestId);
    if (batch === undefined) throw new Error('the library lacks a claimed batch');
    const data = JSON.parse(issuing.credentialFiles(batch)[index] ?? 'null') as CredentialFile;
    const own = place === undefined ? data : { ...data, sdJwt: forHolder(data.sdJwt, place, provider) };
    const page = issuing.pageFiles(batch)[index];
    return { state, credentials: [own, ...(page === undefined ? [] : [page])] };
  }
}
