import type { DurableStorage, StorageOperation } from '../storage';
import { type LeafPlace, placeText, readPlace } from './leaf-place';

/** Places kept under one key, beside the newest anchored one: batches that are sealed and wait for their anchor. */
const PLACES = 8;

/**
 * Where the licences with one identifier or one number stand, newest first, a line each. A batch is written down before
 * it is anchored and may never be: what it holds hides no licence that is in force.
 */
export class NewestPlaces {
  /** What is on its way to the disk, so that two batches at once lose nothing of each other. */
  readonly #unwritten = new Map<string, string>();

  constructor(
    private readonly storage: DurableStorage,
    private readonly isAnchored: (batch: string) => boolean,
  ) {}

  /** Whether they are anchored or not. */
  all(key: string): readonly LeafPlace[] {
    const text = this.#unwritten.get(key) ?? this.storage.get(key);
    return text?.split('\n').flatMap((line) => readPlace(line) ?? []) ?? [];
  }

  /** The newest one that is on the ledger. */
  anchored(key: string): LeafPlace | undefined {
    return this.all(key).find(({ batch }) => this.isAnchored(batch));
  }

  /** Writes what `added` says beside everything else, all or nothing. */
  async write(
    others: readonly StorageOperation[],
    added: readonly (readonly [key: string, place: LeafPlace])[],
  ): Promise<void> {
    const texts = new Map<string, string>();
    try {
      for (const [key, place] of added) {
        const text = [place, ...this.#kept(key)].map(placeText).join('\n');
        this.#unwritten.set(key, text);
        texts.set(key, text);
      }
      const puts = [...texts].map(([key, value]): StorageOperation => ({ type: 'put', key, value }));
      await this.storage.write([...others, ...puts]);
    } finally {
      for (const [key, text] of texts) {
        if (this.#unwritten.get(key) === text) this.#unwritten.delete(key);
      }
    }
  }

  /** Of the known places, those that stay when a newer one comes. */
  #kept(key: string): readonly LeafPlace[] {
    const known = this.all(key);
    const newest = known.find(({ batch }) => this.isAnchored(batch));
    const kept = known.slice(0, PLACES - 1);
    return newest === undefined || kept.includes(newest) ? kept : [...kept, newest];
  }
}
