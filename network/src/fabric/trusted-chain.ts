import { X509Certificate } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { common } from '@hyperledger/fabric-protos';
import { LedgerDisputed, type Block, type ChainFinding, type Signer } from '../ledger';
import { AgreedBlocks, type BlockSource } from './agreed-blocks';
import { BlockDamaged } from './block-damaged';
import { Dispute, testimonyFrom } from './block-votes';
import { findingFile, type FindingFile, type Testimony } from './chain-finding';
import { requireTrust, type ChainTrust, type MemberPeer } from './chain-trust';
import { ChainVerifier, type ChainPlace, type VerifiedChannel } from './chain-verifier';
import type { ChannelConfiguration } from './channel-configuration';
import { ConfigurationHistory } from './configuration-history';
import { fetchBlock, outlivingStream } from './member-stream';
import { NodeRefused } from './peer-connection';

const retryMs = 1_000;

/** The chain as several members give it and its orderers sign it; it stops when they contradict each other. */
export class TrustedChain {
  readonly #history: ConfigurationHistory;
  readonly #findings: FindingFile;
  readonly #readings = new Set<AgreedBlocks>();
  readonly #channel: VerifiedChannel;
  #finding: ChainFinding | undefined;

  /** @throws RangeError when the trust makes no sense. */
  constructor(
    channel: { readonly channelId: string; readonly chaincode: string },
    private readonly reader: Signer,
    private readonly trust: ChainTrust,
  ) {
    requireTrust(trust);
    this.#channel = { ...channel, genesis: trust.genesis };
    this.#history = new ConfigurationHistory(this.#channel, trust.folder);
    this.#findings = findingFile(trust.folder);
    if (trust.acknowledged !== undefined) this.#findings.acknowledge(trust.acknowledged);
    this.#finding = this.#findings.open();
  }

  /** Why the chain is not read on; undefined while it is. */
  get finding(): ChainFinding | undefined {
    return this.#finding;
  }

  /** MSP ids of the members that a reading waits for. */
  get awaited(): readonly string[] {
    return [...new Set([...this.#readings].flatMap(({ awaited }) => awaited))];
  }

  /** @throws LedgerDisputed at once while a finding is open, and when one is made. */
  async *blocks(from: number, signal: AbortSignal): AsyncGenerator<Block> {
    if (this.#finding !== undefined) throw new LedgerDisputed(this.#finding);
    try {
      const place = await this.#placeBefore(from, signal);
      if (place === undefined) return;
      const reading = new AgreedBlocks(this.#members(), this.#source(), {
        verifier: new ChainVerifier(this.#channel, place),
        agreeing: this.trust.agreeing,
        clock: Date.now,
        brought: (configuration, raw) => {
          this.#history.keep(configuration, raw);
        },
      });
      this.#readings.add(reading);
      try {
        yield* reading.read(signal);
      } finally {
        this.#readings.delete(reading);
      }
    } catch (error) {
      if (!(error instanceof Dispute)) throw error;
      throw this.#disputed(error);
    }
  }

  #disputed({ code, block, testimonies }: Dispute): LedgerDisputed {
    const found = { code, block, at: new Date().toISOString() };
    try {
      this.#finding ??= this.#findings.keep(found, testimonies);
    } catch {
      // A full disk keeps no evidence, and is no reason to believe anybody: this process stops all the same.
      this.#finding = { v: 1, id: 'not-kept', ...found, accounts: [] };
    }
    return new LedgerDisputed(this.#finding);
  }

  #members(): readonly string[] {
    return [...new Set(this.trust.peers.map(({ mspId }) => mspId))];
  }

  #peersOf(member: string): readonly MemberPeer[] {
    const known = this.#history.newest?.configuration;
    return this.trust.peers.filter(({ mspId }) => mspId === member).map((peer) => withTlsCas(peer, known));
  }

  #source(): BlockSource {
    const { channelId } = this.#channel;
    const { reader } = this;
    const peersOf = (member: string) => this.#peersOf(member);
    return {
      async *stream(member, from, signal) {
        const nodes = () => peersOf(member);
        const seek = () => ({ channelId, from: from(), reader });
        for await (const { node, response } of outlivingStream('blocks', nodes, seek, signal)) {
          const raw = response.getBlock();
          if (raw !== undefined) yield { peer: node.address, raw };
        }
      },
      async fetch(member, number, signal) {
        for (const node of peersOf(member)) {
          const raw = await fetchBlock(node, { channelId, from: number, reader }, signal).catch(
            () => undefined,
          );
          if (raw !== undefined) return { peer: node.address, raw };
        }
        throw new NodeRefused(14, 'no peer of the member delivers the block');
      },
    };
  }

  /** Any peer may tell which configuration was in force: what it tells is checked. Undefined when the signal aborts. */
  async #placeBefore(next: number, signal: AbortSignal): Promise<ChainPlace | undefined> {
    while (!signal.aborted) {
      for (const peer of this.#members().flatMap((member) => this.#peersOf(member))) {
        let last: common.Block | undefined;
        const fetch = async (number: number): Promise<common.Block> => {
          const seek = { channelId: this.#channel.channelId, from: number, reader: this.reader };
          last = await fetchBlock(peer, seek, signal);
          return last;
        };
        try {
          return await this.#history.placeBefore(next, fetch);
        } catch (error) {
          if (error instanceof BlockDamaged) throw refusedBy(peer, error, last);
          if (!(error instanceof NodeRefused)) throw error;
        }
      }
      await wait(retryMs, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }
}

function refusedBy(
  peer: MemberPeer,
  { fault, number }: BlockDamaged,
  raw: common.Block | undefined,
): Dispute {
  const testimonies: readonly Testimony[] =
    raw === undefined ? [] : [{ ...testimonyFrom(peer.mspId, peer.address, raw), fault }];
  return new Dispute('block-refused', number, testimonies);
}

/**
 * The peer with the TLS CAs that may vouch for it: those that the channel names for its member, and what the operator
 * wrote down, except another member's. So no member's peer speaks in the name of another.
 */
function withTlsCas(peer: MemberPeer, configuration: ChannelConfiguration | undefined): MemberPeer {
  if (configuration === undefined) return peer;
  const others = new Set<string>();
  for (const [mspId, member] of configuration.memberMsps) {
    if (mspId !== peer.mspId) for (const pem of member.tlsCas) others.add(derOf(pem));
  }
  const own = configuration.memberMsps.get(peer.mspId)?.tlsCas ?? [];
  const written = certificatesOf(peer.tlsCa).filter((pem) => !others.has(derOf(pem)));
  return { ...peer, tlsCa: [...own, ...written].join('\n') };
}

function certificatesOf(bundle: string): readonly string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function derOf(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}
