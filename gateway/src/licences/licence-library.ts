import {
  encodeBase64url,
  type HashName,
  type LocatedAnchor,
  MerkleTree,
  type CryptoProvider,
} from '@huren/chaincode/domain';
import type { DurableStorage, StorageOperation } from '../storage';
import type { LibraryCipher } from './cipher';
import { type LeafPlace, placeText, readPlace } from './leaf-place';
import { type AnchoredAt, type NamedPlace, NewestPlaces } from './newest-places';
import { listOlderLicences } from './older-licences';
import type { SealedBatch, SealedLicence } from './sealed-batch';

export type { LeafPlace } from './leaf-place';
export type * from './sealed-batch';

/** Trees kept whole for proofs; a tree of 1,000 leaves takes 64 KB. */
const TREES = 32;
const HASH_LENGTH = 32;

/**
 * The licences that this member issued (证照库): sealed texts encrypted at rest, leaf hashes of each batch end to end,
 * and where each leaf stands. It answers for proofs and for bare credentials of its own member.
 */
export class LicenceLibrary {
  readonly #trees = new Map<string, MerkleTree>();
  readonly #newest: NewestPlaces;

  #isClosing = false;
  #listing: Promise<void> = Promise.resolve();

  /** @param anchoredAt where a batch is on the ledger, as far as this member has read it */
  constructor(
    private readonly storage: DurableStorage,
    private readonly cipher: LibraryCipher,
    private readonly provider: CryptoProvider,
    anchoredAt: AnchoredAt,
  ) {
    this.#newest = new NewestPlaces(storage, anchoredAt);
  }

  get failed(): boolean {
    return this.storage.failed;
  }

  async probe(): Promise<boolean> {
    return this.storage.probe();
  }

  request(caller: string, requestId: string): SealedBatch | undefined {
    const text = this.storage.get(`r/${caller}/${requestId}`);
    return text === undefined ? undefined : (JSON.parse(text) as SealedBatch);
  }

  /**
   * The mark of a request's content. It is keyed: a plain hash beside the encrypted licences would let whoever reads the
   * folder try out names and numbers.
   */
  mark(content: string): string {
    return this.cipher.blind('request', content);
  }

  /** Keeps a sealed batch durably, all or nothing. */
  async keep(batch: SealedBatch, licences: readonly SealedLicence[]): Promise<void> {
    const leaves = Buffer.concat(licences.map(({ leafHash }) => leafHash));
    const operations: StorageOperation[] = [
      { type: 'put', key: `r/${batch.caller}/${batch.requestId}`, value: JSON.stringify(batch) },
      { type: 'put', key: `b/${batch.batch}`, value: `${batch.hash} ${leaves.toString('base64')}` },
    ];
    const [authority = ''] = batch.batch.split('/');
    const named: NamedPlace[] = [];
    for (const [index, licence] of licences.entries()) {
      const place = placeText({ batch: batch.batch, index });
      const key = `c/${place}`;
      const { other, page } = licence;
      if (page !== undefined) {
        const pageKey = `p/${place}`;
        const pagePlace = placeText({ batch: batch.batch, index, other: page.other });
        operations.push(
          { type: 'put', key: pageKey, value: this.cipher.seal(pageKey, page.ofd.toString('base64')) },
          { type: 'put', key: `d/${page.digest}`, value: pagePlace },
        );
      }
      const dataPlace = placeText({ batch: batch.batch, index, ...(other === undefined ? {} : { other }) });
      operations.push(
        { type: 'put', key, value: this.cipher.seal(key, licence.text) },
        { type: 'put', key: `d/${licence.digest}`, value: dataPlace },
        { type: 'put', key: `l/${encodeBase64url(licence.leafHash)}`, value: place },
      );
      const leaf = { batch: batch.batch, index };
      for (const each of this.#keysOf(authority, licence)) named.push([each, leaf]);
    }
    await this.#newest.write(operations, named);
  }

  /** The sealed texts of a batch, in order. */
  credentials({ batch, size }: Pick<SealedBatch, 'batch' | 'size'>): readonly string[] {
    return Array.from({ length: size }, (_, index) => this.textAt({ batch, index }));
  }

  /** Page forms of a batch in base64, in order; undefined for a licence without one. */
  pages({ batch, size }: Pick<SealedBatch, 'batch' | 'size'>): readonly (string | undefined)[] {
    return Array.from({ length: size }, (_, index) => {
      const key = `p/${placeText({ batch, index })}`;
      const stored = this.storage.get(key);
      return stored === undefined ? undefined : this.cipher.open(key, stored);
    });
  }

  /** Both forms of the licence at a place; undefined where it has no page form. */
  bothForms({ batch, index }: LeafPlace): { readonly text: string; readonly ofd: Buffer } | undefined {
    const place = placeText({ batch, index });
    const [key, pageKey] = [`c/${place}`, `p/${place}`];
    const [text, page] = [this.storage.get(key), this.storage.get(pageKey)];
    if (text === undefined || page === undefined) return undefined;
    return {
      text: this.cipher.open(key, text),
      ofd: Buffer.from(this.cipher.open(pageKey, page), 'base64'),
    };
  }

  /** By base64url SHA-256 of the issuer-signed JWT, or of the OFD file. */
  placeOfDigest(digest: string): LeafPlace | undefined {
    return readPlace(this.storage.get(`d/${digest}`));
  }

  /** By leaf hash, base64url. */
  placeOfLeaf(leafHash: string): LeafPlace | undefined {
    return readPlace(this.storage.get(`l/${leafHash}`));
  }

  /** The newest licence with this identifier that the authority anchored from here. */
  placeOfIdentifier(authority: string, identifier: string): LeafPlace | undefined {
    return this.#newest.anchored(this.#identifierKey(authority, identifier));
  }

  /** The licence with this identifier in one batch, anchored or not, while it is among the newest. */
  placeInBatch(batch: string, identifier: string): LeafPlace | undefined {
    const [authority = ''] = batch.split('/');
    const places = this.#newest.all(this.#identifierKey(authority, identifier));
    return places.find((place) => place.batch === batch);
  }

  /** The newest licence of this type with this number (证照编号) that the authority anchored from here. */
  placeOfNumber(authority: string, type: string, number: string): LeafPlace | undefined {
    return this.#newest.anchored(this.#numberKey(authority, type, number));
  }

  /** The SD-JWT at a place, with all its disclosures. */
  textAt({ batch, index }: LeafPlace): string {
    const key = `c/${placeText({ batch, index })}`;
    const stored = this.storage.get(key);
    if (stored === undefined) throw new Error('the library lacks a licence of one of its batches');
    return this.cipher.open(key, stored);
  }

  leafHash(place: LeafPlace): string {
    return encodeBase64url(this.#tree(place.batch).leaf(place.index));
  }

  /** The anchor part of a credential file. */
  locate({ batch, index, other }: LeafPlace): LocatedAnchor {
    const proof = this.#tree(batch).inclusionProof(index).map(encodeBase64url);
    return { batch, index, proof, ...(other === undefined ? {} : { other }) };
  }

  /**
   * Finds what an earlier version wrote into this folder, too; once, behind everything else.
   * @param isOrdered whether the ledger was read so far that it says what is newer
   */
  async listOlder(isOrdered: boolean): Promise<void> {
    const { storage, cipher, provider } = this;
    this.#listing = listOlderLicences({
      storage,
      cipher,
      provider,
      newest: this.#newest,
      keysOf: (authority, licence) => this.#keysOf(authority, licence),
      isOrdered,
      isClosing: () => this.#isClosing,
    });
    await this.#listing;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#listing.catch(() => undefined);
    await this.storage.close();
  }

  #keysOf(
    authority: string,
    { identifier, number }: Pick<SealedLicence, 'identifier' | 'number'>,
  ): readonly string[] {
    const key = this.#identifierKey(authority, identifier);
    return number === undefined ? [key] : [key, this.#numberKey(authority, number.type, number.text)];
  }

  #identifierKey(authority: string, identifier: string): string {
    return `i/${this.cipher.blind('identifier', `${authority}/${identifier}`)}`;
  }

  #numberKey(authority: string, type: string, number: string): string {
    return `n/${this.cipher.blind('number', `${authority}/${type}/${number}`)}`;
  }

  #tree(batch: string): MerkleTree {
    const known = this.#trees.get(batch);
    if (known !== undefined) return known;
    const [hash, leaves = ''] = (this.storage.get(`b/${batch}`) ?? '').split(' ');
    const bytes = Uint8Array.from(Buffer.from(leaves, 'base64'));
    if (bytes.length === 0 || bytes.length % HASH_LENGTH !== 0) throw new Error('the library lacks a batch');
    const tree = new MerkleTree(bytes, (data) => this.provider.digest(hash as HashName, data));
    this.#trees.set(batch, tree);
    if (this.#trees.size > TREES) {
      for (const oldest of this.#trees.keys()) {
        this.#trees.delete(oldest);
        break;
      }
    }
    return tree;
  }
}
