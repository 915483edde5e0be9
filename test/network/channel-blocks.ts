import { common, orderer } from '@hyperledger/fabric-protos';
import {
  applicationGroup,
  emptyGroup,
  ordererGroup,
  writeGroup,
  type ConfigGroup,
  type Organisation,
} from '@huren/network/channel';
import { createTlsCa } from '@huren/network/certificates';
import { createMemberCa } from '@huren/network/identity';

const from = new Date(Date.now() - 86_400_000);

/** A made-up member's certificates, as a channel knows them. */
export async function organisationOf(id: string): Promise<Organisation> {
  const options = { id, name: 'demo', now: from, validDays: 30 };
  const ca = await createMemberCa(options);
  const tlsCa = await createTlsCa(options);
  return { mspId: ca.mspId, ca: ca.certificate, tlsCa: tlsCa.certificate };
}

const implicit = (rule: 'ANY' | 'ALL' | 'MAJORITY', name: string) => {
  const meta = new common.ImplicitMetaPolicy();
  meta.setSubPolicy(name);
  meta.setRule(common.ImplicitMetaPolicy.Rule[rule]);
  return {
    version: 0,
    modPolicy: 'Admins',
    policy: { type: common.Policy.PolicyType.IMPLICIT_META, value: meta.serializeBinary() },
  };
};
const policies = new Map([
  ['Admins', implicit('MAJORITY', 'Admins')],
  ['Readers', implicit('ANY', 'Readers')],
  ['Writers', implicit('ANY', 'Writers')],
]);

/** A channel of these members; the first `ordering` of them run an orderer each. */
export function channelOf(members: readonly Organisation[], ordering = members.length): ConfigGroup {
  const type = new orderer.ConsensusType();
  type.setType('BFT');
  const consenters = new common.Orderers();
  consenters.setConsenterMappingList(
    members.slice(0, ordering).map(({ mspId }, at) => {
      const one = new common.Consenter();
      one.setId(at + 1);
      one.setHost('127.0.0.1');
      one.setPort(7050 + at);
      one.setMspId(mspId);
      return one;
    }),
  );
  const value = (bytes: Uint8Array) => ({ version: 0, modPolicy: 'Admins', value: bytes });
  const group = (groups: ConfigGroup['groups'], values: ConfigGroup['values'] = new Map()): ConfigGroup => ({
    ...emptyGroup,
    modPolicy: 'Admins',
    policies,
    groups,
    values,
  });
  return group(
    new Map([
      [
        'Application',
        group(
          new Map(
            members.map((one, at) => [
              one.mspId,
              applicationGroup(one, [{ host: '127.0.0.1', port: 7000 + at }]),
            ]),
          ),
        ),
      ],
      [
        'Orderer',
        group(
          new Map(
            members
              .slice(0, ordering)
              .map((one, at) => [one.mspId, ordererGroup(one, [{ host: '127.0.0.1', port: 7050 + at }])]),
          ),
          new Map([
            ['ConsensusType', value(type.serializeBinary())],
            ['Orderers', value(consenters.serializeBinary())],
          ]),
        ),
      ],
    ]),
  );
}

/** The channel's block with this configuration. */
export function configBlock(channelId: string, sequence: number, root: ConfigGroup): common.Block {
  const config = new common.Config();
  config.setSequence(sequence);
  config.setChannelGroup(writeGroup(root));
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);
  const channel = new common.ChannelHeader();
  channel.setType(common.HeaderType.CONFIG);
  channel.setChannelId(channelId);
  const header = new common.Header();
  header.setChannelHeader(channel.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(envelope.serializeBinary());
  const carried = new common.Envelope();
  carried.setPayload(payload.serializeBinary());
  const data = new common.BlockData();
  data.setDataList([carried.serializeBinary()]);
  const block = new common.Block();
  block.setData(data);
  return block;
}
