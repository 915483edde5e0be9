import { join } from 'node:path';
import { LedgerUnavailable } from '../ledger';
import type { MspTrust } from '../identity';
import { auditChain, type AuditedChain, type AuditOptions } from './audit';
import { BlockReader } from './block-reader';
import { encodeBlock, noHash } from './block-record';
import {
  encodeConfiguration,
  requireConfiguration,
  sameConfiguration,
  type ChannelConfiguration,
} from './channel-configuration';
import { ContractHost, type ContractClass } from './contract-host';
import { DataLock } from './data-lock';
import { DeepAudit } from './deep-audit';
import { EmbeddedLedger } from './embedded-ledger';
import { blockKey, markKey } from './layout';
import { defaultLimits, type EmbeddedLimits } from './limits';
import { StateDigest } from './state-digest';
import { openLevel, type Store } from './store';
import { encodeTip } from './tip';
import { TipWitness } from './tip-witness';

export interface EmbeddedOptions {
  /** Folder of the ledger; made when absent. */
  readonly path: string;
  /** The members that make up the network. Needed for a new ledger; an existing one must have the same. */
  readonly channel?: readonly MspTrust[];
  /** Default: `huren`. */
  readonly channelId?: string;
  readonly contracts: readonly ContractClass[];
  /** Milliseconds since 1970; the only clock of the engine. */
  readonly clock: () => number;
  readonly limits?: Partial<EmbeddedLimits>;
  /** `chain` (default) checks hashes, links and the state's digest; `deep` also signatures, and rebuilds the state. */
  readonly audit?: 'chain' | 'deep';
  readonly auditProgress?: (done: number, total: number) => void;
  /** The disk; another one only to show what the engine does when it fails. */
  readonly openStore?: (path: string) => Promise<Store>;
}

/**
 * Opens or makes a ledger and audits it before anything is served.
 * @throws LedgerUnavailable when it is open elsewhere, LedgerDamaged when it is not whole, RangeError when the
 *   channel's configuration is unusable or not the ledger's.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedLedger> {
  const host = new ContractHost(options.contracts);
  const lock = DataLock.take(options.path);
  const witness = new TipWitness(join(options.path, 'tip'));
  let store: Store | undefined;
  try {
    store = await openStore(options);
    lock.confirm();
    const chain = await loadChain(store, witness, options);
    witness.write(chain.tip);
    const limits = { ...defaultLimits, ...options.limits };
    return new EmbeddedLedger({ store, lock, witness, chain, host, clock: options.clock, limits });
  } catch (error) {
    await store?.close();
    witness.close();
    lock.release();
    throw error;
  }
}

async function openStore({ path, openStore: open = openLevel }: EmbeddedOptions): Promise<Store> {
  try {
    return await open(join(path, 'level'));
  } catch (error) {
    if ((error as { cause?: { code?: unknown } }).cause?.code === 'LEVEL_LOCKED') {
      throw new LedgerUnavailable('this ledger is open in another process');
    }
    throw error;
  }
}

async function loadChain(store: Store, witness: TipWitness, options: EmbeddedOptions): Promise<AuditedChain> {
  const offered = options.channel && {
    channelId: options.channelId ?? 'huren',
    members: options.channel,
    writtenAt: options.clock(),
  };
  if (offered !== undefined) requireConfiguration(offered);
  const audit: AuditOptions = {
    ...(options.auditProgress === undefined ? {} : { progress: options.auditProgress }),
    ...(options.audit === 'deep' ? { inspector: new DeepAudit(new BlockReader(store), store) } : {}),
  };
  const chain = (await auditChain(store, witness, audit)) ?? (await found(store, witness, offered));
  if (offered !== undefined && !sameConfiguration(offered, chain.configuration)) {
    throw new RangeError('this ledger belongs to a network with other members or another channel id');
  }
  return chain;
}

/** Writes block 0, which carries the configuration and nothing else. */
async function found(
  store: Store,
  witness: TipWitness,
  configuration: ChannelConfiguration | undefined,
): Promise<AuditedChain> {
  if (configuration === undefined)
    throw new RangeError('there is no ledger here, and no channel to found one for');
  const items = [encodeConfiguration(configuration)];
  const { bytes, hash } = encodeBlock({ number: 0, previousHash: noHash, kind: 'configuration', items });
  const tip = { height: 1, hash, stateDigest: new StateDigest().bytes(), configuration: 0 };
  await store.write([
    { type: 'put', key: blockKey(0), value: bytes },
    { type: 'put', key: markKey('tip'), value: encodeTip(tip) },
  ]);
  const chain = await auditChain(store, witness);
  if (chain === undefined) throw new LedgerUnavailable('the disk did not keep the first block');
  return chain;
}
