import { createHash, randomBytes } from 'node:crypto';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '../ledger';

/** A call to a chaincode, system or not, before anybody endorsed it. */
export interface Call {
  /** Empty for calls to a peer itself, such as joining a channel. */
  readonly channelId: string;
  readonly chaincode: string;
  readonly args: readonly Uint8Array[];
}

/** A proposal with everything that its transaction needs later. */
export interface SignedCall {
  readonly transactionId: string;
  readonly header: common.Header;
  readonly payload: Uint8Array;
  readonly signed: peer.SignedProposal;
}

/** The serialized identity of a signer. */
export function creatorOf(signer: { readonly mspId: string; readonly certificate: string }): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(signer.mspId);
  identity.setIdBytes(Buffer.from(signer.certificate));
  return identity.serializeBinary();
}

/** A channel header of this moment. */
export function channelHeader(type: common.HeaderTypeMap[keyof common.HeaderTypeMap], channelId: string) {
  const header = new common.ChannelHeader();
  const time = new Timestamp();
  const now = Date.now();
  time.setSeconds(Math.floor(now / 1000));
  time.setNanos((now % 1000) * 1e6);
  header.setType(type);
  header.setChannelId(channelId);
  header.setTimestamp(time);
  return header;
}

export async function signCall(call: Call, signer: Signer): Promise<SignedCall> {
  const creator = creatorOf(signer);
  const nonce = randomBytes(24);
  const transactionId = createHash('sha256').update(nonce).update(creator).digest('hex');
  const chaincodeId = new peer.ChaincodeID();
  chaincodeId.setName(call.chaincode);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(chaincodeId);
  const channel = channelHeader(common.HeaderType.ENDORSER_TRANSACTION, call.channelId);
  channel.setTxId(transactionId);
  channel.setExtension$(extension.serializeBinary());
  const signature = new common.SignatureHeader();
  signature.setCreator(creator);
  signature.setNonce(nonce);
  const header = new common.Header();
  header.setChannelHeader(channel.serializeBinary());
  header.setSignatureHeader(signature.serializeBinary());

  const input = new peer.ChaincodeInput();
  input.setArgsList([...call.args]);
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(chaincodeId);
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  const payloadBytes = payload.serializeBinary();

  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(payloadBytes);
  const bytes = proposal.serializeBinary();
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(bytes);
  signed.setSignature(await signer.sign(bytes));
  return { transactionId, header, payload: payloadBytes, signed };
}

/** The transaction that carries these endorsements of the call, signed as its proposal was. */
export async function signTransaction(
  call: SignedCall,
  responses: readonly peer.ProposalResponse[],
  signer: Signer,
): Promise<common.Envelope> {
  const endorsed = new peer.ChaincodeEndorsedAction();
  const endorsements = responses.map((response) => response.getEndorsement());
  endorsed.setProposalResponsePayload(responses[0]?.getPayload_asU8() ?? new Uint8Array());
  endorsed.setEndorsementsList(endorsements.filter((one) => one !== undefined));
  const action = new peer.ChaincodeActionPayload();
  action.setAction(endorsed);
  action.setChaincodeProposalPayload(call.payload);
  const wrapped = new peer.TransactionAction();
  wrapped.setHeader(call.header.getSignatureHeader_asU8());
  wrapped.setPayload(action.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([wrapped]);
  const payload = new common.Payload();
  payload.setHeader(call.header);
  payload.setData(transaction.serializeBinary());
  const bytes = payload.serializeBinary();
  const envelope = new common.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(await signer.sign(bytes));
  return envelope;
}
