import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CryptoProvider,
  KnownNodes,
  type Member,
  type Policy,
  policyDigest,
  type ReceiptHead,
  recordKey,
  type VerificationKey,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import { KeyStore, type Ledger } from '@huren/network';
import { CaseStore } from './cases/case-store';
import { type Cases, openCases } from './cases/open-cases';
import { BodyBudget, type BodyBudgets } from './http/body-budget';
import { RateLimits, type Rates } from './http/rate-limits';
import { Senders, type AddressRange } from './http/senders';
import { Turns } from './http/turns';
import type { ClaimDesk } from './claims/claim-desk';
import { ClaimStore } from './claims/claim-store';
import type { IdentityServices } from './claims/identity-service';
import { OfferSweep } from './claims/offer-sweep';
import { openClaims } from './claims/open-claims';
import { SeenRequests } from './cases/seen-requests';
import { AgentUses } from './delegations/agent-uses';
import { Drops } from './delegations/drops';
import { Revocations } from './delegations/revocations';
import { UseStore } from './delegations/use-store';
import { IndexFeed } from './index/feed';
import { RecordIndex } from './index/record-index';
import { Walks } from './index/walks';
import { LibraryCipher } from './licences/cipher';
import { LicenceLibrary } from './licences/licence-library';
import { LIMITS } from './limits';
import type { InspectorOptions } from '@huren/chaincode/ofd';
import type { Log } from './log';
import { Metrics } from './metrics';
import { SesSeals } from './licences/ses-seals';
import { PageDesk } from './pages/page-desk';
import { Exchanges } from './presentations/exchange';
import { Rendezvous } from './presentations/rendezvous';
import { PresentationRequests } from './presentations/presentation-requests';
import { Heartbeat } from './receipts/heartbeat';
import { ReceiptLog } from './receipts/receipt-log';
import { type ProviderOptions, SignIn } from './staff/sign-in';
import { StaffDesk } from './staff/staff-desk';
import { SealWarmth } from './verification/seal-warmth';
import { DurableStorage, type OpenLevel } from './storage';
import { TokenVerifier } from './tokens/token-verifier';
import { PendingTransactions } from './transactions/pending-transactions';

/** What a gateway is made of; every part is given what it needs, nothing is global. */
export interface Context {
  readonly member: string;
  readonly policy: Policy;
  /** base64url SHA-256 of the policy's JCS. */
  readonly policyDigest: string;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly log: Log;
  readonly provider: CryptoProvider;
  readonly ledger: Ledger;
  readonly index: RecordIndex;
  /** Long looks at the index, one at a time. */
  readonly walks: Walks;
  readonly feed: IndexFeed;
  readonly keys: KeyStore;
  readonly tokens: TokenVerifier;
  readonly rates: RateLimits;
  readonly senders: Senders;
  readonly turns: Turns;
  readonly bodies: BodyBudgets;
  readonly metrics: Metrics;
  readonly transactions: PendingTransactions;
  readonly receipts: ReceiptLog;
  readonly heartbeat: Heartbeat;
  readonly presentations: PresentationRequests;
  readonly exchanges: Exchanges;
  readonly rendezvous: Rendezvous;
  readonly revocations: Revocations;
  readonly drops: Drops;
  readonly agentUses: AgentUses;
  readonly library: LicenceLibrary;
  readonly claims: ClaimDesk;
  readonly cases: Cases;
  readonly pages: PageDesk;
  readonly staff: StaffDesk;
  /** SES seals beside the keys, for page forms. */
  readonly sesSeals: SesSeals;
  /** Public keys of seals, imported once. */
  readonly sealKeys: Map<string, VerificationKey>;
  readonly knownNodes: KnownNodes;
  /** Key id of the receipt key in use: active on the member's record and held here; undefined when there is none. */
  readonly receiptKey: () => string | undefined;
  readonly receiptSigner: () => NodeSigner | undefined;
  readonly draining: () => boolean;
  /** Closes everything but the ledger. */
  readonly close: () => Promise<void>;
}

export interface ContextOptions {
  readonly ledger: Ledger;
  readonly member: string;
  readonly mspId: string;
  readonly dataPath: string;
  readonly keysPath: string;
  readonly passphrase: string;
  /** The key folder, where it is open already. */
  readonly keys?: KeyStore;
  readonly provider: CryptoProvider;
  readonly policy: Policy;
  readonly clock: () => number;
  readonly log: Log;
  readonly draining: () => boolean;
  readonly processMetrics: boolean;
  readonly rates?: Rates;
  readonly proxies?: readonly AddressRange[];
  /** Where the member's own people sign in; absent: nowhere. */
  readonly identityProvider?: ProviderOptions;
  /** How page forms are opened; the worker's module, for runs from sources. */
  readonly inspector?: InspectorOptions;
  /** Who says that holders are who they say; absent: nobody does, and nothing is claimed. */
  readonly identityServices?: IdentityServices;
  /** Another disk, only to show what happens when it fails. */
  readonly openLevel?: OpenLevel;
}

/** Opens every part, in the order in which they need each other. */
export async function openContext(options: ContextOptions): Promise<Context> {
  const { ledger, member, dataPath, clock, log, policy, provider } = options;
  const keys = options.keys ?? (await KeyStore.open(options.keysPath, options.passphrase));
  for (const { en } of keys.warnings) log.warn({}, en);
  await mkdir(dataPath, { recursive: true, mode: 0o700 });
  const open = (name: string): Promise<DurableStorage> =>
    DurableStorage.open(join(dataPath, name), name, log, options.openLevel);
  const index = await RecordIndex.open(join(dataPath, 'index'));
  const feed = new IndexFeed(index, ledger, log);
  const receiptKey = (): string | undefined =>
    index
      .record<Member>(recordKey.member(member))
      ?.receiptKeys.findLast(({ keyId, state }) => state === 'active' && keys.receipt(keyId) !== undefined)
      ?.keyId;
  const anchoredHead = (keyId: string) => {
    const head = index.record<ReceiptHead>(recordKey.receiptHead(keyId));
    if (head?.digest === undefined || head.root === undefined) return undefined;
    return { number: head.number, digest: head.digest, root: head.root };
  };
  const isInUse = (keyId: string): boolean => keyId === receiptKey();
  const receipts = new ReceiptLog(await open('receipts'), provider, anchoredHead, isInUse);
  const presentations = await PresentationRequests.open(await open('presentations'), clock());
  const exchanges = new Exchanges(clock);
  const rendezvous = new Rendezvous(member, clock);
  const libraryStorage = await open('library');
  const cipher = new LibraryCipher(keys.libraryKey);
  const anchoredAt = (batch: string): number | undefined => {
    const version = index.latest(`anchor/${batch}`);
    // No block has a million transactions.
    return version && version.position.block * 1_000_000 + version.position.tx;
  };
  const library = new LicenceLibrary(libraryStorage, cipher, provider, anchoredAt);
  index.locateWith((digest) => {
    const place = library.placeOfDigest(digest);
    // A batch that is sealed but not yet anchored is no anchor.
    return place === undefined || anchoredAt(place.batch) === undefined ? undefined : library.locate(place);
  });
  const signIn =
    options.identityProvider === undefined ? undefined : new SignIn(options.identityProvider, clock);
  const sesSeals = new SesSeals(options.keysPath, provider);
  const pages = new PageDesk(clock, options.inspector);
  const warmth = new SealWarmth(index, provider);
  // An index that has read nothing yet cannot say what is newer.
  library.listOlder(index.head.height > 0).catch(() => {
    log.warn({}, 'the licences of an earlier version were not listed; the next start tries again');
  });
  const offers = new OfferSweep(libraryStorage, cipher);
  await offers.sweep(clock());
  const claims = openClaims({
    ...options,
    keys,
    index,
    library,
    sesSeals,
    transactions: new PendingTransactions(ledger, options.mspId, clock),
    store: new ClaimStore(libraryStorage, cipher),
  });
  const cases = openCases({ ...options, keys, index, store: new CaseStore(await open('cases'), cipher) });
  const uses = new UseStore(await open('uses'), cipher);
  await uses.sweep(clock());
  const seen = new SeenRequests(clock);
  const agentUses = new AgentUses({ ...options, store: uses, index, exchanges, seen });
  const heartbeat = new Heartbeat({ ledger, index, keys, receipts, receiptKey, clock, log });
  const transactions = new PendingTransactions(ledger, options.mspId, clock);
  const metrics = new Metrics({ process: options.processMetrics });
  metrics.gauge('huren_index_height', 'Blocks that the index has read', () => index.head.height);
  metrics.gauge(
    'huren_index_age_seconds',
    'Clock less last block time',
    () => (clock() - index.head.time) / 1000,
  );
  metrics.gauge(
    'huren_transactions_waiting',
    'Transactions that wait for a signature',
    () => transactions.size,
  );
  const sweep = setInterval(() => {
    exchanges.sweep();
    presentations.sweep(clock()).catch(() => {
      log.warn({}, 'old presentation requests were not removed');
    });
    uses.sweep(clock()).catch(() => {
      log.warn({}, 'old uses by agents were not removed');
    });
    offers.sweep(clock()).catch(() => {
      log.warn({}, 'what is personal in old offers was not removed');
    });
  }, LIMITS.presentationLifeMs);
  sweep.unref();
  return {
    member,
    policy,
    policyDigest: policyDigest(policy, provider),
    clock,
    log,
    provider,
    ledger,
    index,
    walks: new Walks(),
    feed,
    keys,
    tokens: new TokenVerifier(index, member, clock),
    rates: new RateLimits(options.rates),
    senders: new Senders(options.proxies),
    turns: new Turns(),
    bodies: {
      open: new BodyBudget(LIMITS.openBodyBytes, LIMITS.openBodyBytesPerAddress),
      proven: new BodyBudget(LIMITS.provenBodyBytes, LIMITS.provenBodyBytesPerAuthority),
    },
    metrics,
    transactions,
    receipts,
    heartbeat,
    presentations,
    exchanges,
    rendezvous,
    revocations: new Revocations({ index, ledger, keys, provider }),
    drops: new Drops(clock),
    agentUses,
    library,
    claims,
    cases,
    pages,
    staff: new StaffDesk(index, member, clock, signIn),
    sesSeals,
    sealKeys: new Map(),
    knownNodes: new KnownNodes(),
    receiptKey,
    receiptSigner: () => keys.receipt(receiptKey() ?? ''),
    draining: options.draining,
    close: async () => {
      clearInterval(sweep);
      exchanges.close();
      rendezvous.close();
      transactions.close();
      await claims.batches.close();
      await warmth.stop();
      await heartbeat.stop();
      await feed.stop();
      await receipts.close();
      await presentations.close();
      await uses.close();
      await library.close();
      await cases.close();
      await pages.close();
      await index.close();
    },
  };
}
