import { randomBytes } from 'node:crypto';
import type { VerdictWord } from '@huren/chaincode/domain';
import type { LibraryCipher } from '../licences/cipher';
import type { DurableStorage, StorageOperation } from '../storage';
import { TIME_DIGITS, timeText } from '../time-text';

export const USE_LIMITS = {
  /** Two years: longer than any delegation runs, and long enough to be asked after one is over. */
  keepMs: 2 * 366 * 86_400_000,
  /** Of one licence; beyond that the oldest goes, and answers say from when on they are whole. */
  perLicence: 500,
  /** Entries that one write of a sweep removes. */
  sweepGroup: 1000,
} as const;

/** A licence over all its re-claims: its issuer's credit code and its identifier. */
export interface UsedLicence {
  readonly authority: string;
  readonly identifier: string;
}

/** One presentation by an agent: who asked, for what, on which ground. Nobody's name, number or field value. */
export interface AgentUse {
  /** Epoch ms. */
  readonly time: number;
  /** Who asked, by credit code. */
  readonly authority: string;
  readonly matter: string;
  /** Names of the fields that were shown. */
  readonly fields: readonly string[];
  /** As the holder would have been told. */
  readonly purpose?: string;
  readonly case?: string;
  readonly verdict: VerdictWord;
  /** Ids, that of the holder's own delegation first. */
  readonly delegations: readonly string[];
  /** Key id of the holder from whom they come, and how many held the licence. */
  readonly giver: string;
  readonly holders: number;
}

export interface KeptUse extends AgentUse {
  readonly id: string;
}

/**
 * What agents did, for their principals. `u/<licence>/<time>-<id>` entries, encrypted under the library's key; the
 * licence is a keyed digest, so that the folder alone tells of nobody. `t/<time>-<id>` finds the old ones.
 */
export class UseStore {
  /** By licence, one after the other: of two uses of one licence the second counts the first. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly storage: DurableStorage,
    private readonly cipher: LibraryCipher,
    private readonly perLicence: number = USE_LIMITS.perLicence,
  ) {}

  get failed(): boolean {
    return this.storage.failed;
  }

  /** Durable when it resolves. @throws Problem storage-failed */
  add(licence: UsedLicence, use: AgentUse): Promise<void> {
    const prefix = this.#prefixOf(licence);
    const before = this.#turns.get(prefix) ?? Promise.resolve();
    const done = before.then(async () => {
      const known = await this.#keys(prefix);
      const place = `${timeText(use.time)}-${randomBytes(12).toString('base64url')}`;
      const key = prefix + place;
      await this.storage.write([
        ...known.slice(0, Math.max(0, known.length - this.perLicence + 1)).flatMap(removed),
        { type: 'put', key, value: this.cipher.seal(key, JSON.stringify(use)) },
        { type: 'put', key: `t/${place}`, value: prefix },
      ]);
    });
    const turn = done
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(prefix) === turn) this.#turns.delete(prefix);
      });
    this.#turns.set(prefix, turn);
    return done;
  }

  /**
   * Newest first, and from when on nothing is missing, epoch ms.
   */
  async of(
    licence: UsedLicence,
    nowMs: number,
  ): Promise<{ readonly since: number; readonly uses: readonly KeptUse[] }> {
    const prefix = this.#prefixOf(licence);
    const kept: KeptUse[] = [];
    for await (const [key, text] of this.storage.entries(prefix)) {
      const use = JSON.parse(this.cipher.open(key, text)) as AgentUse;
      kept.push({ ...use, id: key.slice(prefix.length + TIME_DIGITS + 1) });
    }
    const from = nowMs - USE_LIMITS.keepMs;
    const oldest = kept.length < this.perLicence ? undefined : kept[0]?.time;
    const uses = kept.filter(({ time }) => time >= from).reverse();
    return { since: Math.max(from, oldest ?? 0), uses };
  }

  /** Forgets what is older than it is kept. */
  async sweep(nowMs: number): Promise<void> {
    const end = `t/${timeText(nowMs - USE_LIMITS.keepMs)}`;
    const gone: StorageOperation[] = [];
    for await (const [key, prefix] of this.storage.entries('t/')) {
      if (key >= end || gone.length >= 2 * USE_LIMITS.sweepGroup) break;
      gone.push(...removed(prefix + key.slice(2)));
    }
    if (gone.length > 0) await this.storage.write(gone);
  }

  async probe(): Promise<boolean> {
    return this.storage.probe();
  }

  async close(): Promise<void> {
    await Promise.all(this.#turns.values());
    await this.storage.close();
  }

  async #keys(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    for await (const [key] of this.storage.entries(prefix)) keys.push(key);
    return keys;
  }

  #prefixOf({ authority, identifier }: UsedLicence): string {
    return `u/${this.cipher.blind('agent-use', `${authority}\n${identifier}`)}/`;
  }
}

/** An entry and what finds it by its time. */
function removed(key: string): readonly StorageOperation[] {
  return [
    { type: 'del', key },
    { type: 'del', key: `t/${key.slice(key.lastIndexOf('/') + 1)}` },
  ];
}
