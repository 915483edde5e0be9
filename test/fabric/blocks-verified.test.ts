import fc from 'fast-check';
import { common, peer } from '@hyperledger/fabric-protos';
import { BlockDamaged, type BlockFault } from '../../network/src/fabric/block-damaged';
import type { IssuedIdentity } from '@huren/network/identity';
import { ChainVerifier } from '../../network/src/fabric/chain-verifier';
import { bftQuorum } from '../../network/src/fabric/channel-configuration';
import { readParts } from '../../network/src/fabric/block-parts';
import {
  chaincode,
  channelId,
  madeBlock,
  madeConfiguration,
  madeEnvelope,
  madeIdentity,
  madeMember,
  madeTransaction,
  revocationOf,
  sha256,
  type MadeBlock,
  type MadeConfiguration,
  type MadeMember,
  type MadeSignature,
} from './made-channel';

const now = new Date();
const hour = 3_600_000;
const day = 24 * hour;

let members: readonly MadeMember[];
beforeAll(async () => {
  members = await Promise.all(['230200', '220800', '150700', '230600'].map((id) => madeMember(id, now)));
});

/** A chain that grows by genuine blocks, with a verifier that has read it. */
class Chain {
  readonly verifier: ChainVerifier;
  readonly genesis: string;
  #last: common.Block;
  #configuration: MadeConfiguration;
  #configuredAt = 0;

  constructor(made: Omit<MadeConfiguration, 'sequence' | 'members'> & { members?: readonly MadeMember[] }) {
    this.#configuration = { members, sequence: 0, ...made };
    this.#last = madeBlock({
      number: 0,
      previousHash: new Uint8Array(),
      envelopes: [this.#envelope(this.#configuration, false)],
      lastConfiguration: 0,
      signatures: [],
    });
    this.genesis = readParts(this.#last).hash;
    this.verifier = new ChainVerifier({ channelId, chaincode, genesis: this.genesis });
    this.verifier.take(this.#last);
  }

  /** The block that comes next, with what is different about it. */
  next(changes: Partial<MadeBlock> = {}): common.Block {
    const number = this.verifier.place.next;
    return madeBlock({
      number,
      previousHash: Buffer.from(readParts(this.#last).hash, 'hex'),
      envelopes: [madeTransaction(`key ${String(number)}`)],
      lastConfiguration: this.#configuredAt,
      signatures: this.signatures(),
      ...changes,
    });
  }

  take(block = this.next()) {
    const taken = this.verifier.take(block);
    this.#last = block;
    return taken;
  }

  configurationBlock(changes: Partial<MadeConfiguration>, block: Partial<MadeBlock> = {}): common.Block {
    const made = { ...this.#configuration, sequence: this.#configuration.sequence + 1, ...changes };
    const number = this.verifier.place.next;
    return this.next({ envelopes: [this.#envelope(made, true)], lastConfiguration: number, ...block });
  }

  /** Takes a configuration block in, signed as the configuration before it asks. */
  configure(changes: Partial<MadeConfiguration>): void {
    const block = this.configurationBlock(changes);
    this.#configuration = { ...this.#configuration, ...changes, sequence: this.#configuration.sequence + 1 };
    this.#configuredAt = this.verifier.place.next;
    this.take(block);
  }

  /** As many as are needed: three of four consenters, or one orderer. */
  signatures(): readonly MadeSignature[] {
    return this.#configuration.consensus === 'BFT' ? [by(1), by(2), by(3)] : [{ identity: ordererOf(0) }];
  }

  #envelope(made: MadeConfiguration, signed: boolean): Uint8Array {
    const content = madeConfiguration(made).serializeBinary();
    const channel = made.channel ?? channelId;
    return madeEnvelope(common.HeaderType.CONFIG, content, { signed, channel, at: now.getTime() });
  }
}

const memberAt = (at: number): MadeMember => {
  const found = members[at];
  if (found === undefined) throw new Error('there is no such member');
  return found;
};
const ordererOf = (at: number): IssuedIdentity => memberAt(at).orderer;
/** The signature of the consenter with this id, by another key where one is given. */
const by = (id: number, identity = ordererOf(id - 1)): MadeSignature => ({ identity, id });

function faultOf(act: () => unknown): BlockFault | 'none' {
  try {
    act();
    return 'none';
  } catch (error) {
    if (!(error instanceof BlockDamaged)) throw error;
    return error.fault;
  }
}

it.each([
  [1, 1],
  [4, 3],
  [5, 4],
  [6, 4],
  [7, 5],
  [10, 7],
])('of %i consenters %i sign', (consenters, quorum) => {
  expect(bftQuorum(consenters)).toBe(quorum);
});

describe('a BFT chain', () => {
  let chain: Chain;
  beforeEach(() => {
    chain = new Chain({ consensus: 'BFT' });
  });

  it('reads a genuine chain, and what its transactions wrote', () => {
    const first = chain.take();
    const second = chain.take(chain.next({ envelopes: [madeTransaction('a'), madeTransaction('b')] }));
    expect(first.block).toMatchObject({ number: 1, previousHash: chain.genesis });
    expect(second.block.previousHash).toBe(first.block.hash);
    expect(second.block.transactions.map(({ writes }) => writes)).toEqual([
      [{ key: 'a', value: '"a"' }],
      [{ key: 'b', value: '"b"' }],
    ]);
  });

  it('takes any quorum, in any order, and more signatures than it needs', () => {
    chain.take(chain.next({ signatures: [by(4), by(2), by(3)] }));
    chain.take(chain.next({ signatures: [by(4), by(3), by(2), by(1)] }));
    expect(chain.verifier.place.next).toBe(3);
  });

  it('takes a quorum among signatures that do not count', () => {
    const other = Buffer.from('other');
    chain.take(
      chain.next({ signatures: [{ ...by(1), value: other }, by(9, ordererOf(0)), by(2), by(3), by(4)] }),
    );
    expect(chain.verifier.place.next).toBe(2);
  });

  const refused: readonly (readonly [string, BlockFault, () => Partial<MadeBlock>])[] = [
    ['no signature', 'signatures', () => ({ signatures: [] })],
    ['one signature too few', 'signatures', () => ({ signatures: [by(1), by(2)] })],
    ['one consenter three times', 'signatures', () => ({ signatures: [by(1), by(1), by(1)] })],
    ['a consenter twice among three', 'signatures', () => ({ signatures: [by(1), by(2), by(2)] })],
    [
      'a consenter that the channel does not name',
      'signatures',
      () => ({ signatures: [by(1), by(2), by(9, ordererOf(2))] }),
    ],
    [
      'the signature of another consenter under its id',
      'signatures',
      () => ({ signatures: [by(1), by(2), by(3, ordererOf(3))] }),
    ],
    [
      'a signature over other metadata',
      'signatures',
      () => ({ signatures: [by(1), by(2), { ...by(3), value: Buffer.from('other') }] }),
    ],
    [
      'signatures as Raft has them',
      'signatures',
      () => ({ signatures: [0, 1, 2].map((at) => ({ identity: ordererOf(at) })) }),
    ],
    [
      'more signatures than there can be orderers',
      'signatures',
      () => ({ signatures: Array.from({ length: 257 }, () => by(1)) }),
    ],
    ['another block before it', 'previous-hash', () => ({ previousHash: Buffer.alloc(32, 1) })],
    ['no block before it', 'malformed', () => ({ previousHash: new Uint8Array() })],
    ['a number that leaves one out', 'number', () => ({ number: 2 })],
    ['the number of a block that was read', 'number', () => ({ number: 0, previousHash: new Uint8Array() })],
    ['a configuration named that is not in force', 'last-configuration', () => ({ lastConfiguration: 1 })],
    ['no flags', 'flags', () => ({ flags: [] })],
    ['a flag too many', 'flags', () => ({ flags: [0, 0] })],
    [
      'a transaction that was not validated',
      'flags',
      () => ({ flags: [peer.TxValidationCode.NOT_VALIDATED] }),
    ],
    ['no transactions', 'malformed', () => ({ envelopes: [] })],
    ['a valid transaction that nobody can read', 'malformed', () => ({ envelopes: [garbage()] })],
  ];
  it.each(refused)('refuses a block with %s', (_reason, fault, changes) => {
    expect(faultOf(() => chain.take(chain.next(changes())))).toBe(fault);
    // Nothing of it was taken in: the genuine one still follows.
    chain.take();
  });

  it('reads an invalid transaction that nobody can read, and one with a time beyond the calendar, as having no effect', () => {
    const flags = [peer.TxValidationCode.BAD_PAYLOAD, peer.TxValidationCode.VALID];
    const envelopes = [garbage(), madeTransaction('late', 1e18)];
    const { block } = chain.take(chain.next({ envelopes, flags }));
    expect(block.transactions[0]).toMatchObject({ valid: false, writes: [] });
    expect(block.transactions[1]).toMatchObject({ valid: true, timestamp: '9999-12-31T23:59:59.999Z' });
  });

  it('refuses altered data, with the old hash and with a new one', () => {
    const genuine = chain.next();
    const [bytes = new Uint8Array()] = genuine.getData()?.getDataList_asU8() ?? [];
    const altered = Buffer.from(Buffer.from(bytes).toString('latin1').replace('key 1', 'key 2'), 'latin1');
    genuine.getData()?.setDataList([altered]);
    expect(faultOf(() => chain.take(genuine))).toBe('data-hash');
    genuine.getHeader()?.setDataHash(sha256(altered));
    expect(faultOf(() => chain.take(genuine))).toBe('signatures');
  });

  it('refuses a block that was read before', () => {
    const block = chain.next();
    chain.take(block);
    expect(faultOf(() => chain.verifier.take(block))).toBe('number');
  });

  it.each<readonly [string, (envelopes: readonly Uint8Array[]) => readonly Uint8Array[]]>([
    ['two envelopes as one', (envelopes) => [Buffer.concat(envelopes)]],
    [
      'an envelope as its payload and its signature',
      ([first = new Uint8Array(), ...others]) => {
        const payload = common.Envelope.deserializeBinary(first);
        payload.setSignature('');
        const cut = payload.serializeBinary().length;
        return [first.subarray(0, cut), first.subarray(cut), ...others];
      },
    ],
    [
      'a signature moved to the next envelope',
      ([first = new Uint8Array(), second = new Uint8Array()]) => {
        const payload = common.Envelope.deserializeBinary(first);
        payload.setSignature('');
        const cut = payload.serializeBinary().length;
        return [first.subarray(0, cut), Buffer.concat([first.subarray(cut), second])];
      },
    ],
    [
      'an empty envelope between',
      ([first = new Uint8Array(), ...others]) => [first, new Uint8Array(), ...others],
    ],
  ])('refuses the signed bytes in another splitting: %s', (_reason, split) => {
    const block = chain.next({ envelopes: [madeTransaction('a'), madeTransaction('b')] });
    const list = split(block.getData()?.getDataList_asU8() ?? []);
    block.getData()?.setDataList([...list]);
    const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
    metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER] = new Uint8Array(list.length);
    block.getMetadata()?.setMetadataList(metadata);
    expect(faultOf(() => chain.take(block))).toBe('envelopes');
  });

  // Anybody who may write can send such an envelope; it must not stop the index.
  it.each([
    ['a number and a text', [0x7a, 0x01, 0x00, 0x80, 0x01, 0x05]],
    ['fixed lengths', [0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4]],
    ['a group with a payload in it', [0x7b, 0x0a, 0x01, 0x00, 0x7c]],
    ['a group in a group', [0x7b, 0x73, 0x08, 0x01, 0x74, 0x7c]],
    ['a tag that is longer than it must be', [0xfa, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00]],
  ])('takes an envelope with a field that nobody knows, as orderers pass it on: %s', (_reason, field) => {
    const unknown = Buffer.concat([madeTransaction('a'), Buffer.from(field)]);
    chain.take(chain.next({ envelopes: [unknown, madeTransaction('b')] }));
    expect(chain.verifier.place.next).toBe(2);
  });

  it.each([
    ['a group without its end', [0x7b, 0x08, 0x01]],
    ['an end without its group', [0x7c]],
    ['a group that ends as another', [0x7b, 0x74]],
    ['a length past the end', [0x7a, 0x05, 0x00]],
    ['a second payload', [0x0a, 0x00]],
  ])('refuses an envelope that ends with %s', (_reason, field) => {
    const envelopes = [Buffer.concat([madeTransaction('a'), Buffer.from(field)])];
    expect(faultOf(() => chain.take(chain.next({ envelopes })))).toBe('envelopes');
  });

  it('refuses every block that differs from the signed one by a byte, but for the flags and signatures beside it', () => {
    const genuine = chain.next({ envelopes: [madeTransaction('a'), madeTransaction('b')] });
    const bytes = genuine.serializeBinary();
    const place = chain.verifier.place;
    const wanted = new ChainVerifier({ channelId, chaincode, genesis: chain.genesis }, place).take(
      genuine,
    ).block;
    const effect = ({ transactions }: typeof wanted) =>
      transactions.map(({ id, writes, valid }) => ({ id, writes: valid ? writes : [] }));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const tampered = Uint8Array.from(bytes);
        tampered[at] = (tampered[at] ?? 0) ^ change;
        let raw: common.Block;
        try {
          raw = common.Block.deserializeBinary(tampered);
        } catch {
          return;
        }
        const verifier = new ChainVerifier({ channelId, chaincode, genesis: chain.genesis }, place);
        let block: typeof wanted | undefined;
        expect(['none', ...faults]).toContain(faultOf(() => (block = verifier.take(raw).block)));
        if (block === undefined) return;
        expect(block.hash).toBe(wanted.hash);
        for (const [index, { valid }] of block.transactions.entries()) {
          if (valid) expect(effect(block)[index]).toEqual(effect(wanted)[index]);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const faults: readonly BlockFault[] = [
  'malformed',
  'number',
  'previous-hash',
  'data-hash',
  'envelopes',
  'flags',
  'signatures',
  'last-configuration',
  'configuration',
  'genesis',
];

function garbage(): Uint8Array {
  const envelope = new common.Envelope();
  envelope.setPayload(Buffer.from('no payload at all'));
  envelope.setSignature(Buffer.from('signature'));
  return envelope.serializeBinary();
}

describe('the first block', () => {
  it('is the pinned one or none', () => {
    const chain = new Chain({ consensus: 'BFT' });
    const other = new Chain({ consensus: 'BFT', capabilities: ['V3_0', 'V2_0'] });
    expect(other.genesis).not.toBe(chain.genesis);
    const verifier = new ChainVerifier({ channelId, chaincode, genesis: other.genesis });
    expect(faultOf(() => verifier.take(firstOf(chain)))).toBe('genesis');
  });

  it.each<readonly [string, Partial<MadeConfiguration>]>([
    ['asks for a capability that is not known', { capabilities: ['V4_0'] }],
    ['hashes in another way', { hashing: 'SHA3_256' }],
    ['belongs to another channel', { channel: 'other' }],
    ['names no consenters', { consenters: [] }],
  ])('is refused where it %s', (_reason, changes) => {
    expect(faultOf(() => new Chain({ consensus: 'BFT', ...changes }))).toBe('configuration');
  });

  it.each<readonly [string, () => MadeConfiguration['consenters']]>([
    [
      'one id',
      () => [
        [1, ordererOf(0)],
        [1, ordererOf(1)],
      ],
    ],
    [
      'one certificate',
      () => [
        [1, ordererOf(0)],
        [2, ordererOf(0)],
      ],
    ],
  ])('is refused where two consenters have %s', (_reason, consenters) => {
    const named = consenters();
    if (named === undefined) throw new Error('names consenters');
    expect(faultOf(() => new Chain({ consensus: 'BFT', consenters: named }))).toBe('configuration');
  });

  function firstOf(_chain: Chain): common.Block {
    const made = { consensus: 'BFT', sequence: 0, members } as const;
    const content = madeConfiguration(made).serializeBinary();
    return madeBlock({
      number: 0,
      previousHash: new Uint8Array(),
      envelopes: [madeEnvelope(common.HeaderType.CONFIG, content, { signed: false })],
      lastConfiguration: 0,
      signatures: [],
    });
  }
});

describe('configuration blocks', () => {
  let chain: Chain;
  beforeEach(() => {
    chain = new Chain({ consensus: 'BFT' });
    chain.take();
  });

  it('change who signs from then on: a removed consenter counts for nothing, a new one counts', async () => {
    const newcomer = await madeIdentity(memberAt(0).ca, 'orderer', now);
    const consenters = [
      [1, ordererOf(0)],
      [2, ordererOf(1)],
      [4, ordererOf(3)],
      [5, newcomer],
    ] as const;
    expect(faultOf(() => chain.take(chain.next({ signatures: [by(1), by(2), by(5, newcomer)] })))).toBe(
      'signatures',
    );
    chain.configure({ consenters });
    expect(faultOf(() => chain.take(chain.next({ signatures: [by(1), by(2), by(3)] })))).toBe('signatures');
    chain.take(chain.next({ signatures: [by(1), by(2), by(5, newcomer)] }));
    expect(chain.verifier.place.inForce).toMatchObject({ block: 2, configuration: { sequence: 1 } });
  });

  it.each<readonly [string, BlockFault, () => common.Block]>([
    ['signed by too few', 'signatures', () => chain.configurationBlock({}, { signatures: [by(1), by(2)] })],
    [
      'signed by those whom it brings itself',
      'signatures',
      () =>
        chain.configurationBlock({ consenters: [[1, ordererOf(3)]] }, { signatures: [by(1, ordererOf(3))] }),
    ],
    ['that leaves a sequence number out', 'configuration', () => chain.configurationBlock({ sequence: 2 })],
    ['that comes again', 'configuration', () => chain.configurationBlock({ sequence: 0 })],
    ['of another channel', 'configuration', () => chain.configurationBlock({ channel: 'other' })],
    ['that does not apply', 'configuration', () => chain.configurationBlock({}, { flags: [1] })],
    [
      'that names the one before as its own',
      'last-configuration',
      () => chain.configurationBlock({}, { lastConfiguration: 0 }),
    ],
    [
      'among other transactions',
      'configuration',
      () => {
        const [envelope = new Uint8Array()] =
          chain.configurationBlock({}).getData()?.getDataList_asU8() ?? [];
        return chain.next({ envelopes: [madeTransaction('a'), envelope] });
      },
    ],
    ['without orderers', 'configuration', () => chain.configurationBlock({ members: [] })],
  ])('are refused: %s', (_reason, fault, block) => {
    expect(faultOf(() => chain.take(block()))).toBe(fault);
  });

  it('take a block for refused that names the configuration before the one in force', () => {
    chain.configure({});
    expect(faultOf(() => chain.take(chain.next({ lastConfiguration: 0 })))).toBe('last-configuration');
    chain.take();
  });

  it('revoke a consenter’s certificate: three others must sign', async () => {
    const { ca, orderer } = memberAt(0);
    chain.configure({ revoked: { [ca.mspId]: [await revocationOf(ca, orderer.certificate, now)] } });
    expect(faultOf(() => chain.take(chain.next({ signatures: [by(1), by(2), by(3)] })))).toBe('signatures');
    chain.take(chain.next({ signatures: [by(2), by(3), by(4)] }));
  });
});

describe('a Raft chain', () => {
  let chain: Chain;
  beforeEach(() => {
    chain = new Chain({ consensus: 'etcdraft', capabilities: ['V2_0'] });
  });

  it('takes one orderer of a member, any of them', () => {
    chain.take();
    chain.take(chain.next({ signatures: [{ identity: ordererOf(3) }] }));
    expect(chain.verifier.place.next).toBe(3);
  });

  it.each<readonly [string, () => Promise<MadeSignature>]>([
    ['a peer of a member', async () => ({ identity: await madeIdentity(memberAt(0).ca, 'peer', now) })],
    ['a client of a member', async () => ({ identity: await madeIdentity(memberAt(0).ca, 'client', now) })],
    [
      'an orderer of nobody in the channel',
      async () => ({ identity: (await madeMember('231100', now)).orderer }),
    ],
    [
      'an orderer of a CA that calls itself a member’s',
      async () => ({ identity: (await madeMember('230200', now)).orderer }),
    ],
    [
      'an orderer under another member’s name',
      () => Promise.resolve({ identity: { ...ordererOf(0), mspId: memberAt(1).ca.mspId } }),
    ],
    [
      'an orderer over other metadata',
      () => Promise.resolve({ identity: ordererOf(0), value: Buffer.from('x') }),
    ],
    ['a signature as BFT has it', () => Promise.resolve(by(1))],
  ])('refuses a block signed by %s', async (_reason, signature) => {
    const signatures = [await signature()];
    expect(faultOf(() => chain.take(chain.next({ signatures })))).toBe('signatures');
  });

  it('refuses a block without signatures', () => {
    expect(faultOf(() => chain.take(chain.next({ signatures: [] })))).toBe('signatures');
  });

  it('refuses an orderer whose certificate had ended by the block before, and takes it until then', async () => {
    const short = await madeIdentity(memberAt(0).ca, 'orderer', now, 2);
    const signatures = [{ identity: short }];
    chain.take(chain.next({ signatures, envelopes: [madeTransaction('a', now.getTime() + 2 * day)] }));
    // A quarter of an hour is what clocks may differ by.
    chain.take(chain.next({ signatures, envelopes: [madeTransaction('b', now.getTime() + 2 * day + hour)] }));
    expect(faultOf(() => chain.take(chain.next({ signatures })))).toBe('signatures');
    chain.take();
  });

  it('does not let an invalid transaction end a certificate by the time that it claims', async () => {
    const short = await madeIdentity(memberAt(0).ca, 'orderer', now, 2);
    const flags = [peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE];
    chain.take(chain.next({ envelopes: [madeTransaction('a', now.getTime() + 3 * day)], flags }));
    chain.take(chain.next({ signatures: [{ identity: short }] }));
    expect(chain.verifier.place.next).toBe(3);
  });

  it('refuses an orderer whose certificate its member revoked, from the configuration block on', async () => {
    const { ca, orderer } = memberAt(0);
    chain.take();
    chain.configure({ revoked: { [ca.mspId]: [await revocationOf(ca, orderer.certificate, now)] } });
    expect(faultOf(() => chain.take())).toBe('signatures');
    chain.take(chain.next({ signatures: [{ identity: ordererOf(1) }] }));
  });

  it('refuses an orderer whose member has left the channel', () => {
    chain.configure({ members: members.slice(1) });
    expect(faultOf(() => chain.take())).toBe('signatures');
    chain.take(chain.next({ signatures: [{ identity: ordererOf(1) }] }));
  });

  it('becomes a BFT chain by a configuration block: one orderer is not enough any more', () => {
    chain.configure({ consensus: 'BFT', capabilities: ['V3_0'] });
    expect(faultOf(() => chain.take(chain.next({ signatures: [{ identity: ordererOf(0) }] })))).toBe(
      'signatures',
    );
    chain.take();
  });
});
