import type { DurableStorage, StorageOperation } from '../storage';
import { type LeafPlace, placeText, readPlace } from './leaf-place';

/** Where on the ledger a batch was anchored, as a number that grows; undefined: it was not, as far as is known here. */
export type AnchoredAt = (batch: string) => number | undefined;

/** Places kept under one key, beside the newest anchored one: batches that are sealed and wait for their anchor. */
const PLACES = 8;

/** What a place is found by. */
export type NamedPlace = readonly [key: string, place: LeafPlace];

/**
 * Where the licences with one identifier or one number stand, newest first, a line each. A batch is written down before
 * it is anchored and may never be: what it holds hides no licence that is in force.
 */
export class NewestPlaces {
  /** What is on its way to the disk, so that two batches at once lose nothing of each other. */
  readonly #unwritten = new Map<string, string>();

  constructor(
    private readonly storage: DurableStorage,
    private readonly anchoredAt: AnchoredAt,
  ) {}

  /** Whether they are anchored or not. */
  all(key: string): readonly LeafPlace[] {
    const text = this.#unwritten.get(key) ?? this.storage.get(key);
    return text?.split('\n').flatMap((line) => readPlace(line) ?? []) ?? [];
  }

  /** The newest one that is on the ledger. */
  anchored(key: string): LeafPlace | undefined {
    return this.all(key).find(({ batch }) => this.anchoredAt(batch) !== undefined);
  }

  /** Writes what `added` says, newer than all before, beside everything else: all or nothing. */
  async write(others: readonly StorageOperation[], added: readonly NamedPlace[]): Promise<void> {
    await this.#write(others, added, (known, place) => [place, ...this.#kept(known)]);
  }

  /** Takes up places of long ago, each where the ledger has it; what waits for its anchor stands before. */
  async list(found: readonly NamedPlace[]): Promise<void> {
    const at = ({ batch }: LeafPlace): number => this.anchoredAt(batch) ?? Infinity;
    await this.#write([], found, (known, place) => {
      if (known.some(({ batch, index }) => batch === place.batch && index === place.index)) return known;
      const [first, ...rest] = [...known, place].sort(
        (one, other) => Number(at(other) > at(one)) - Number(at(other) < at(one)),
      );
      return first === undefined ? [] : [first, ...this.#kept(rest)];
    });
  }

  async #write(
    others: readonly StorageOperation[],
    added: readonly NamedPlace[],
    withPlace: (known: readonly LeafPlace[], place: LeafPlace) => readonly LeafPlace[],
  ): Promise<void> {
    const texts = new Map<string, string>();
    try {
      for (const [key, place] of added) {
        const known = this.all(key);
        const next = withPlace(known, place);
        if (next === known) continue;
        const text = next.map(placeText).join('\n');
        this.#unwritten.set(key, text);
        texts.set(key, text);
      }
      const puts = [...texts].map(([key, value]): StorageOperation => ({ type: 'put', key, value }));
      if (others.length + puts.length > 0) await this.storage.write([...others, ...puts]);
    } finally {
      for (const [key, text] of texts) {
        if (this.#unwritten.get(key) === text) this.#unwritten.delete(key);
      }
    }
  }

  /** Of the known places, those that stay when a newer one comes. */
  #kept(known: readonly LeafPlace[]): readonly LeafPlace[] {
    const newest = known.find(({ batch }) => this.anchoredAt(batch) !== undefined);
    const kept = known.slice(0, PLACES - 1);
    return newest === undefined || kept.includes(newest) ? kept : [...kept, newest];
  }
}
