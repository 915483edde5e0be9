import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import {
  applicationGroup,
  computeSets,
  configurationOfBlock,
  groupAt,
  ordererGroup,
  readUpdate,
  withGroup,
  withPolicy,
  withValue,
  writeGroup,
  type ConfigGroup,
  type Organisation,
} from '@huren/network/channel';
import { channelOf, organisationOf } from './channel-blocks';

const bin = process.env['FABRIC_BIN'] ?? '';
const hasTools = existsSync(join(bin, 'configtxlator'));

const channel = `
Profiles:
  Huren:
    Policies: &group
      Readers: {Type: ImplicitMeta, Rule: ANY Readers}
      Writers: {Type: ImplicitMeta, Rule: ANY Writers}
      Admins: {Type: ImplicitMeta, Rule: MAJORITY Admins}
    Capabilities: {V3_0: true}
    Orderer:
      OrdererType: etcdraft
      EtcdRaft: {Consenters: [{Host: a, Port: 7050, ClientTLSCert: tls.pem, ServerTLSCert: tls.pem}]}
      BatchTimeout: 1s
      BatchSize: {MaxMessageCount: 10, AbsoluteMaxBytes: 1 MB, PreferredMaxBytes: 1 MB}
      Organizations: []
      Policies: {<<: *group, BlockValidation: {Type: ImplicitMeta, Rule: ANY Writers}}
      Capabilities: {V2_0: true}
    Application:
      Organizations:
        - Name: MSPID
          ID: MSPID
          MSPDir: msp
          Policies:
            Readers: {Type: Signature, Rule: "OR('MSPID.member')"}
            Writers: {Type: Signature, Rule: "OR('MSPID.client', 'MSPID.admin')"}
            Admins: {Type: Signature, Rule: "OR('MSPID.admin')"}
            Endorsement: {Type: Signature, Rule: "OR('MSPID.peer')"}
          AnchorPeers: [{Host: peer.example, Port: 7051}]
      Policies: *group
      Capabilities: {V2_5: true}
`;
const nodeOus = `NodeOUs:
  Enable: true
  ClientOUIdentifier: {OrganizationalUnitIdentifier: client}
  PeerOUIdentifier: {OrganizationalUnitIdentifier: peer}
  AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}
  OrdererOUIdentifier: {OrganizationalUnitIdentifier: orderer}
`;

(hasTools ? describe : describe.skip)('against the tools of the release', () => {
  let folder: string;
  let members: Organisation[];
  let root: ConfigGroup;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-configtx-'));
    members = await Promise.all(['230200', '220800', '150700', '230600'].map(organisationOf));
    root = channelOf(members);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const configOf = (group: ConfigGroup): Uint8Array => {
    const config = new common.Config();
    config.setSequence(1);
    config.setChannelGroup(writeGroup(group));
    return config.serializeBinary();
  };

  it.each([
    ['a new member', () => withGroup(root, ['Application', 'N'], applicationGroup(members[0]!, []))],
    ['a member that goes', () => withGroup(root, ['Application', members[1]!.mspId], undefined)],
    [
      'a member that goes from both groups',
      () =>
        withGroup(
          withGroup(root, ['Application', members[1]!.mspId], undefined),
          ['Orderer', members[1]!.mspId],
          undefined,
        ),
    ],
    [
      'other endpoints',
      () =>
        withGroup(
          root,
          ['Orderer', members[0]!.mspId],
          ordererGroup(members[0]!, [{ host: 'x', port: 7050 }]),
        ),
    ],
    ['a new value', () => withValue(root, 'Capabilities', new Uint8Array([1]))],
    [
      'another policy of a group',
      () =>
        withGroup(
          root,
          ['Orderer'],
          withPolicy(groupAt(root, 'Orderer')!, 'Admins', { type: 3, value: new Uint8Array([8, 1]) }),
        ),
    ],
    ['another policy of change', () => ({ ...root, modPolicy: 'Writers' })],
  ])('%s: the update of configtxlator has the same sets', (_what, target) => {
    const [original, updated] = [file('a.pb', configOf(root)), file('b.pb', configOf(target()))];
    const output = join(folder, 'update.pb');
    execFileSync(join(bin, 'configtxlator'), [
      ...['compute_update', '--channel_id', 'huren', '--original', original],
      ...['--updated', updated, '--output', output],
    ]);
    const { channelId, readSet, writeSet } = readUpdate(readFileSync(output));
    expect(channelId).toBe('huren');
    expect({ readSet, writeSet }).toEqual(computeSets(root, target()));
  });

  it('a member’s group is byte for byte that of configtxgen', () => {
    const [own] = members;
    const { mspId, ca, tlsCa } = own!;
    for (const name of ['msp', 'msp/cacerts', 'msp/tlscacerts']) {
      execFileSync('mkdir', ['-p', join(folder, name)]);
    }
    file('msp/cacerts/ca.pem', ca);
    file('msp/tlscacerts/tls.pem', tlsCa);
    file('msp/config.yaml', nodeOus);
    file('tls.pem', tlsCa);
    file('configtx.yaml', channel.replaceAll('MSPID', mspId));
    const output = join(folder, 'genesis.block');
    execFileSync(
      join(bin, 'configtxgen'),
      [...['-profile', 'Huren', '-channelID', 'huren', '-configPath', folder], ...['-outputBlock', output]],
      { stdio: 'ignore' },
    );
    const made = configurationOfBlock(common.Block.deserializeBinary(readFileSync(output)));
    expect(groupAt(made.root, 'Application', mspId)).toEqual(
      applicationGroup(own!, [{ host: 'peer.example', port: 7051 }]),
    );
  });
});

if (!hasTools) process.stdout.write('not run: comparison with configtxlator (FABRIC_BIN is not set)\n');
