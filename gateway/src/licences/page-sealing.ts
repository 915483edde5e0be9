import { randomBytes } from 'node:crypto';
import {
  type Authority,
  type CryptoProvider,
  dayOfMs,
  decodeBase64,
  type LicenceDraft,
  type LicenceType,
  recordKey,
  type Seal,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import { licenceDocument, licencePage, readPhoto, sealDocument, type HeldSeal } from '@huren/chaincode/ofd';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';
import type { SesSeals } from './ses-seals';

/** What the page forms of one request have in common. */
export interface PageSeals {
  readonly held: readonly HeldSeal[];
  readonly title: LicenceType['name'];
  readonly issuer: Authority['name'];
  readonly sealName: string;
}

/** Makes and seals the page forms (版式文件) of licences. */
export class PageSealing {
  constructor(
    private readonly seals: SesSeals,
    private readonly index: RecordIndex,
    private readonly provider: CryptoProvider,
    private readonly clock: () => number,
  ) {}

  /**
   * @param used seals of the page, the issuer's first, with their keys
   * @throws Problem page-seal-unusable, unknown-seal
   */
  async open(
    used: readonly { readonly seal: Seal; readonly signer: NodeSigner }[],
    type: LicenceType,
  ): Promise<PageSeals> {
    const held = await Promise.all(
      used.map(async ({ seal, signer }): Promise<HeldSeal> => {
        const file = await this.seals.usable(seal, this.clock());
        return { ...file, sign: (message) => signer.sign(message) };
      }),
    );
    const [first] = used;
    const issuer = first && this.index.record<Authority>(recordKey.authority(first.seal.authority));
    if (first === undefined || issuer === undefined) throw new Problem('unknown-seal');
    return { held, title: type.name, issuer: issuer.name, sealName: first.seal.name };
  }

  /**
   * The OFD file of a drafted licence. Its document id is 128 bits of fresh randomness, so that two files are never
   * alike and none can be guessed from its digest.
   * @param photo PNG or JPEG in base64
   * @throws MalformedError those of the page and of the photo
   */
  seal(draft: LicenceDraft, { held, ...names }: PageSeals, photo?: string): Buffer {
    const document = licenceDocument({
      page: licencePage(draft, names),
      docId: randomBytes(16).toString('hex'),
      createdOn: dayOfMs(draft.madeAt * 1000),
      seals: held.length,
      ...(photo === undefined ? {} : { photo: readPhoto(decodeBase64(photo)) }),
    });
    return sealDocument(this.provider, document, held, draft.madeAt * 1000);
  }
}
