import { createHash, randomBytes } from 'node:crypto';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { TransactionRequest } from '../ledger';

/** Name under which the contracts are installed, as on a Fabric channel. */
export const chaincodeName = 'huren';

/** A Fabric endorsement proposal: what the signer signs. */
export interface Proposal {
  readonly bytes: Buffer;
  readonly channelId: string;
  /** 64 hex digits: SHA-256(nonce ‖ creator). */
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly nonce: Buffer;
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  /** The serialized identity. */
  readonly creator: Buffer;
  /** `contract:fn`. */
  readonly call: string;
  readonly argument: string;
}

/** A new proposal with a fresh nonce, hence a fresh transaction id. */
export function createProposal(options: {
  readonly channelId: string;
  readonly timestamp: number;
  readonly mspId: string;
  readonly certificate: string;
  readonly request: TransactionRequest;
}): Proposal {
  const { request, ...rest } = options;
  const call = `${request.contract}:${request.fn}`;
  return encodeProposal({ ...rest, call, argument: request.argument, nonce: randomBytes(24) });
}

/**
 * Reads a proposal and refuses every spelling but the one that `createProposal` writes, so that nothing signed goes
 * unseen (unknown fields, transient data, a second argument).
 * @returns undefined when it is not such a proposal.
 */
export function parseProposal(bytes: Uint8Array): Proposal | undefined {
  try {
    const proposal = peer.Proposal.deserializeBinary(bytes);
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    const creator = msp.SerializedIdentity.deserializeBinary(signatureHeader.getCreator_asU8());
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
    const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
    const [call, argument] = invocation.getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? [];
    const time = channelHeader.getTimestamp();
    if (call === undefined || argument === undefined || time === undefined) return undefined;
    const read = encodeProposal({
      channelId: channelHeader.getChannelId(),
      timestamp: time.getSeconds() * 1000 + Math.floor(time.getNanos() / 1e6),
      nonce: Buffer.from(signatureHeader.getNonce_asU8()),
      mspId: creator.getMspid(),
      certificate: Buffer.from(creator.getIdBytes_asU8()).toString('utf8'),
      call: Buffer.from(call).toString('utf8'),
      argument: Buffer.from(argument).toString('utf8'),
    });
    return read.nonce.length === 24 && read.bytes.equals(bytes) ? read : undefined;
  } catch {
    // google-protobuf throws plain errors and assertions on bytes that are no message.
    return undefined;
  }
}

/** The proposal's input, as the shim's stub takes it. */
export function chaincodeInput(proposal: Proposal): peer.ChaincodeInput {
  const input = new peer.ChaincodeInput();
  input.setArgsList([Buffer.from(proposal.call), Buffer.from(proposal.argument)]);
  return input;
}

function encodeProposal(fields: Omit<Proposal, 'bytes' | 'transactionId' | 'creator'>): Proposal {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(fields.mspId);
  identity.setIdBytes(Buffer.from(fields.certificate));
  const creator = Buffer.from(identity.serializeBinary());
  const transactionId = createHash('sha256').update(fields.nonce).update(creator).digest('hex');
  const chaincodeId = new peer.ChaincodeID();
  chaincodeId.setName(chaincodeName);

  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(chaincodeId);
  const time = new Timestamp();
  time.setSeconds(Math.floor(fields.timestamp / 1000));
  time.setNanos((fields.timestamp % 1000) * 1e6);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId(fields.channelId);
  channelHeader.setTxId(transactionId);
  channelHeader.setTimestamp(time);
  channelHeader.setExtension$(extension.serializeBinary());
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator);
  signatureHeader.setNonce(fields.nonce);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());

  const input = new peer.ChaincodeInput();
  input.setArgsList([Buffer.from(fields.call), Buffer.from(fields.argument)]);
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(chaincodeId);
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());

  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(payload.serializeBinary());
  return { ...fields, bytes: Buffer.from(proposal.serializeBinary()), transactionId, creator };
}
