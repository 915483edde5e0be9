import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { common, peer } from '@hyperledger/fabric-protos';
import { LedgerDisputed, type Block, type Ledger } from '@huren/network';
import type { ChainTrust, MemberPeer } from '@huren/network/fabric';
import { addressOf } from '@huren/network/operator';
import { ChainVerifier } from '../../network/src/fabric/chain-verifier';
import { blockHash } from '../../network/src/fabric/block-hash';
import { openFabricGateway } from '../../network/src/fabric/open-fabric';
import { fetchBlock } from '../../network/src/fabric/member-stream';
import type { ExaminedNetwork } from '../network/conformance';
import { setBatchTimeout } from './channel-update';
import { examinedFabric } from './examined-fabric';
import { LyingPeer } from './lying-peer';
import { describeOnFabric, RealNetwork } from './real-network';

jest.setTimeout(240_000);

for (const [consensus, basePort] of [
  ['bft', 23_000],
  ['raft', 23_300],
] as const) {
  describeOnFabric(`the chain of three real members, ${consensus}, read as one who trusts no peer`, () => {
    let network: RealNetwork;
    let examined: ExaminedNetwork;
    let writer: Ledger;
    let genesis: string;
    let written = 0;
    const folder = mkdtempSync(join(tmpdir(), 'huren-trust-'));
    const opened: Ledger[] = [];
    const liars: LyingPeer[] = [];

    const peerOf = (at: number): MemberPeer => {
      const member = network.member(at);
      const [plan] = member.peers;
      if (plan === undefined) throw new Error('the member has no peer');
      return { ...addressOf(network.home, member, plan), mspId: network.home.mspId(member) };
    };
    const trust = (name: string, options: Partial<ChainTrust> = {}): ChainTrust => ({
      genesis,
      peers: [peerOf(0), peerOf(1), peerOf(2)],
      agreeing: 2,
      folder: join(folder, name),
      ...options,
    });
    const open = (chosen: ChainTrust): Ledger => {
      const ledger = openFabricGateway({ ...network.options(0), trust: chosen });
      opened.push(ledger);
      return ledger;
    };
    const write = async (): Promise<string> => {
      written += 1;
      return (await writer.submit(examined.write(written).request, examined.signer)).transactionId;
    };
    /** Blocks from `from` on, until one has the transaction or the number. */
    const readUntil = async (ledger: Ledger, from: number, last: (block: Block) => boolean) => {
      const blocks: Block[] = [];
      const stop = new AbortController();
      for await (const block of ledger.blocks(from, stop.signal)) {
        blocks.push(block);
        if (last(block)) break;
      }
      stop.abort();
      return blocks;
    };
    const holds = (id: string) => (block: Block) => block.transactions.some((one) => one.id === id);
    const numberIs = (number: number) => (block: Block) => block.number === number;
    const killPeer = (name: string): void => {
      process.kill(Number(readFileSync(join(network.home.folder, 'nodes', name, 'pid'), 'utf8')), 'SIGKILL');
    };
    const disputeOf = async (reading: Promise<unknown>): Promise<LedgerDisputed> => {
      const error: unknown = await reading.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(LedgerDisputed);
      return error as LedgerDisputed;
    };

    beforeAll(async () => {
      network = RealNetwork.prepare({ consensus, members: 3, basePort });
      await network.up();
      genesis = blockHash(readFileSync(network.home.genesisBlock));
      const options = network.options(0);
      examined = await examinedFabric(network, () => openFabricGateway(options), 'trust');
      writer = await examined.open();
    });
    afterAll(async () => {
      for (const liar of liars) liar.close();
      for (const ledger of opened) await ledger.close();
      await examined.clean();
      await network.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    it('reads every block from the first on, with what was written, and goes on with new ones', async () => {
      const ids = [await write(), await write(), await write()];
      const ledger = open(trust('live', { agreeing: 3 }));
      const blocks = await readUntil(ledger, 0, holds(ids.at(-1) ?? ''));
      expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, at) => at));
      const valid = blocks.flatMap(({ transactions }) => transactions).filter((one) => one.valid);
      expect(valid.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
      const next = readUntil(ledger, blocks.length, () => true);
      const id = await write();
      expect((await next)[0]?.transactions.map((one) => one.id)).toContain(id);
    });

    it('begins in the middle, in a new folder and in one that it knows', async () => {
      const height = await writer.height();
      for (const name of ['live', 'fresh']) {
        const [block] = await readUntil(open(trust(name)), height - 1, () => true);
        expect(block?.number).toBe(height - 1);
      }
    });

    it('refuses a chain with another first block than the one that the member knows', async () => {
      const ledger = open(trust('other', { genesis: 'ab'.repeat(32) }));
      const { finding } = await disputeOf(readUntil(ledger, 0, () => true));
      expect(finding).toMatchObject({ code: 'block-refused', block: 0, accounts: [{ fault: 'genesis' }] });
    });

    it('follows a configuration block', async () => {
      const ledger = open(trust('live'));
      const { channelId, reader } = network.options(0);
      const configBlock = await fetchBlock(
        peerOf(0),
        { channelId, from: 0, reader },
        new AbortController().signal,
      );
      const member = network.member(0);
      const [plan] = member.orderers;
      if (plan === undefined) throw new Error('the member has no orderer');
      const before = await writer.height();
      const admins = [network.signer(0, 'admin'), network.signer(1, 'admin')] as const;
      const address = addressOf(network.home, member, plan);
      await setBatchTimeout({ channelId, orderer: address, configBlock }, '150ms', [...admins]);
      while ((await writer.height()) === before) await wait(100);
      const id = await write();
      const blocks = await readUntil(ledger, 0, holds(id));
      expect(blocks.at(-1)?.number).toBeGreaterThan(before);
      const channels = readdirSync(join(folder, 'live')).filter((name) => name.startsWith('channel-'));
      const kept = channels.flatMap((name) => readdirSync(join(folder, 'live', name)));
      expect(kept.sort()).toEqual(['0.block', `${String(before)}.block`]);
      // A reading that starts after it finds it by itself.
      const [late] = await readUntil(open(trust('late')), blocks.length - 1, () => true);
      expect(late?.hash).toBe(blocks.at(-1)?.hash);
    });

    it('goes on while enough members answer, waits and names the awaited while they do not', async () => {
      const ledger = open(trust('lost', { agreeing: 2 }));
      const [, second, third] = [0, 1, 2].map((at) => `${network.member(at).id}-peer0`);
      killPeer(third ?? '');
      await wait(300);
      const id = (await readUntil(ledger, 0, numberIs((await writer.height()) - 1))).at(-1)?.transactions[0]
        ?.id;
      expect(id).toBeDefined();
      await network.run.restart(third);
      // Two of three endorse, so that writing goes on, but nobody agrees with the one whose peer is left.
      const lone = open(trust('lone', { peers: [peerOf(0), peerOf(1)], agreeing: 2 }));
      killPeer(second ?? '');
      const newest = await writer.height();
      const reading = readUntil(lone, newest - 1, () => true);
      const end = Date.now() + 30_000;
      const awaited = async () => ('awaited' in (await lone.health()) ? (await lone.health()).awaited : []);
      while ((await awaited())?.length === 0 && Date.now() < end) await wait(200);
      expect(await lone.health()).toEqual({ ready: true, awaited: [peerOf(1).mspId] });
      await network.run.restart(second);
      expect((await reading)[0]?.number).toBe(newest - 1);
      expect(await lone.health()).toEqual({ ready: true });
    });

    it('does not hear a member’s peer in the name of another member', async () => {
      const stolen = { ...peerOf(1), mspId: peerOf(2).mspId };
      const ledger = open(trust('named', { peers: [peerOf(0), stolen], agreeing: 2 }));
      const stop = new AbortController();
      const seen: number[] = [];
      const reading = (async () => {
        for await (const { number } of ledger.blocks(0, stop.signal)) seen.push(number);
      })();
      for (
        const end = Date.now() + 30_000;
        Date.now() < end && (await ledger.health()).awaited === undefined;
      ) {
        await wait(200);
      }
      expect(await ledger.health()).toEqual({ ready: true, awaited: [stolen.mspId] });
      stop.abort();
      await reading;
      expect(seen).toEqual([]);
    });

    it('stops when a member’s peer calls a valid transaction invalid, stays stopped, and goes on once acknowledged', async () => {
      const liar = await LyingPeer.before(network, 1, basePort + 250);
      liars.push(liar);
      const lied = (await writer.height()) - 1;
      liar.lie = (block) => {
        if (block.getHeader()?.getNumber() !== lied) return;
        const metadata = block.getMetadata() ?? new common.BlockMetadata();
        const list = metadata.getMetadataList_asU8();
        const flags = Uint8Array.from(list[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? []);
        flags[0] = peer.TxValidationCode.MVCC_READ_CONFLICT;
        list[common.BlockMetadataIndex.TRANSACTIONS_FILTER] = flags;
        metadata.setMetadataList(list);
      };
      const chosen = trust('flags', { peers: [peerOf(0), liar.address], agreeing: 2 });
      const seen: number[] = [];
      const { finding } = await disputeOf(
        readUntil(open(chosen), 0, ({ number }) => {
          seen.push(number);
          return false;
        }),
      );
      expect(seen.at(-1)).toBe(lied - 1);
      expect(finding).toMatchObject({ code: 'flags-differ', block: lied });
      const members = finding.accounts.map(({ member }) => member).sort();
      expect(members).toEqual([peerOf(0).mspId, peerOf(1).mspId].sort());
      for (const { file, hash } of finding.accounts) {
        const raw = common.Block.deserializeBinary(readFileSync(join(chosen.folder, 'findings', file)));
        expect(raw.getHeader()?.getNumber()).toBe(lied);
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
      }
      liar.lie = undefined;
      expect((await disputeOf(readUntil(open(chosen), 0, () => true))).finding).toEqual(finding);
      const wrong = open({ ...chosen, acknowledged: '0000000000000000' });
      expect((await disputeOf(readUntil(wrong, 0, () => true))).finding).toEqual(finding);
      const again = open({ ...chosen, acknowledged: finding.id });
      expect((await readUntil(again, 0, numberIs(lied))).at(-1)?.number).toBe(lied);
    });

    it.each<readonly [string, string, (block: common.Block) => void]>([
      [
        'a changed transaction',
        'data-hash',
        (block) => {
          const data = block.getData() ?? new common.BlockData();
          const list = data.getDataList_asU8().map((bytes) => Uint8Array.from(bytes));
          const [first] = list;
          if (first !== undefined) first[first.length - 1] = (first.at(-1) ?? 0) ^ 1;
          data.setDataList(list);
        },
      ],
      [
        'a block whose orderers’ signatures were taken away',
        'signatures',
        (block) => {
          const metadata = block.getMetadata() ?? new common.BlockMetadata();
          const list = metadata.getMetadataList_asU8();
          const signed = common.Metadata.deserializeBinary(
            list[common.BlockMetadataIndex.SIGNATURES] ?? new Uint8Array(),
          );
          signed.setSignaturesList([]);
          list[common.BlockMetadataIndex.SIGNATURES] = signed.serializeBinary();
          metadata.setMetadataList(list);
        },
      ],
    ])('stops at %s, though another member gives the right one', async (name, fault, lie) => {
      const liar = await LyingPeer.before(network, 2, basePort + (fault === 'data-hash' ? 251 : 252));
      liars.push(liar);
      const lied = (await writer.height()) - 1;
      liar.lie = (block) => {
        if (block.getHeader()?.getNumber() === lied) lie(block);
      };
      // The liar may come last: other data are found out even when the others were believed before.
      const agreeing = fault === 'data-hash' ? 2 : 3;
      const chosen = trust(name, { peers: [peerOf(0), peerOf(1), liar.address], agreeing });
      const ledger = open(chosen);
      const { finding } = await disputeOf(readUntil(ledger, 0, () => false));
      expect(finding).toMatchObject({ block: lied });
      expect(
        finding.accounts.find(({ member }) => member === liar.address.mspId)?.fault ?? 'signatures',
      ).toBe(fault);
    });

    it('costs little: prints blocks and signatures a second', async () => {
      const { channelId, chaincode, reader } = network.options(0);
      await Promise.all(Array.from({ length: 200 }, () => write().catch(() => undefined)));
      for (let more = 0; more < 20; more += 1) await write();
      const height = await writer.height();
      const raw: common.Block[] = [];
      for (let number = 0; number < height; number += 1) {
        raw.push(
          await fetchBlock(peerOf(0), { channelId, from: number, reader }, new AbortController().signal),
        );
      }
      const verifier = new ChainVerifier({ channelId, chaincode, genesis });
      // The machine may have other work: what counts is the time of this process.
      const begun = process.cpuUsage();
      const transactions = raw.map((block) => verifier.take(block).block.transactions.length);
      const ms = process.cpuUsage(begun).user / 1000;
      const count = transactions.reduce((sum, more) => sum + more, 0);
      const signatures = raw.reduce((sum, block) => {
        const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
        return (
          sum + common.Metadata.deserializeBinary(list[0] ?? new Uint8Array()).getSignaturesList().length
        );
      }, 0);
      const reading = process.cpuUsage();
      await readUntil(open(trust('cost', { agreeing: 3 })), 0, numberIs(height - 1));
      const live = process.cpuUsage(reading).user / 1000;
      process.stdout.write(
        `${consensus}: ${String(height)} blocks, ${String(count)} transactions, ${String(signatures)} signatures checked in ` +
          `${ms.toFixed(0)} ms of CPU; streamed from three members that agree in ${live.toFixed(0)} ms of CPU\n`,
      );
      expect(verifier.place.next).toBe(height);
    });
  });
}
