import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { BlockDamaged } from '../../network/src/fabric/block-damaged';
import { readParts } from '../../network/src/fabric/block-parts';
import { ConfigurationHistory } from '../../network/src/fabric/configuration-history';
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
const folder = mkdtempSync(join(tmpdir(), 'huren-history-'));
let members: readonly MadeMember[];
let chain: readonly common.Block[];
let fetched: number[];

/** Blocks 3 and 7 bring configurations; each takes the consenters of the one before away but for those named. */
const configured: Readonly<Record<number, readonly number[]>> = {
  0: [0, 1, 2, 3],
  3: [1, 2, 3, 4],
  7: [2, 3, 4, 5],
};
const length = 10;

const memberAt = (at: number): MadeMember => {
  const found = members[at];
  if (found === undefined) throw new Error('there is no such member');
  return found;
};
const consenters = (at: readonly number[]) => at.map((one) => [one + 1, memberAt(one).orderer] as const);
const signed = (by: readonly number[]) =>
  by.slice(0, 3).map((at) => ({ id: at + 1, identity: memberAt(at).orderer }));

/** A chain of which every block is signed by those that the configuration before it names. */
function made(): readonly common.Block[] {
  const blocks: common.Block[] = [];
  let inForce = 0;
  for (let number = 0; number < length; number += 1) {
    const before = blocks.at(-1);
    const by = configured[inForce] ?? [];
    const named = configured[number];
    if (named !== undefined) inForce = number;
    const sequence = Object.keys(configured).filter((one) => Number(one) < number).length;
    const configuration = () =>
      madeEnvelope(
        common.HeaderType.CONFIG,
        madeConfiguration({
          consensus: 'BFT',
          sequence,
          members,
          consenters: consenters(named ?? []),
        }).serializeBinary(),
        { signed: number > 0, at: now.getTime() },
      );
    blocks.push(
      madeBlock({
        number,
        previousHash: before === undefined ? new Uint8Array() : Buffer.from(readParts(before).hash, 'hex'),
        envelopes: [named === undefined ? madeTransaction(`key ${String(number)}`) : configuration()],
        lastConfiguration: inForce,
        signatures: number === 0 ? [] : signed(by),
      }),
    );
  }
  return blocks;
}

beforeAll(async () => {
  const ids = ['230200', '220800', '150700', '230600', '231100', '220700'];
  members = await Promise.all(ids.map((id) => madeMember(id, now)));
  chain = made();
});
beforeEach(() => {
  fetched = [];
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const blockAt = (number: number): common.Block => {
  const block = chain[number];
  if (block === undefined) throw new Error('there is no such block');
  return common.Block.deserializeBinary(block.serializeBinary());
};
const genesis = () => readParts(blockAt(0)).hash;
const history = (name: string, pinned = genesis()) =>
  new ConfigurationHistory({ channelId, chaincode, genesis: pinned }, join(folder, name));
/** A peer; what it has in place of the chain's blocks. */
const peerWith =
  (instead: Readonly<Record<number, common.Block>> = {}) =>
  (number: number) => {
    fetched.push(number);
    return Promise.resolve(instead[number] ?? blockAt(number));
  };
const faultIn = async (reading: Promise<unknown>): Promise<string> => {
  const error: unknown = await reading.then(
    () => 'none',
    (reason: unknown) => reason,
  );
  if (!(error instanceof BlockDamaged)) throw error instanceof Error ? error : new Error(String(error));
  return error.fault;
};

it.each([
  [0, undefined, 0],
  [1, 0, 0],
  [3, 0, 0],
  [4, 3, 1],
  [7, 3, 1],
  [8, 7, 2],
  [10, 7, 2],
])('before block %i the configuration of block %s is in force', async (next, block, sequence) => {
  const place = await history(`fresh ${String(next)}`).placeBefore(next, peerWith());
  expect(place.next).toBe(next);
  expect(place.inForce?.block).toBe(block);
  expect(place.inForce?.configuration.sequence ?? 0).toBe(sequence);
  expect(place.previousHash).toBe(next === 0 ? undefined : readParts(blockAt(next - 1)).hash);
});

it('asks for two blocks a configuration, not for the whole chain, and for one once they are kept', async () => {
  await history('kept').placeBefore(10, peerWith());
  expect(fetched.sort((one, other) => one - other)).toEqual([0, 2, 3, 6, 7, 9]);
  fetched = [];
  await history('kept').placeBefore(10, peerWith());
  expect(fetched).toEqual([9]);
});

it('reads again what it cannot read from its folder', async () => {
  await history('damaged').placeBefore(10, peerWith());
  const [channel = ''] = readdirSync(join(folder, 'damaged'));
  writeFileSync(join(folder, 'damaged', channel, '7.block'), 'half');
  const place = await history('damaged').placeBefore(10, peerWith());
  expect(place.inForce?.block).toBe(7);
});

/** A block of consenters that are none any more, as their keys could make it at any time later. */
function outdated(number: number, lastConfiguration: number): common.Block {
  return madeBlock({
    number,
    previousHash: Buffer.from(readParts(blockAt(number - 1)).hash, 'hex'),
    envelopes: [madeTransaction('forged')],
    lastConfiguration,
    signatures: signed(configured[lastConfiguration] ?? []),
  });
}

it.each<readonly [string, string, () => Readonly<Record<number, common.Block>>]>([
  ['a first block that is not the pinned one', 'genesis', () => ({ 0: otherFirst() })],
  [
    'a configuration signed by those whom it brings',
    'signatures',
    () => {
      const forged = blockAt(7);
      const envelopes = forged.getData()?.getDataList_asU8() ?? [];
      const previousHash = Buffer.from(readParts(blockAt(6)).hash, 'hex');
      return {
        7: madeBlock({
          number: 7,
          previousHash,
          envelopes,
          lastConfiguration: 7,
          signatures: signed([2, 4, 5]),
        }),
      };
    },
  ],
  ['a block with another number', 'number', () => ({ 9: blockAt(8) })],
  ['a block before without signatures', 'signatures', () => ({ 9: withoutSignatures(9) })],
  ['a plain block where a configuration is named', 'configuration', () => ({ 9: outdated(9, 5) })],
])('refuses %s', async (reason, fault, instead) => {
  expect(await faultIn(history(`refused ${reason}`).placeBefore(10, peerWith(instead())))).toBe(fault);
});

it('does not go back to a configuration that it knows to be replaced', async () => {
  const known = history('back');
  await known.placeBefore(10, peerWith());
  expect(await faultIn(known.placeBefore(10, peerWith({ 9: outdated(9, 3) })))).toBe('last-configuration');
  expect(await faultIn(history('back').placeBefore(10, peerWith({ 9: outdated(9, 0) })))).toBe(
    'last-configuration',
  );
});

it('does not take the configurations of a channel with another first block for its own', async () => {
  await history('two').placeBefore(10, peerWith());
  const other = history('two', 'ab'.repeat(32));
  expect(other.newest).toBeUndefined();
  expect(await faultIn(other.placeBefore(10, peerWith()))).toBe('genesis');
});

function otherFirst(): common.Block {
  const configuration = madeConfiguration({
    consensus: 'BFT',
    sequence: 0,
    members,
    consenters: consenters([5, 4, 3, 2]),
  });
  const envelope = madeEnvelope(common.HeaderType.CONFIG, configuration.serializeBinary(), { signed: false });
  const first = { number: 0, previousHash: new Uint8Array(), lastConfiguration: 0, signatures: [] };
  return madeBlock({ ...first, envelopes: [envelope] });
}

function withoutSignatures(number: number): common.Block {
  const block = blockAt(number);
  const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const signedValue = common.Metadata.deserializeBinary(list[0] ?? new Uint8Array());
  signedValue.setSignaturesList([]);
  list[0] = signedValue.serializeBinary();
  block.getMetadata()?.setMetadataList(list);
  return block;
}
