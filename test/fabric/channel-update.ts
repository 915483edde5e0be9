import { common, orderer } from '@hyperledger/fabric-protos';
import type { Signer } from '@huren/network';
import type { NodeAddress } from '@huren/network/fabric';
import { broadcast } from '../../network/src/fabric/peer-connection';
import { channelHeader, creatorOf } from '../../network/src/fabric/signed-proposal';

/** The part of a protobuf map that is used; google-protobuf's own types are not installed. */
interface ProtoMap<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** Changes the longest wait for a batch in the channel's configuration, signed by these admins. */
export async function setBatchTimeout(
  options: { readonly channelId: string; readonly orderer: NodeAddress; readonly configBlock: common.Block },
  timeout: string,
  admins: readonly [Signer, ...Signer[]],
): Promise<void> {
  const { channelId } = options;
  const [envelope = new Uint8Array()] = options.configBlock.getData()?.getDataList_asU8() ?? [];
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(envelope).getPayload_asU8(),
  );
  const channel = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8())
    .getConfig()
    ?.getChannelGroup();
  const ordering = (channel?.getGroupsMap() as ProtoMap<common.ConfigGroup> | undefined)?.get('Orderer');
  const value = (ordering?.getValuesMap() as ProtoMap<common.ConfigValue> | undefined)?.get('BatchTimeout');
  if (channel === undefined || ordering === undefined || value === undefined)
    throw new Error('no configuration');

  const update = new common.ConfigUpdate();
  update.setChannelId(channelId);
  update.setReadSet(bare(channel, bare(ordering)));
  const changed = new common.ConfigValue();
  const batch = new orderer.BatchTimeout();
  batch.setTimeout(timeout);
  changed.setVersion(value.getVersion() + 1);
  changed.setModPolicy(value.getModPolicy());
  changed.setValue(batch.serializeBinary());
  const written = bare(ordering);
  (written.getValuesMap() as ProtoMap<common.ConfigValue>).set('BatchTimeout', changed);
  update.setWriteSet(bare(channel, written));
  const bytes = update.serializeBinary();

  const wrapped = new common.ConfigUpdateEnvelope();
  wrapped.setConfigUpdate(bytes);
  for (const admin of admins) {
    const header = signatureHeader(admin);
    const signature = new common.ConfigSignature();
    signature.setSignatureHeader(header);
    signature.setSignature(await admin.sign(Buffer.concat([header, bytes])));
    wrapped.addSignatures(signature);
  }
  const header = new common.Header();
  header.setChannelHeader(channelHeader(common.HeaderType.CONFIG_UPDATE, channelId).serializeBinary());
  header.setSignatureHeader(signatureHeader(admins[0]));
  const body = new common.Payload();
  body.setHeader(header);
  body.setData(wrapped.serializeBinary());
  const sent = new common.Envelope();
  sent.setPayload(body.serializeBinary());
  sent.setSignature(await admins[0].sign(sent.getPayload_asU8()));
  await broadcast(options.orderer, sent);
}

/** A group with its version and, below it, this one only. */
function bare(group: common.ConfigGroup, ordering?: common.ConfigGroup): common.ConfigGroup {
  const copy = new common.ConfigGroup();
  copy.setVersion(group.getVersion());
  if (ordering !== undefined) {
    (copy.getGroupsMap() as ProtoMap<common.ConfigGroup>).set('Orderer', ordering);
  }
  return copy;
}

function signatureHeader(signer: Signer): Uint8Array {
  const header = new common.SignatureHeader();
  header.setCreator(creatorOf(signer));
  header.setNonce(Buffer.from(`nonce ${String(Math.random())}`));
  return header.serializeBinary();
}
