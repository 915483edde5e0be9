import { ledger, peer } from '@hyperledger/fabric-protos';
import { stateKeyText } from './layout';
import type { StoreCursor } from './store';

/** Entries that an iterator fetches at once, as a Fabric peer does. */
export const pageSize = 100;

/** Knows whether more is coming: the shim's iterators fail on an empty last page. */
export class Lookahead {
  readonly #cursor: StoreCursor;
  #rest: [Buffer, Buffer][] = [];
  ended = false;

  constructor(cursor: StoreCursor) {
    this.#cursor = cursor;
  }

  get upcoming(): string {
    const first = this.#rest[0];
    return first === undefined ? '' : stateKeyText(first[0]);
  }

  async take(count: number): Promise<[Buffer, Buffer][]> {
    while (!this.ended && this.#rest.length <= count) {
      const wanted = count + 1 - this.#rest.length;
      const fetched = await this.#cursor.next(wanted);
      this.#rest.push(...fetched);
      this.ended = fetched.length === 0;
    }
    const taken = this.#rest.splice(0, count);
    this.ended = this.ended && this.#rest.length === 0;
    return taken;
  }
}

/** One entry of a range, as a peer spells it. */
export function keyValue(key: string, value: Buffer): Uint8Array {
  const entry = new ledger.queryresult.KV();
  entry.setNamespace('huren');
  entry.setKey(key);
  entry.setValue(value);
  return entry.serializeBinary();
}

/** One page of an iterator. */
export function queryResponse(
  id: string,
  results: readonly Uint8Array[],
  hasMore: boolean,
): peer.QueryResponse {
  const response = new peer.QueryResponse();
  response.setId(id);
  response.setHasMore(hasMore);
  response.setResultsList(
    results.map((bytes) => {
      const result = new peer.QueryResultBytes();
      result.setResultbytes(bytes);
      return result;
    }),
  );
  return response;
}

/** What the caller of a paginated query goes on with. */
export function pageMetadata(count: number, bookmark: string): Uint8Array {
  const metadata = new peer.QueryResponseMetadata();
  metadata.setFetchedRecordsCount(count);
  metadata.setBookmark(bookmark);
  return metadata.serializeBinary();
}
