import fc from 'fast-check';
import { common } from '@hyperledger/fabric-protos';
import {
  appliedUpdate,
  applicationGroup,
  computeSets,
  computeUpdate,
  configurationOfBlock,
  describeUpdate,
  emptyGroup,
  groupAt,
  isReadable,
  isSigned,
  NothingChanges,
  ordererGroup,
  quorumsOf,
  readGroup,
  readParts,
  readUpdate,
  signUpdate,
  withGroup,
  withPolicy,
  withValue,
  writeGroup,
  type ConfigGroup,
  type Organisation,
} from '@huren/network/channel';
import { channelOf, configBlock, organisationOf } from './channel-blocks';

let members: Organisation[];
let newcomer: Organisation;
let root: ConfigGroup;
beforeAll(async () => {
  members = await Promise.all(['230200', '220800', '150700', '230600'].map(organisationOf));
  newcomer = await organisationOf('231100');
  root = channelOf(members);
});

const admitted = (): ConfigGroup =>
  withGroup(
    root,
    ['Application', newcomer.mspId],
    applicationGroup(newcomer, [{ host: '127.0.0.1', port: 7080 }]),
  );

describe('a channel configuration', () => {
  it('read from its block has the sequence, the parts and one digest for every spelling', () => {
    const read = configurationOfBlock(configBlock('huren', 7, root));
    expect(read).toMatchObject({ channelId: 'huren', sequence: 7, root });
    const again = configurationOfBlock(configBlock('huren', 7, readGroup(writeGroup(root))));
    expect(again.digest).toBe(read.digest);
    const parts = readParts(read);
    expect(parts.consensus).toBe('bft');
    expect(parts.members.map(({ mspId }) => mspId)).toEqual(members.map(({ mspId }) => mspId).sort());
    expect(parts.consenters.map(({ id, port }) => [id, port])).toEqual([
      [1, 7050],
      [2, 7051],
      [3, 7052],
      [4, 7053],
    ]);
    expect(parts.members.find(({ mspId }) => mspId === members[1]!.mspId)).toMatchObject({
      cas: [members[1]!.ca],
      tlsCas: [members[1]!.tlsCa],
      anchors: [{ host: '127.0.0.1', port: 7001 }],
    });
  });

  it.each([
    ['another sequence', () => configurationOfBlock(configBlock('huren', 8, root))],
    ['a new member', () => configurationOfBlock(configBlock('huren', 7, admitted()))],
    [
      'a version',
      () => configurationOfBlock(configBlock('huren', 7, { ...root, version: root.version + 1 })),
    ],
  ])('has another digest with %s', (_what, other) => {
    expect(other().digest).not.toBe(configurationOfBlock(configBlock('huren', 7, root)).digest);
  });

  it.each([
    ['a block without data', () => new common.Block()],
    [
      'a block of transactions',
      () => {
        const block = configBlock('huren', 1, root);
        const [bytes] = block.getData()!.getDataList_asU8();
        const envelope = common.Envelope.deserializeBinary(bytes!);
        const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
        const channel = new common.ChannelHeader();
        channel.setType(common.HeaderType.ENDORSER_TRANSACTION);
        payload.getHeader()!.setChannelHeader(channel.serializeBinary());
        envelope.setPayload(payload.serializeBinary());
        block.getData()!.setDataList([envelope.serializeBinary()]);
        return block;
      },
    ],
  ])('is not read from %s', (_what, block) => {
    expect(() => configurationOfBlock(block())).toThrow(RangeError);
  });
});

describe('an update', () => {
  it('that admits a member reads every version that must stand and writes the one group', () => {
    const { readSet, writeSet } = computeSets(root, admitted());
    const [read, written] = [readSet, writeSet].map((set) => groupAt(set, 'Application')!);
    expect([...read!.groups.keys()].sort()).toEqual(members.map(({ mspId }) => mspId).sort());
    expect([read!.version, written!.version]).toEqual([0, 1]);
    expect(written!.groups.get(newcomer.mspId)).toEqual(
      applicationGroup(newcomer, [{ host: '127.0.0.1', port: 7080 }]),
    );
    expect(written!.groups.get(members[0]!.mspId)).toEqual(emptyGroup);
    expect([...writeSet.groups.keys()]).toEqual(['Application']);
  });

  it('has the same bytes whoever computes it', () => {
    const other = readGroup(writeGroup(root));
    const target = readGroup(writeGroup(admitted()));
    expect(computeUpdate('huren', other, target)).toEqual(computeUpdate('huren', root, admitted()));
  });

  it('between two equal configurations is none', () => {
    expect(() => computeUpdate('huren', root, readGroup(writeGroup(root)))).toThrow(NothingChanges);
  });

  it('applied to its base by the rules of versions gives the target, whatever changed', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const bytes = fc.uint8Array({ maxLength: 4 });
    const leafMaps = {
      values: fc.dictionary(name, bytes, { maxKeys: 3 }),
      policies: fc.dictionary(name, bytes, { maxKeys: 3 }),
    };
    const group = (leaf: { values: object; policies: object }, groups: Map<string, ConfigGroup>) =>
      ({
        version: 3,
        modPolicy: 'Admins',
        groups,
        values: new Map(
          Object.entries(leaf.values).map(([key, value]) => [
            key,
            { version: 2, modPolicy: 'Admins', value: value as Uint8Array },
          ]),
        ),
        policies: new Map(
          Object.entries(leaf.policies).map(([key, value]) => [
            key,
            { version: 2, modPolicy: 'Admins', policy: { type: 1, value: value as Uint8Array } },
          ]),
        ),
      }) satisfies ConfigGroup;
    const leaf = fc.record(leafMaps);
    const tree = fc
      .tuple(leaf, fc.dictionary(name, leaf, { maxKeys: 3 }))
      .map(([own, inner]) =>
        group(own, new Map(Object.entries(inner).map(([key, one]) => [key, group(one, new Map())]))),
      );
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        let sets;
        try {
          sets = computeSets(before, after);
        } catch (error) {
          expect(error).toBeInstanceOf(NothingChanges);
          expect(content(after)).toEqual(content(before));
          return;
        }
        expect(isReadable(before, sets.readSet)).toBe(true);
        expect(content(appliedUpdate(before, sets.writeSet))).toEqual(content(after));
      }),
    );
  });

  it('reads back as it was computed, and fits no configuration that has moved on', () => {
    const { channelId, readSet, writeSet } = readUpdate(computeUpdate('huren', root, admitted()));
    expect(channelId).toBe('huren');
    expect({ readSet, writeSet }).toEqual(computeSets(root, admitted()));
    expect(isReadable(root, readSet)).toBe(true);
    expect(isReadable(appliedUpdate(root, writeSet), readSet)).toBe(false);
  });

  it('is signed over the header and its bytes', async () => {
    const signer = {
      mspId: 'HurenXMSP',
      certificate: 'certificate',
      sign: (bytes: Uint8Array) => Promise.resolve(bytes),
    };
    const update = computeUpdate('huren', root, admitted());
    const { header, signature } = await signUpdate(update, signer);
    expect(Buffer.from(signature)).toEqual(Buffer.concat([header, update]));
    const creator = common.SignatureHeader.deserializeBinary(header).getCreator_asU8();
    expect(Buffer.from(creator).toString()).toContain('HurenXMSP');
  });
});

function content(group: ConfigGroup): unknown {
  const by = <T>(map: ReadonlyMap<string, T>, of: (one: T) => unknown) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, of(one)]);
  return [
    group.modPolicy,
    by(group.values, ({ value }) => Buffer.from(value).toString('hex')),
    by(group.policies, ({ policy }) => Buffer.from(policy?.value ?? []).toString('hex')),
    by(group.groups, content),
  ];
}

describe('whose signatures an update needs', () => {
  const ids = () => members.map(({ mspId }) => mspId).sort();

  it.each([
    ['a new member: a majority of the members', () => admitted(), () => [{ msps: ids(), atLeast: 3 }]],
    [
      'a new ordering member: majorities of both groups',
      () => withGroup(admitted(), ['Orderer', newcomer.mspId], ordererGroup(newcomer, [])),
      () => [
        { msps: ids(), atLeast: 3 },
        { msps: ids(), atLeast: 3 },
      ],
    ],
    [
      'a member’s own anchor peers: that member',
      () => withGroup(root, ['Application', members[0]!.mspId], applicationGroup(members[0]!, [])),
      () => [{ msps: [members[0]!.mspId], atLeast: 1 }],
    ],
    [
      'a policy of the application group: a majority of the members',
      () =>
        withGroup(
          root,
          ['Application'],
          withPolicy(groupAt(root, 'Application')!, 'Endorsement', { type: 3, value: new Uint8Array() }),
        ),
      () => [{ msps: ids(), atLeast: 3 }],
    ],
    [
      'a value of the channel: both groups',
      () => withValue(root, 'Capabilities', new Uint8Array([1])),
      () => [
        { msps: ids(), atLeast: 3 },
        { msps: ids(), atLeast: 3 },
      ],
    ],
    ['nothing: nobody', () => root, () => []],
  ])('%s', (_what, after, quorums) => {
    expect(quorumsOf(root, after())).toEqual(quorums());
  });

  it.each([
    [2, false],
    [3, true],
  ])('is met by %d of 4: %p', (count, met) => {
    expect(isSigned(quorumsOf(root, admitted()), new Set(ids().slice(0, count)))).toBe(met);
  });

  it('is not met by strangers, however many', () => {
    expect(isSigned(quorumsOf(root, admitted()), new Set(['a', 'b', 'c', 'd']))).toBe(false);
  });
});

describe('an update in words', () => {
  it('names a new member with its address, its CAs and its policies', () => {
    const [line, ...more] = describeUpdate(root, admitted());
    expect(more).toEqual([]);
    expect(line).toMatchObject({ path: `Application/${newcomer.mspId}`, change: 'added' });
    expect(line!.words.en).toContain('127.0.0.1:7080');
    expect(line!.words.en).toContain(`Admins 1 of (${newcomer.mspId}.admin)`);
    expect(line!.words.zh).toContain('新增应用组织');
  });

  it('names what goes and what differs, each with its path', () => {
    const gone = withGroup(root, ['Application', members[3]!.mspId], undefined);
    const changed = withGroup(
      gone,
      ['Orderer', members[0]!.mspId],
      ordererGroup(members[0]!, [{ host: 'orderer.example', port: 7050 }]),
    );
    expect(describeUpdate(root, changed).map(({ path, change }) => [path, change])).toEqual([
      [`Application/${members[3]!.mspId}`, 'removed'],
      [`Orderer/${members[0]!.mspId}/Endpoints`, 'changed'],
    ]);
    expect(describeUpdate(root, changed)[1]!.words.en).toBe(
      'Endpoints: 127.0.0.1:7050 → orderer.example:7050',
    );
  });

  it('says nothing where nothing differs', () => {
    expect(describeUpdate(root, readGroup(writeGroup(root)))).toEqual([]);
  });
});
