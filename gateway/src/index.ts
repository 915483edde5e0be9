import { setTimeout as pause } from 'node:timers/promises';
import {
  type CryptoProvider,
  DEFAULT_POLICY,
  type Policy,
  recordKey,
  type SuiteName,
} from '@huren/chaincode/domain';
import { nodeProvider, type NodeSigner } from '@huren/chaincode/crypto-node';
import { type KeyStore, type Ledger, memberMspId, type OperatorIdentity } from '@huren/network';
import type { InspectorOptions } from '@huren/chaincode/ofd';
import { type Context, openContext } from './context';
import { createEndpoints } from './endpoints';
import type { IdentityServices } from './claims/identity-service';
import type { Rates } from './http/rate-limits';
import type { AddressRange } from './http/senders';
import { LIMITS } from './limits';
import { memberGateways } from './presentations/member-gateway';
import { createListener, listen, type Listening, type ListenOptions } from './listen';
import { createLog, type Log } from './log';
import type { ProviderOptions } from './staff/sign-in';
import type { OpenLevel } from './storage';
import { WEB_FOLDER, WebFiles } from './web/web-files';

export { EnvironmentError, readEnvironment, type Environment } from './env';
export { readConfig, type GatewayConfig } from './config';
export { KeyStore, KeyStoreError, type OperatorIdentity } from '@huren/network';
export { createLog, LOG_LEVELS, type Log, type LogLevel } from './log';
export { LIMITS } from './limits';
export { PAGE_LIMITS } from './pages/page-limits';
export { DEFAULT_RATES, type Rates } from './http/rate-limits';
export { DurableStorage, openLevel, type OpenLevel } from './storage';
export { ReceiptLog } from './receipts/receipt-log';
export { PresentationRequests } from './presentations/presentation-requests';
export { Problem } from './problems';
export { groupChanges, groupView, type GroupView } from './index/group-view';
export { DriftReports, type DriftReport } from './index/matter-drift';
export { WAITING_WALKS, Walks } from './index/walks';
export { BodyBudget } from './http/body-budget';
export { Turns } from './http/turns';
export { RecordIndex, IndexBroken } from './index/record-index';
export { IndexFeed } from './index/feed';
export type { Context } from './context';
export { demoIdentityService, type IdentityService, type IdentityServices } from './claims/identity-service';
export type { ProviderOptions } from './staff/sign-in';
export { STAFF_CLAIMS, STAFF_ROLES, type StaffRole } from './staff/staff';
export { createEndpoints } from './endpoints';
export { openApiDocument, templateOf } from './openapi/document';
export { PROBLEMS, type ProblemCode } from './problem-table';
export { CONTRACT_FUNCTIONS } from './transactions/contract-functions';
export { PendingTransactions } from './transactions/pending-transactions';
export type { ListenOptions, Listening } from './listen';

export interface GatewayOptions {
  /** Owned by the caller: several gateways may share one ledger in one process, and none of them closes it. */
  readonly ledger: Ledger;
  /** The member that this gateway serves. */
  readonly member: string;
  /** Folder of index, receipts, presentation requests and licence library; one gateway at a time. */
  readonly dataPath: string;
  /** Folder of the member's own keys. */
  readonly keysPath: string;
  readonly passphrase: string;
  /** The key folder, where the caller has opened it already. */
  readonly keys?: KeyStore;
  /** Cryptography; nodeProvider. A process that lives long takes serverProvider, whose tables cost 0.1 s once. */
  readonly provider?: CryptoProvider;
  readonly policy?: Policy;
  /** Epoch ms. */
  readonly clock?: () => number;
  readonly logger?: Log;
  readonly rates?: Rates;
  /** The operator's own proxies, whose X-Forwarded-For is believed; none. */
  readonly proxies?: readonly AddressRange[];
  /** Metrics of the process as well; once per process. */
  readonly processMetrics?: boolean;
  /** How page forms are opened; the worker's module, for runs from sources. */
  readonly inspector?: InspectorOptions;
  /** Where the member's own people sign in. */
  readonly identityProvider?: ProviderOptions;
  /** Folder of the built pages; that of `clients/web`. A folder that does not exist means none. */
  readonly webPath?: string;
  /** Who says that holders are who they say; the demo's stand-in is `demoIdentityService`. */
  readonly identityServices?: IdentityServices;
  /** Another disk, only to show what happens when it fails. */
  readonly openLevel?: OpenLevel;
}

/** One member's service over one ledger. */
export interface Gateway {
  readonly member: string;
  readonly context: Context;
  /** Opens a port; 0: any free one. */
  listen(options: number | ListenOptions, host?: string): Promise<Listening>;
  /** Resolves once the index holds what the ledger holds now; false after `timeoutMs`. */
  caughtUp(timeoutMs?: number): Promise<boolean>;
  /** Stops the block feed, as a cut connection would: the index ages. `resumeFeed` ends that. */
  stopFeed(): Promise<void>;
  resumeFeed(): Promise<void>;
  /** A new seal key in the key folder; the ledger learns of it by `seal:register` with a proof by this signer. */
  createSealKey(suite: SuiteName): Promise<NodeSigner>;
  /** A new receipt key; the ledger learns of it by `member:registerReceiptKey`. */
  createReceiptKey(): Promise<NodeSigner>;
  /** Keeps the operator's identity, which signs heartbeats. */
  saveOperator(identity: OperatorIdentity): Promise<void>;
  /** Keeps an identity key of an authority, which anchors what its holders claim. */
  saveService(authority: string, identity: OperatorIdentity): Promise<void>;
  /** Finishes requests in flight, then closes everything but the ledger. */
  close(): Promise<void>;
}

/** Opens a gateway: its parts, its index and the block feed. Ports are opened by `listen`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  let draining = false;
  const open: Listening[] = [];
  const context = await openContext({
    ledger: options.ledger,
    member: options.member,
    mspId: memberMspId(options.member),
    dataPath: options.dataPath,
    keysPath: options.keysPath,
    passphrase: options.passphrase,
    ...(options.keys === undefined ? {} : { keys: options.keys }),
    provider: options.provider ?? nodeProvider(),
    policy: options.policy ?? DEFAULT_POLICY,
    clock: options.clock ?? Date.now,
    log: options.logger ?? createLog('silent', options.member),
    draining: () => draining,
    processMetrics: options.processMetrics ?? false,
    ...(options.rates === undefined ? {} : { rates: options.rates }),
    ...(options.proxies === undefined ? {} : { proxies: options.proxies }),
    ...(options.identityProvider === undefined ? {} : { identityProvider: options.identityProvider }),
    ...(options.inspector === undefined ? {} : { inspector: options.inspector }),
    ...(options.identityServices === undefined ? {} : { identityServices: options.identityServices }),
    ...(options.openLevel === undefined ? {} : { openLevel: options.openLevel }),
  });
  const { feed, index, keys, heartbeat } = context;
  await feed.start();
  const beatOnceCaughtUp = async (): Promise<void> => {
    // A long ledger takes long to read, and a peer may not answer at first: neither is a reason to stay silent for good.
    while (!draining) {
      const caughtUp = await feed.caughtUp(LIMITS.heartbeatMs).catch(() => undefined);
      if (caughtUp === true) break;
      if (caughtUp === undefined) await pause(LIMITS.ledgerRetryMs, undefined, { ref: false });
    }
    if (!draining) heartbeat.start();
  };
  void beatOnceCaughtUp();
  const serving = { ...context };
  return {
    member: options.member,
    context,
    listen: async (where, host = '127.0.0.1') => {
      const listenOptions = typeof where === 'number' ? { port: where, host } : where;
      const listener = createListener(
        createEndpoints(context),
        serving,
        listenOptions.tls !== undefined,
        await WebFiles.load(options.webPath ?? WEB_FOLDER),
        () => memberGateways(index),
      );
      const listening = await listen(listener, listenOptions, () => {
        context.turns.connected();
      });
      open.push(listening);
      context.staff.signIn?.servedAt(listening.url);
      return listening;
    },
    caughtUp: (timeoutMs = 10_000) => feed.caughtUp(timeoutMs),
    stopFeed: () => feed.stop(),
    resumeFeed: () => feed.start(),
    createSealKey: (suite) => keys.createSeal(suite),
    createReceiptKey: () => keys.createReceipt(),
    saveOperator: (identity) => keys.saveOperator(identity),
    saveService: (authority, identity) => keys.saveService(authority, identity),
    close: async () => {
      draining = true;
      await Promise.all(open.map((listening) => listening.close()));
      await context.close();
      context.log.info({ height: index.head.height, member: recordKey.member(options.member) }, 'closed');
    },
  };
}
