import type { JsonObject } from '@huren/chaincode/domain';
import { type HolderKey, holderKeyOf, type CredentialFile, type ToldUse } from '@huren/clients';
import { answer, NotKept, storeOf, written } from '../shell/indexed-db';
import type { GivenDelegation, ReceivedLicence } from './kept-delegation';

/** One line of the use diary: who asked, for what, and what came of it. Kept on this device alone. */
export interface DiaryEntry {
  /** Nonce of the request: one line a request. */
  readonly id: string;
  /** Epoch ms. */
  readonly time: number;
  readonly asker: { readonly zh: string; readonly en: string };
  readonly region: string;
  readonly matter: { readonly zh: string; readonly en: string };
  readonly fields: readonly string[];
  /** Which was shown; absent where none was chosen, and in entries of earlier versions of this page. */
  readonly licence?: Pick<KeptLicence, 'identifier' | 'typeName'>;
  readonly purpose?: string;
  readonly case?: string;
  /** Absent: 本人授权. */
  readonly ground?: 'delegation' | 'co-holder';
  readonly result: 'presented' | 'declined' | 'unknown' | 'failed';
  /** Its answer did not come through and may be given again. */
  readonly open?: OpenAnswer;
}

/** An answer that did not come through: `lost` may have arrived, `busy` did not. */
export interface OpenAnswer {
  readonly step: 'lost' | 'busy';
  /** What the holder had decided. */
  readonly act: string;
}

/** What an agent showed, as a member told it. */
export interface KeptUse extends ToldUse {
  /** `<member>/<id>` */
  readonly key: string;
}

/** A licence on this device, by its identifier: a re-claim replaces it. */
export interface KeptLicence {
  readonly identifier: string;
  readonly file: CredentialFile;
  readonly typeName: { readonly zh: string; readonly en: string };
  readonly issuerName: { readonly zh: string; readonly en: string };
  /** The page form, an OFD file in base64, with its own anchor, where the issuer made one. */
  readonly page?: { readonly ofd: string; readonly anchor: JsonObject };
}

/** A claim from before it is sent, until its licence is kept, or nobody can claim it any more and that was seen. */
export interface PendingClaim {
  /** Of the claim: whoever has it gets this holder's licence. Of one whose answer is not known: the offer's code. */
  readonly id: string;
  /** Of one whose answer is not known: what the same key asks for it again with. */
  readonly sent?: { readonly nonce: string; readonly member: string };
  /** Code of the offer, of one that is taken. */
  readonly offer?: string;
  /** Taken, and not known to wait for other holders. */
  readonly isSealing?: true;
  readonly typeName: { readonly zh: string; readonly en: string };
  readonly issuerName: { readonly zh: string; readonly en: string };
  /** When the offers end, RFC 3339. */
  readonly until: string;
  readonly of?: number;
  readonly claimed?: number;
  readonly isOver?: true;
  /** Over because the issuer did not seal it. */
  readonly isRefused?: true;
}

/** 2: delegations, given and received; 3: claims that wait for other holders; 4: what agents showed. */
const version = 4;
const holderId = 'holder';

/** The device's own database: the key, which cannot be exported, licences, and the diary. */
export class DeviceStore {
  private constructor(private readonly db: IDBDatabase) {}

  static async open(): Promise<DeviceStore> {
    const request = indexedDB.open('huren-wallet', version);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        request.result.createObjectStore('keys');
        request.result.createObjectStore('licences', { keyPath: 'identifier' });
        request.result.createObjectStore('diary', { keyPath: 'id' });
      }
      if (oldVersion < 2) {
        request.result.createObjectStore('given', { keyPath: 'id' });
        request.result.createObjectStore('received', { keyPath: 'id' });
      }
      if (oldVersion < 3) request.result.createObjectStore('pending', { keyPath: 'id' });
      if (oldVersion < 4) request.result.createObjectStore('uses', { keyPath: 'key' });
    };
    const db = await answer(request);
    // A window with a later version of this page goes on only once this one has let go.
    db.onversionchange = () => db.close();
    return new DeviceStore(db);
  }

  /** The holder's key, made at the first call; of two windows at once one makes it. */
  async key(): Promise<HolderKey> {
    const known = await this.#pair();
    if (known !== undefined) return holderKeyOf(known);
    const fresh = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    // `add` fails where another window was first: its key counts.
    await this.#add('keys', fresh, holderId);
    return holderKeyOf((await this.#pair()) ?? fresh);
  }

  licences(): Promise<readonly KeptLicence[]> {
    return answer(this.#on('licences', 'readonly').getAll() as IDBRequest<KeptLicence[]>);
  }

  async keep(licence: KeptLicence): Promise<void> {
    await this.#put('licences', licence);
  }

  /** Where it is still kept: what the holder took away meanwhile does not come back. */
  async replace(licence: KeptLicence): Promise<boolean> {
    const licences = this.#on('licences', 'readwrite');
    const kept = await answer(licences.getKey(licence.identifier));
    if (kept === undefined) return false;
    licences.put(licence);
    await written(licences);
    return true;
  }

  async remove(identifier: string): Promise<void> {
    await this.#delete('licences', identifier);
  }

  pending(): Promise<readonly PendingClaim[]> {
    return answer(this.#on('pending', 'readonly').getAll() as IDBRequest<PendingClaim[]>);
  }

  async keepPending(claim: PendingClaim): Promise<void> {
    await this.#put('pending', claim);
  }

  /** In one step: a claim never stands under both ids, nor under neither. */
  async replacePending(id: string, claim: PendingClaim): Promise<void> {
    const pending = this.#on('pending', 'readwrite');
    pending.delete(id);
    pending.put(claim);
    await written(pending);
  }

  async removePending(id: string): Promise<void> {
    await this.#delete('pending', id);
  }

  given(): Promise<readonly GivenDelegation[]> {
    return answer(this.#on('given', 'readonly').getAll() as IDBRequest<GivenDelegation[]>);
  }

  async keepGiven(given: GivenDelegation): Promise<void> {
    await this.#put('given', given);
  }

  received(): Promise<readonly ReceivedLicence[]> {
    return answer(this.#on('received', 'readonly').getAll() as IDBRequest<ReceivedLicence[]>);
  }

  async keepReceived(licence: ReceivedLicence): Promise<void> {
    await this.#put('received', licence);
  }

  async removeReceived(id: string): Promise<void> {
    await this.#delete('received', id);
  }

  uses(): Promise<readonly KeptUse[]> {
    return answer(this.#on('uses', 'readonly').getAll() as IDBRequest<KeptUse[]>);
  }

  async keepUse(use: KeptUse): Promise<void> {
    await this.#put('uses', use);
  }

  /** Newest first. */
  async diary(): Promise<readonly DiaryEntry[]> {
    const all = await answer(this.#on('diary', 'readonly').getAll() as IDBRequest<DiaryEntry[]>);
    return all.sort((one, other) => other.time - one.time);
  }

  /**
   * Takes a request up, once on this device; undefined where it was taken up before, here or in another window. One
   * whose answer did not come through is taken up again, as `earlier` says.
   */
  async begin(entry: DiaryEntry): Promise<{ readonly earlier?: OpenAnswer } | undefined> {
    const diary = this.#on('diary', 'readwrite');
    const before = await answer(diary.get(entry.id) as IDBRequest<DiaryEntry | undefined>);
    if (before !== undefined && before.open === undefined) return undefined;
    diary.put(entry);
    await written(diary);
    return before?.open === undefined ? {} : { earlier: before.open };
  }

  async note(entry: DiaryEntry): Promise<void> {
    await this.#put('diary', entry);
  }

  entry(id: string): Promise<DiaryEntry | undefined> {
    return answer(this.#on('diary', 'readonly').get(id) as IDBRequest<DiaryEntry | undefined>);
  }

  #pair(): Promise<CryptoKeyPair | undefined> {
    return answer(this.#on('keys', 'readonly').get(holderId) as IDBRequest<CryptoKeyPair | undefined>);
  }

  async #put(name: string, value: unknown): Promise<void> {
    const store = this.#on(name, 'readwrite');
    store.put(value);
    await written(store);
  }

  async #delete(name: string, key: string): Promise<void> {
    const store = this.#on(name, 'readwrite');
    store.delete(key);
    await written(store);
  }

  async #add(name: string, value: unknown, key?: string): Promise<boolean> {
    const store = this.#on(name, 'readwrite');
    store.add(value, key);
    try {
      await written(store);
      return true;
    } catch (error) {
      if (error instanceof NotKept && (error.cause as DOMException | null)?.name === 'ConstraintError')
        return false;
      throw error;
    }
  }

  #on(name: string, mode: IDBTransactionMode): IDBObjectStore {
    return storeOf(this.db, name, mode);
  }
}
