import { randomBytes } from 'node:crypto';
import {
  type Anchor,
  type Authority,
  type CopyDraft,
  type CryptoProvider,
  dayOfMs,
  encodeBase64url,
  type LicenceDraft,
  type LicenceStatus,
  type LicenceType,
  type LocatedAnchor,
  type Matter,
  mayMakeCopy,
  parseCredential,
  recordKey,
  type Seal,
  splitBatch,
  stateOnDay,
  versionBefore,
} from '@huren/chaincode/domain';
import { copyPage, licenceDocument, licencePage, photoOf, sealDocument } from '@huren/chaincode/ofd';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';
import type { CopyRequest } from './copy-request';
import type { LicenceLibrary } from './licence-library';
import type { PageSealing } from './page-sealing';
import type { Sealing } from './sealing';

/** Why no copy is made; part of the answer. */
export type CopyFault = 'not-in-force' | 'end-passed' | 'end-beyond-licence' | 'addressee-unknown';

function refuse(fault: CopyFault, path: string): never {
  throw new Problem('copy-refused', { path, details: { fault } });
}

interface Original {
  readonly batch: string;
  readonly issuer: string;
  readonly anchor: Anchor;
  readonly located: LocatedAnchor;
  readonly ofd: Buffer;
  readonly draft: LicenceDraft;
}

/**
 * Annotated copies (加注件) of page forms that this member's library holds: the original drafted once more, with the use
 * it is for on its page and in its metadata, under a seal that this gateway holds. Nothing of it goes on the ledger.
 */
export class Copying {
  constructor(
    private readonly index: RecordIndex,
    private readonly library: LicenceLibrary,
    private readonly sealing: Sealing,
    private readonly pages: PageSealing,
    private readonly provider: CryptoProvider,
    private readonly clock: () => number,
  ) {}

  /** @throws Problem unknown-leaf, unknown-seal, not-entitled, page-seal-unusable, copy-refused */
  async copy(
    request: CopyRequest,
    caller: string,
  ): Promise<{ readonly ofd: Buffer; readonly anchor: LocatedAnchor }> {
    const nowMs = this.clock();
    const day = dayOfMs(nowMs);
    const original = this.#original(request.original);
    const { seal, signer } = this.sealing.usableSeal(request.key, caller, original.anchor.type);
    this.#requireMaker(seal, original, day);
    this.#requireUse(request, original, day);
    // The records as they stood when the licence was anchored: a later name is not the original's.
    const anchored = this.index.latest(`anchor/${original.batch}`)?.position;
    if (anchored === undefined) throw new Problem('unknown-leaf');
    const types = this.index.history<LicenceType>(recordKey.licenceType(original.anchor.type));
    const issuers = this.index.history<Authority>(recordKey.authority(original.issuer));
    const type = versionBefore(types, anchored)?.value;
    const issuer = versionBefore(issuers, anchored)?.value;
    if (!type || !issuer) throw new Problem('unknown-leaf');
    const { held } = await this.pages.open([{ seal, signer }], type);
    const draft = { ...original.draft, madeAt: Math.floor(nowMs / 1000) };
    const page = licencePage(draft, { title: type.name, issuer: issuer.name, sealName: seal.name });
    const copy = this.#copyDraft(request, original, seal, nowMs);
    const photo = photoOf(original.ofd);
    const document = licenceDocument({
      page: copyPage(page, copy, this.#names(copy)),
      docId: randomBytes(16).toString('hex'),
      createdOn: day,
      seals: held.length,
      ...(photo && { photo }),
    });
    return { ofd: sealDocument(this.provider, document, held, nowMs), anchor: original.located };
  }

  /** An anchored licence whose page form has this digest. */
  #original(digest: string): Original {
    const place = this.library.placeOfDigest(digest);
    const forms = place && this.library.bothForms(place);
    const anchor = place && this.index.record<Anchor>(`anchor/${place.batch}`);
    if (place === undefined || forms === undefined || anchor === undefined) throw new Problem('unknown-leaf');
    const { text, ofd } = forms;
    // The digest may be that of the data form, which no page is a copy of.
    if (encodeBase64url(this.provider.digest('sha-256', ofd)) !== digest) throw new Problem('unknown-leaf');
    const { claims: read, sdJwt } = parseCredential(text);
    // A licence with several holders has no page form, so none that a copy could be made of.
    const { coHolders: _none, ...claims } = read;
    const fields = Object.fromEntries(
      sdJwt.disclosures.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])),
    );
    const { batch } = place;
    const { authority: issuer } = splitBatch(batch);
    return { batch, issuer, anchor, located: this.library.locate(place), ofd, draft: { ...claims, fields } };
  }

  #requireMaker(seal: Seal, { issuer, anchor }: Original, day: string): void {
    const authority = (code: string): Authority | undefined =>
      this.index.record<Authority>(recordKey.authority(code));
    const isEntitled = mayMakeCopy({
      seal,
      owner: authority(seal.authority),
      issuer,
      original: authority(issuer),
      type: anchor.type,
      day,
      known: () =>
        new Map(
          this.index.keys('authority').flatMap((key) => {
            const record = this.index.record<Authority>(key);
            return record === undefined ? [] : [[record.code, record] as const];
          }),
        ),
    });
    if (!isEntitled) throw new Problem('not-entitled');
  }

  /** @throws Problem copy-refused */
  #requireUse({ end, addressee }: CopyRequest, original: Original, day: string): void {
    const { draft, located, issuer } = original;
    const leafHash = this.library.leafHash(located);
    const status = this.index.record<LicenceStatus>(recordKey.status(issuer, leafHash));
    const { state } = stateOnDay(status?.changes ?? [], day);
    const { validFrom, validTo } = draft;
    const isRunning = day >= validFrom && (validTo === undefined || day <= validTo);
    if (state !== 'valid' || !isRunning) refuse('not-in-force', '/original');
    if (end < day) refuse('end-passed', '/end');
    if (validTo !== undefined && end > validTo) refuse('end-beyond-licence', '/end');
    // Eighteen characters are an office; six are a region, which no record stands for.
    const isOffice = addressee.length === 18;
    if (isOffice && this.index.record(recordKey.authority(addressee)) === undefined) {
      refuse('addressee-unknown', '/addressee');
    }
  }

  #copyDraft(request: CopyRequest, original: Original, seal: Seal, madeMs: number): CopyDraft {
    const { hash } = original.anchor;
    const digests = [...new Set([hash, 'sha-256'] as const)].map(
      (name) => [name, encodeBase64url(this.provider.digest(name, original.ofd))] as const,
    );
    return {
      madeMs,
      creator: seal.custodian ?? seal.authority,
      cause: request.cause,
      end: request.end,
      addressee: request.addressee,
      matter: request.matter,
      original: Object.fromEntries(digests),
      anchor: original.located,
    };
  }

  #names({ creator, addressee, matter }: CopyDraft): Parameters<typeof copyPage>[2] {
    const nameOf = (code: string): string =>
      this.index.record<Authority>(recordKey.authority(code))?.name.zh ?? code;
    const known = this.index.record<Matter>(recordKey.matter(matter))?.name.zh;
    return {
      creator: nameOf(creator),
      addressee: nameOf(addressee),
      ...(known === undefined ? {} : { matter: known }),
    };
  }
}
