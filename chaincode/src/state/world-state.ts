import type { Context } from 'fabric-contract-api';
import { canonicalJson, type JsonValue, readJsonBytes } from '../domain/json';
import { type KeyParts, type RecordName, type Records, stateKey, type Write } from '../domain/record/write';

import { Rejection } from '../domain/rejection';

/** What the world state needs of a stub; the real one is fabric-shim's. */
export type StateStub = Pick<Context['stub'], 'getState' | 'putState'>;

/** Records grow with their lists, an authority's by competence and mandates that each may name hundreds of types. */
export const RECORD_BYTES_LIMIT = 4 * 1024 * 1024;

/**
 * The world state, typed by kind of record. Reads answer what is committed, never what this transaction wrote: the
 * ledger under it does the same, and contracts load first and store last.
 */
export class WorldState {
  readonly #written = new Set<string>();

  constructor(private readonly stub: StateStub) {}

  /** @throws Error for a value that is not strict JSON: the state was not written by these contracts. */
  async get<K extends RecordName>(kind: K, ...parts: KeyParts<K>): Promise<Records[K] | undefined> {
    const bytes = await this.stub.getState(stateKey(kind, parts));
    if (bytes.length === 0) return undefined;
    // A Buffer is no plain Uint8Array of the domain's realm under every test runner.
    const limits = { maxLength: RECORD_BYTES_LIMIT, maxDepth: 24 };
    return readJsonBytes(Uint8Array.from(bytes), limits) as unknown as Records[K];
  }

  /** Stores what a decision wrote. A key that is written twice is a bug of the decision. @throws Rejection LIMIT_REACHED */
  async store(writes: readonly Write[]): Promise<void> {
    for (const { key, value } of writes) {
      if (this.#written.has(key)) throw new TypeError('a transaction writes each record once');
      this.#written.add(key);
      const bytes = Buffer.from(canonicalJson(value as unknown as JsonValue), 'utf8');
      // What nobody could read again would block its owner for ever.
      if (bytes.length > RECORD_BYTES_LIMIT) {
        throw new Rejection('LIMIT_REACHED', { limit: 'bytes of a record', max: RECORD_BYTES_LIMIT });
      }
      await this.stub.putState(key, bytes);
    }
  }

  /** Keys written by this transaction, in order. */
  get touched(): readonly string[] {
    return [...this.#written].sort();
  }
}
