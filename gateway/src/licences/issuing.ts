import {
  type CryptoProvider,
  encodeBase64url,
  encodeUtf8,
  formatCredentialFile,
  type LocatedAnchor,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import type { PendingTransactions, TransactionStep } from '../transactions/pending-transactions';
import type { LicenceLibrary, SealedBatch } from './licence-library';
import type { LicencesRequest } from './licence-request';
import { contentOf, type Sealing } from './sealing';

/** Where an issuing request stands. */
export type IssuanceState =
  | { readonly state: 'anchored'; readonly batch: SealedBatch }
  | { readonly state: 'prepared'; readonly batch: SealedBatch; readonly step: TransactionStep };

/**
 * Issuing, idempotent by request id: seal and keep the batch, let the caller sign its anchor, hand the licences out once
 * the ledger has it. Whatever breaks in between, the same request goes on where it stopped.
 */
export class Issuing {
  /** Requests being sealed now: a copy that arrives meanwhile waits for the first. */
  readonly #sealing = new Map<string, Promise<SealedBatch>>();

  constructor(
    private readonly library: LicenceLibrary,
    private readonly sealing: Sealing,
    private readonly index: RecordIndex,
    private readonly transactions: PendingTransactions,
    private readonly provider: CryptoProvider,
  ) {}

  /** @throws Problem request-id-reused, those of Sealing, storage-failed */
  async issue(request: LicencesRequest, caller: string): Promise<IssuanceState> {
    const batch = await this.sealed(request, caller);
    if (this.isAnchored(batch)) return { state: 'anchored', batch };
    const step = await this.transactions.prepare(
      { contract: 'licence', fn: 'anchor', argument: batch.argument },
      request.certificate,
    );
    if (step.kind === 'sign') return { state: 'prepared', batch, step };
    await this.index.reached(step.commit.position.block + 1, LIMITS.readYourWriteMs);
    return { state: 'anchored', batch };
  }

  /** The batch of a request, sealed and kept: once, however often it is asked for. @throws as `issue` */
  async sealed(request: LicencesRequest, caller: string): Promise<SealedBatch> {
    const content = this.library.mark(contentOf(request));
    const batch = await this.#sealedOnce(request, caller, content);
    if (batch.content !== content) throw new Problem('request-id-reused', { path: '/requestId' });
    return batch;
  }

  isAnchored({ batch }: SealedBatch): boolean {
    return this.index.record(`anchor/${batch}`) !== undefined;
  }

  /** Canonical texts of the credential files of an anchored batch. */
  credentialFiles(batch: SealedBatch): readonly string[] {
    return this.library.credentials(batch).map((sdJwt, index) => {
      const jwt = encodeUtf8(sdJwt.slice(0, sdJwt.indexOf('~')));
      return formatCredentialFile({ sdJwt, anchor: this.#anchorOf(batch, index, jwt) });
    });
  }

  /** Credential files of the page forms of an anchored batch, in the order of its licences; empty without any. */
  pageFiles(batch: SealedBatch): readonly { readonly ofd: string; readonly anchor: LocatedAnchor }[] {
    return this.library.pages(batch).flatMap((ofd, index) => {
      if (ofd === undefined) return [];
      return [{ ofd, anchor: this.#anchorOf(batch, index, Buffer.from(ofd, 'base64')) }];
    });
  }

  /** Where the form with these bytes stands; with the digest of the other form, if there is one. */
  #anchorOf({ batch }: SealedBatch, index: number, form: Uint8Array): LocatedAnchor {
    const place = this.library.placeOfDigest(encodeBase64url(this.provider.digest('sha-256', form)));
    // The same bytes stand once: another place would be another library's mistake.
    return this.library.locate(place?.batch === batch && place.index === index ? place : { batch, index });
  }

  async #sealedOnce(request: LicencesRequest, caller: string, content: string): Promise<SealedBatch> {
    const known = this.library.request(caller, request.requestId);
    if (known !== undefined) return known;
    const name = `${caller} ${request.requestId}`;
    const running = this.#sealing.get(name);
    if (running !== undefined) return running;
    const sealed = this.sealing
      .seal(request, caller, content)
      .then(async ({ batch, licences }) => {
        await this.library.keep(batch, licences);
        return batch;
      })
      .finally(() => this.#sealing.delete(name));
    this.#sealing.set(name, sealed);
    return sealed;
  }
}
