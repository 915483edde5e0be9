import { setTimeout as wait } from 'node:timers/promises';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Block } from '@huren/network';
import { AgreedBlocks, type BlockSource, type GivenBlock } from '../../network/src/fabric/agreed-blocks';
import { readParts } from '../../network/src/fabric/block-parts';
import { BlockVotes, Dispute } from '../../network/src/fabric/block-votes';
import { ChainVerifier } from '../../network/src/fabric/chain-verifier';
import {
  chaincode,
  channelId,
  madeBlock,
  madeConfiguration,
  madeEnvelope,
  madeMember,
  madeTransaction,
  type MadeMember,
} from './made-channel';

const now = new Date();
const names = ['A', 'B', 'C'];
let members: readonly MadeMember[];
let chain: readonly common.Block[];

beforeAll(async () => {
  members = await Promise.all(['230200', '220800', '150700', '230600'].map((id) => madeMember(id, now)));
  chain = made(12);
});

/** A genuine BFT chain of this many blocks; `mark` makes it another one from block 1 on. */
function made(length: number, mark = ''): readonly common.Block[] {
  const content = madeConfiguration({ consensus: 'BFT', sequence: 0, members }).serializeBinary();
  const first = madeEnvelope(common.HeaderType.CONFIG, content, { signed: false, at: now.getTime() });
  const blocks: common.Block[] = [];
  for (let number = 0; number < length; number += 1) {
    const before = blocks.at(-1);
    blocks.push(
      madeBlock({
        number,
        previousHash: before === undefined ? new Uint8Array() : Buffer.from(readParts(before).hash, 'hex'),
        envelopes: [before === undefined ? first : madeTransaction(`key ${mark}${String(number)}`)],
        lastConfiguration: 0,
        signatures:
          before === undefined
            ? []
            : members.slice(1).map(({ orderer }, at) => ({ identity: orderer, id: at + 2 })),
      }),
    );
  }
  return blocks;
}

/** Members that give what the test hands them, when it hands it to them. */
class Members implements BlockSource {
  readonly asked: string[] = [];
  readonly given = new Map<string, number>();
  /** How many blocks each gives for now. */
  readonly heights: Record<string, number> = {};
  /** Blocks in place of the chain's. */
  readonly instead = new Map<string, common.Block>();

  constructor(private readonly blocks = chain) {}

  async *stream(member: string, from: () => number, signal: AbortSignal): AsyncGenerator<GivenBlock> {
    this.asked.push(`${member} ${String(from())}`);
    for (let number = from(); !signal.aborted;) {
      if (number < (this.heights[member] ?? this.blocks.length) && number < this.blocks.length) {
        yield { peer: `peer of ${member}`, raw: this.#of(member, number) };
        this.given.set(member, number);
        number += 1;
      } else await wait(2, undefined, { signal }).catch(() => undefined);
    }
  }

  fetch(member: string, number: number): Promise<GivenBlock> {
    return Promise.resolve({ peer: `peer of ${member}`, raw: this.#of(member, number) });
  }

  #of(member: string, number: number): common.Block {
    const block = this.instead.get(`${member} ${String(number)}`) ?? this.blocks[number];
    if (block === undefined) throw new Error('there is no such block');
    return common.Block.deserializeBinary(block.serializeBinary());
  }
}

function reading(
  source: BlockSource,
  agreeing: number,
  options: { clock?: () => number; among?: string[]; compared?: number } = {},
) {
  const [first] = chain;
  if (first === undefined) throw new Error('the chain has a first block');
  const verifier = new ChainVerifier({ channelId, chaincode, genesis: readParts(first).hash });
  const { clock = () => 0, among = names, compared = 1000 } = options;
  return new AgreedBlocks(among, source, { verifier, agreeing, clock, brought: () => undefined, compared });
}

/** Reads until block `last` is there or nothing came for a while. */
async function read(blocks: AgreedBlocks, last: number, quietMs = 300): Promise<readonly Block[]> {
  const stop = new AbortController();
  const seen: Block[] = [];
  let timer = setTimeout(() => {
    stop.abort();
  }, quietMs);
  for await (const block of blocks.read(stop.signal)) {
    seen.push(block);
    clearTimeout(timer);
    if (block.number === last) break;
    timer = setTimeout(() => {
      stop.abort();
    }, quietMs);
  }
  clearTimeout(timer);
  return seen;
}

async function disputeIn(blocks: AgreedBlocks, last = -1): Promise<{ dispute: Dispute }> {
  const error: unknown = await read(blocks, last).then(
    (seen) => `no dispute after ${String(seen.length)} blocks`,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Dispute)) throw error instanceof Error ? error : new Error(String(error));
  return { dispute: error };
}

function flagged(number: number, code: number): common.Block {
  const block = common.Block.deserializeBinary(chain[number]?.serializeBinary() ?? new Uint8Array());
  const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
  list[common.BlockMetadataIndex.TRANSACTIONS_FILTER] = Uint8Array.of(code);
  block.getMetadata()?.setMetadataList(list);
  return block;
}

it('gives each block once, in order, when enough members give the same', async () => {
  for (const agreeing of [1, 2, 3]) {
    const seen = await read(reading(new Members(), agreeing), 11);
    expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, at) => at));
  }
});

describe('a block that the orderers’ signatures vouch for in one member’s copy', () => {
  const copy = (number: number, from = chain): common.Block =>
    common.Block.deserializeBinary(from[number]?.serializeBinary() ?? new Uint8Array());

  const signaturesOf = (block: common.Block): number =>
    common.Metadata.deserializeBinary(
      block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.SIGNATURES] ?? new Uint8Array(),
    ).getSignaturesList().length;

  const unsigned = (block: common.Block): common.Block => {
    const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
    const signatures = common.Metadata.deserializeBinary(
      list[common.BlockMetadataIndex.SIGNATURES] ?? new Uint8Array(),
    );
    signatures.setSignaturesList([]);
    list[common.BlockMetadataIndex.SIGNATURES] = signatures.serializeBinary();
    block.getMetadata()?.setMetadataList(list);
    return block;
  };

  /** Votes on block 4, of which A has given a genuine copy. */
  const votes = (): BlockVotes => {
    const verifier = new ChainVerifier({ channelId, chaincode, genesis: readParts(copy(0)).hash });
    const counted = new BlockVotes(verifier, 2, () => 0);
    for (let number = 0; number < 4; number += 1) {
      for (const member of ['A', 'B']) counted.give(member, `peer of ${member}`, copy(number), number);
      counted.decide();
    }
    counted.give('A', 'peer of A', copy(4), 4);
    return counted;
  };

  it('counts by its hash in another’s, and is kept with the signatures', () => {
    const counted = votes();
    counted.give('B', 'peer of B', unsigned(copy(4)), 4);
    expect(counted.ready).toBe(true);
    const { block, raw } = counted.decide();
    expect([block.number, signaturesOf(raw)]).toEqual([4, 3]);
  });

  it('is kept as it came first, when the same member gives it again without them', () => {
    const counted = votes();
    counted.give('A', 'peer of A', unsigned(copy(4)), 4);
    expect(counted.ready).toBe(false);
    counted.give('B', 'peer of B', copy(4), 4);
    expect(signaturesOf(counted.decide().raw)).toBe(3);
  });

  it.each([
    ['of another block', () => unsigned(copy(4, made(12, 'other '))), 'block-refused'],
    [
      'with other flags',
      () => unsigned(flagged(4, peer.TxValidationCode.MVCC_READ_CONFLICT)),
      'flags-differ',
    ],
  ])('vouches for no copy without signatures %s', (_why, given, code) => {
    const counted = votes();
    expect(() => {
      counted.give('B', 'peer of B', given(), 4);
    }).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('is refused without signatures as long as nobody else vouches for it', () => {
    const counted = votes();
    counted.give('B', 'peer of B', copy(4), 4);
    counted.decide();
    expect(() => {
      counted.give('A', 'peer of A', unsigned(copy(5)), 5);
    }).toThrow(expect.objectContaining({ code: 'block-refused' }) as Error);
  });
});

it('does not take one member’s word where two are asked for', async () => {
  const source = new Members();
  Object.assign(source.heights, { A: 12, B: 4, C: 2 });
  expect((await read(reading(source, 2), 11)).at(-1)?.number).toBe(3);
});

it('says who is awaited, and only after a while', async () => {
  const source = new Members();
  Object.assign(source.heights, { A: 12, B: 4, C: 2 });
  let time = 0;
  const blocks = reading(source, 2, { clock: () => time });
  const stop = new AbortController();
  const seen: number[] = [];
  const ended = (async () => {
    for await (const { number } of blocks.read(stop.signal)) seen.push(number);
  })();
  while (source.given.get('B') !== 3) await wait(5);
  await wait(20);
  expect(blocks.awaited).toEqual([]);
  time = 3_000;
  expect(blocks.awaited).toEqual(['B', 'C']);
  source.heights['C'] = 12;
  while (seen.at(-1) !== 11) await wait(5);
  expect(blocks.awaited).toEqual([]);
  stop.abort();
  await ended;
});

it('goes on without a member that gives nothing', async () => {
  const source = new Members();
  source.heights['C'] = 0;
  expect((await read(reading(source, 2), 11)).at(-1)?.number).toBe(11);
});

it('asks no member for more than a block ahead of what was agreed', async () => {
  const source = new Members();
  Object.assign(source.heights, { B: 4, C: 4 });
  await read(reading(source, 2), 11);
  expect(source.given.get('A') ?? -1).toBeLessThanOrEqual(4);
});

it('skips ahead with a member that is further behind than what is kept', async () => {
  const source = new Members();
  source.heights['C'] = 1;
  const stop = new AbortController();
  for await (const { number } of reading(source, 2, { compared: 4 }).read(stop.signal)) {
    if (number === 9) source.heights['C'] = 2;
    const again = (): boolean => source.asked.filter((one) => one.startsWith('C ')).length > 1;
    for (let turn = 0; number === 9 && !again() && turn < 500; turn += 1) await wait(5);
    if (number === 11) break;
  }
  const [first, again] = source.asked
    .filter((one) => one.startsWith('C '))
    .map((one) => Number(one.slice(2)));
  expect(first).toBe(0);
  expect(again).toBeGreaterThan(8);
});

describe('stops', () => {
  it('where members give other flags, with what each of them said', async () => {
    const source = new Members();
    source.instead.set('B 5', flagged(5, peer.TxValidationCode.MVCC_READ_CONFLICT));
    const { dispute } = await disputeIn(reading(source, 2, { among: ['A', 'B'] }));
    expect(dispute).toMatchObject({ code: 'flags-differ', block: 5 });
    const said = dispute.testimonies.map(({ member, flags }) => `${member} ${String(flags)}`).sort();
    expect(said).toEqual(['A 00', 'B 0b']);
  });

  it('before the block in question, not after it', async () => {
    const source = new Members();
    source.instead.set('B 5', flagged(5, peer.TxValidationCode.MVCC_READ_CONFLICT));
    const seen: number[] = [];
    const stop = new AbortController();
    await expect(
      (async () => {
        for await (const { number } of reading(source, 2, { among: ['A', 'B'] }).read(stop.signal))
          seen.push(number);
      })(),
    ).rejects.toBeInstanceOf(Dispute);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('where a member comes late with other flags than those that were agreed on', async () => {
    const source = new Members();
    source.instead.set('C 3', flagged(3, peer.TxValidationCode.MVCC_READ_CONFLICT));
    source.heights['C'] = 0;
    const blocks = reading(source, 2);
    const stop = new AbortController();
    const dispute: unknown = await (async () => {
      for await (const { number } of blocks.read(stop.signal)) if (number === 11) source.heights['C'] = 12;
    })().catch((error: unknown) => error);
    expect(dispute).toMatchObject({ code: 'flags-differ', block: 3 });
    const told = (dispute as Dispute).testimonies
      .map(({ member, flags }) => `${member} ${String(flags)}`)
      .sort();
    expect(told.slice(-1)).toEqual(['C 0b']);
    expect(told).toHaveLength(3);
  });

  it('where two genuinely signed blocks have one number', async () => {
    const source = new Members();
    const fork = made(3, 'other ')[1];
    if (fork === undefined) throw new Error('the fork has a block');
    source.instead.set('B 1', fork);
    const { dispute } = await disputeIn(reading(source, 2, { among: ['A', 'B'] }));
    expect(dispute).toMatchObject({ code: 'blocks-differ', block: 1 });
  });

  it.each<readonly [string, string, (source: Members) => void]>([
    [
      'a block out of its turn',
      'number',
      (source) => source.instead.set('C 6', chain[4] ?? new common.Block()),
    ],
    ['a block of no chain', 'malformed', (source) => source.instead.set('C 6', new common.Block())],
    [
      'flags of another length',
      'flags',
      (source) => {
        const block = flagged(6, 0);
        const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
        list[common.BlockMetadataIndex.TRANSACTIONS_FILTER] = Uint8Array.of(0, 0);
        block.getMetadata()?.setMetadataList(list);
        source.instead.set('C 6', block);
      },
    ],
  ])('where one member gives %s, though two others agree', async (_reason, fault, lie) => {
    const source = new Members();
    lie(source);
    const { dispute } = await disputeIn(reading(source, 2));
    expect(dispute).toMatchObject({ code: 'block-refused', block: 6 });
    expect(dispute.testimonies.find(({ member }) => member === 'C')?.fault).toBe(fault);
  });

  it('where nobody can read what all of them call valid', async () => {
    const bad = madeBlock({
      number: 12,
      previousHash: Buffer.from(readParts(chain[11] ?? new common.Block()).hash, 'hex'),
      envelopes: [madeEnvelope(common.HeaderType.ENDORSER_TRANSACTION, Buffer.from('no transaction'))],
      lastConfiguration: 0,
      signatures: members.slice(1).map(({ orderer }, at) => ({ identity: orderer, id: at + 2 })),
    });
    const { dispute } = await disputeIn(reading(new Members([...chain, bad]), 3));
    expect(dispute).toMatchObject({ code: 'block-refused', block: 12 });
  });
});
