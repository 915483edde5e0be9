import type { JsonObject } from '@huren/chaincode/domain';
import type { LibraryCipher } from '../licences/cipher';
import type { DurableStorage, StorageOperation } from '../storage';
import { TIME_DIGITS, timeText } from '../time-text';
import type { ExpectedPerson } from './identity-service';
import { SealedRecords } from './sealed-records';

export const SWEEP_LIMITS = {
  /** After its end nothing of an offer is needed; a claim that began in time has long been written by then. */
  graceMs: 3_600_000,
  /** Offers that one sweep forgets, and records that one write of the first sweep lists. */
  group: 1000,
} as const;

/** Written once everything that an older folder holds is listed by its end. */
const LISTED = 'm/offers-listed';
const EMPTY: JsonObject = {};

/** What is personal in an offer, or in what several have in common. */
interface Personal {
  readonly person?: ExpectedPerson;
  readonly licence: JsonObject;
  readonly expiresAt: number;
}

/** The same without anything personal: how it ended may still be told. */
export function forgotten<T extends Personal>(
  record: T,
): Omit<T, 'person'> & { readonly licence: JsonObject } {
  const { person: _person, ...rest } = record;
  return { ...rest, licence: EMPTY };
}

/** Lists an offer by its end: `x/<epoch ms>/<storage name>`. */
export function listedByEnd(name: string, expiresAt: number): StorageOperation {
  return { type: 'put', key: `x/${timeText(expiresAt)}/${name}`, value: '' };
}

/** Offers that are over keep nothing personal, whether they were claimed, superseded, locked or forgotten about. */
export class OfferSweep {
  readonly #records: SealedRecords;

  constructor(
    private readonly storage: DurableStorage,
    cipher: LibraryCipher,
  ) {
    this.#records = new SealedRecords(storage, cipher);
  }

  /** @throws Problem storage-failed */
  async sweep(nowMs: number): Promise<void> {
    if (this.storage.get(LISTED) === undefined) await this.#list();
    const end = `x/${timeText(nowMs - SWEEP_LIMITS.graceMs)}`;
    const written: StorageOperation[] = [];
    let count = 0;
    for await (const [key] of this.storage.entries('x/')) {
      if (key >= end || count >= SWEEP_LIMITS.group) break;
      count += 1;
      const name = key.slice('x/'.length + TIME_DIGITS + 1);
      const record = this.#records.get(name) as Personal | undefined;
      if (record !== undefined) written.push(this.#records.put(name, forgotten(record)));
      written.push({ type: 'del', key });
    }
    if (written.length > 0) await this.storage.write(written);
  }

  /** A folder of an earlier version lists nothing yet. */
  async #list(): Promise<void> {
    let found: StorageOperation[] = [];
    for (const prefix of ['o/', 'j/']) {
      for await (const [name, stored] of this.storage.entries(prefix)) {
        found.push(listedByEnd(name, (this.#records.read(name, stored) as Personal).expiresAt));
        if (found.length < SWEEP_LIMITS.group) continue;
        await this.storage.write(found);
        found = [];
      }
    }
    await this.storage.write([...found, { type: 'put', key: LISTED, value: '' }]);
  }
}
