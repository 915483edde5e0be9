import {
  type Anchor,
  type Authority,
  type Bilingual,
  type CryptoProvider,
  type DataCredential,
  dayOfMs,
  gatewayAudience,
  giverOf,
  holdersOf,
  importJwk,
  type Inquiry,
  isRootAnchored,
  isHolderRequestOf,
  type LicenceStatus,
  MalformedError,
  type Matter,
  parseCredential,
  parseHolderRequest,
  recordKey,
  splitBatch,
  stateOnDay,
  type Verdict,
  USES_REQUEST_TYPE,
} from '@huren/chaincode/domain';
import type { SeenRequests } from '../cases/seen-requests';
import type { RecordIndex } from '../index/record-index';
import type { Exchanges } from '../presentations/exchange';
import { Problem } from '../problems';
import type { AgentUse, KeptUse, UseStore } from './use-store';

/** A use as its principal reads it. */
export interface ToldUse extends Omit<AgentUse, 'time' | 'authority' | 'matter' | 'giver' | 'holders'> {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  readonly authority: { readonly code: string; readonly name?: Bilingual; readonly region?: string };
  readonly matter: { readonly code: string; readonly name?: Bilingual };
}

/** What agents showed at this member's counters is kept here, and told to the holder for whom they did. */
export class AgentUses {
  constructor(
    private readonly parts: {
      readonly member: string;
      readonly store: UseStore;
      readonly index: Pick<RecordIndex, 'record'>;
      readonly exchanges: Pick<Exchanges, 'told'>;
      readonly seen: SeenRequests;
      readonly provider: CryptoProvider;
      readonly clock: () => number;
    },
  ) {}

  get store(): UseStore {
    return this.parts.store;
  }

  /**
   * Keeps one use, if an agent of a licence's holder answered a request of this gateway; durable when it resolves, so
   * that no verdict leaves without it. What no authority anchored may name any licence and is nobody's.
   * @throws Problem storage-failed
   */
  async note({ credential, question, facts, presentation, nowMs }: Inquiry, verdict: Verdict): Promise<void> {
    const { nonce } = question;
    if (credential.form === 'page' || credential.delegations === undefined) return;
    if (nonce === undefined || presentation?.state !== 'issued') return;
    const { store, exchanges, provider } = this.parts;
    const located = credential.anchor ?? facts.located;
    const isKnown = verdict.findings.some(({ check, outcome }) => check === 'anchored' && outcome === 'pass');
    const giver = giverOf(credential, nonce, provider);
    if (!isKnown || located === undefined || giver === undefined) return;
    const { authority } = splitBatch(located.batch);
    const { purpose, case: number } = exchanges.told(nonce) ?? {};
    await store.add(
      { authority, identifier: credential.claims.identifier },
      {
        time: nowMs,
        authority: question.relying,
        matter: question.matter,
        fields: credential.shownFields,
        ...(purpose === undefined ? {} : { purpose }),
        ...(number === undefined ? {} : { case: number }),
        verdict: verdict.verdict,
        delegations: giver.delegations,
        giver: giver.keyId,
        holders: giver.holders,
      },
    );
  }

  /**
   * What agents of this holder showed. A sole holder is told of the times before a re-claim too; of several each is told
   * of the own agents alone, by the key that let them act.
   * @param text the credential file without disclosures
   * @throws MalformedError not-anchored, those of the licence and of the statement; Problem claim-not-proven (nobody of
   * the licence's holders asks, or not now, or a second time), licence-replaced, rate-limited
   */
  async told(
    proof: string,
    text: string,
  ): Promise<{ readonly since: string; readonly uses: readonly ToldUse[] }> {
    const { member, store, provider, clock, seen } = this.parts;
    const nowMs = clock();
    const statement = parseHolderRequest(proof);
    const credential = parseCredential(text);
    const { authority, state } = this.#standing(credential, nowMs);
    const holders = holdersOf(credential.claims).map(({ holderKey }) => ({
      holderKey,
      keyId: importJwk(holderKey).id,
    }));
    const holder = holders.find(({ keyId }) => keyId === statement.keyId);
    const aud = gatewayAudience(member);
    const asked = {
      type: USES_REQUEST_TYPE,
      aud,
      licence: credential.locator(provider),
      nowMs,
      provider,
    } as const;
    if (holder === undefined || !isHolderRequestOf(statement, holder.holderKey, asked)) {
      throw new Problem('claim-not-proven', { path: '/proof' });
    }
    // The phone that was replaced speaks for the holder no more.
    if (state === 'superseded') throw new Problem('licence-replaced', { path: '/licence' });
    if (!seen.take(holder.keyId, statement.payload.nonce, statement.payload.iat)) {
      throw new Problem('claim-not-proven', { path: '/proof' });
    }
    const { identifier } = credential.claims;
    const { since, uses } = await store.of({ authority, identifier }, nowMs);
    const isOwn = ({ giver, holders: of }: AgentUse): boolean =>
      giver === holder.keyId || (of === 1 && holders.length === 1);
    return {
      since: new Date(since).toISOString(),
      uses: uses.filter(isOwn).map((use) => this.#named(use)),
    };
  }

  /** Whose licence it is and how it stands today, by the ledger: its batch holds these very bytes. */
  #standing(
    credential: DataCredential,
    nowMs: number,
  ): { readonly authority: string; readonly state: string } {
    const { index, provider } = this.parts;
    const { anchor } = credential;
    if (anchor !== undefined) {
      const { authority, root } = splitBatch(anchor.batch);
      const record = index.record<Anchor>(recordKey.anchor(authority, root));
      const leaf = record && credential.leafText(provider, record.hash, anchor.other);
      if (leaf !== undefined && isRootAnchored({ ...anchor, leaf }, record, provider)) {
        const status = index.record<LicenceStatus>(recordKey.status(authority, leaf));
        return { authority, state: stateOnDay(status?.changes ?? [], dayOfMs(nowMs)).state };
      }
    }
    throw new MalformedError('not-anchored', 'No anchored batch holds the licence.', '/licence');
  }

  #named({ giver: _giver, holders: _holders, time, authority, matter, ...rest }: KeptUse): ToldUse {
    const { index } = this.parts;
    const office = index.record<Authority>(recordKey.authority(authority));
    const asked = index.record<Matter>(recordKey.matter(matter));
    return {
      ...rest,
      time: new Date(time).toISOString(),
      authority: { code: authority, ...(office && { name: office.name, region: office.region }) },
      matter: { code: matter, ...(asked && { name: asked.name }) },
    };
  }
}
