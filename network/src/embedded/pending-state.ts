import { allState, stateKey, stateKeyText, stateRange } from './layout';
import { RangeDigest } from './range-digest';
import type { StateDigest } from './state-digest';
import { decodeStateRecord, encodeStateRecord, noMetadata, type StateRecord } from './state-record';
import { scan, type StoreChange, type StoreView } from './store';
import type { RangeRead, ReadWriteSet, Validity } from './transaction-record';
import { sameVersion, type Version } from './version';

/** The committed state with the writes of the block that is being made. Only the chain writer has one. */
export class PendingState {
  readonly #store: StoreView;
  readonly #written = new Map<string, StateRecord | undefined>();

  constructor(store: StoreView) {
    this.#store = store;
  }

  get(key: string): StateRecord | undefined {
    if (this.#written.has(key)) return this.#written.get(key);
    const bytes = this.#store.get(stateKey(key));
    return bytes === undefined ? undefined : decodeStateRecord(bytes);
  }

  /** Fabric's MVCC: everything that the simulation read is still as it saw it. */
  async validate(set: ReadWriteSet): Promise<Validity> {
    for (const { key, version } of set.reads) {
      if (!sameVersion(this.get(key)?.version, version)) return 'mvcc-conflict';
    }
    for (const range of set.ranges) {
      if (!(await this.#digest(range)).equals(range.digest)) return 'phantom-read';
    }
    return 'valid';
  }

  apply(set: ReadWriteSet, version: Version): void {
    for (const { key, value } of set.writes) {
      const metadata = this.get(key)?.metadata ?? noMetadata;
      this.#written.set(key, value === null ? undefined : { version, value, metadata });
    }
    for (const { key, name, value } of set.metadataWrites) {
      const record = this.get(key);
      // A peer drops metadata of a key that is not there.
      if (record === undefined) continue;
      this.#written.set(key, { ...record, version, metadata: new Map([...record.metadata, [name, value]]) });
    }
  }

  /** The store's changes, and the state digest brought along. */
  changes(digest: StateDigest): StoreChange[] {
    const changes: StoreChange[] = [];
    for (const [text, record] of this.#written) {
      const key = stateKey(text);
      const before = this.#store.get(key);
      if (before !== undefined) digest.remove(key, before);
      if (record === undefined) {
        changes.push({ type: 'del', key });
      } else {
        const value = encodeStateRecord(record);
        digest.add(key, value);
        changes.push({ type: 'put', key, value });
      }
    }
    return changes;
  }

  /** What the range read would see now: the stored range merged with the keys written in this block. */
  async #digest(range: RangeRead): Promise<Buffer> {
    const bounds = stateRange(range.start, range.end, !range.exhausted);
    const digest = new RangeDigest();
    const written = [...this.#written]
      .map(([text, record]) => ({ text, record, key: stateKey(text) }))
      .filter(({ key }) => key.compare(bounds.gte) >= 0 && key.compare(bounds.lt) < 0)
      .sort((a, b) => a.key.compare(b.key));
    let at = 0;
    const addWrittenBefore = (key: Buffer): void => {
      for (
        let entry = written[at];
        entry !== undefined && entry.key.compare(key) < 0;
        entry = written[++at]
      ) {
        if (entry.record !== undefined) digest.add(entry.text, entry.record.version);
      }
    };
    for await (const [key, bytes] of scan(this.#store, bounds)) {
      addWrittenBefore(key);
      const text = stateKeyText(key);
      if (!this.#written.has(text)) digest.add(text, decodeStateRecord(bytes).version);
    }
    addWrittenBefore(allState.lt);
    return digest.bytes();
  }
}
