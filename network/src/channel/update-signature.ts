import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { setTimeout as wait } from 'node:timers/promises';
import { broadcast, NodeRefused, type NodeAddress } from '../fabric/peer-connection';
import { channelHeader, creatorOf } from '../fabric/signed-proposal';
import type { Signer } from '../ledger';

/** An administrator's signature under an update: over `header ‖ update` (`common.ConfigSignature`). */
export interface UpdateSignature {
  /** `common.SignatureHeader`, serialised: who signs, and a nonce. */
  readonly header: Uint8Array;
  /** Low-S DER. */
  readonly signature: Uint8Array;
}

/** Signs the update as this administrator. */
export async function signUpdate(update: Uint8Array, admin: Signer): Promise<UpdateSignature> {
  const header = new common.SignatureHeader();
  header.setCreator(creatorOf(admin));
  header.setNonce(randomBytes(24));
  const bytes = header.serializeBinary();
  return { header: bytes, signature: await admin.sign(Buffer.concat([bytes, update])) };
}

/** How long orderers without a leader, or without this peer's news, are asked again, ms. */
const orderedWithinMs = 20_000;

/**
 * Hands the signed update to the orderers, one after another until one takes it. It takes effect later than this
 * answers: `awaitSequence`. The submitter must be a writer of the channel.
 * @throws NodeRefused 400 when its base has passed or a signature is missing, 403 when the submitter may not write.
 */
export async function submitUpdate(
  channelId: string,
  update: Uint8Array,
  signatures: readonly UpdateSignature[],
  orderers: readonly NodeAddress[],
  submitter: Signer,
): Promise<void> {
  const envelope = await updateEnvelope(channelId, update, signatures, submitter);
  let last: unknown = new NodeRefused(503, 'no orderer is known');
  for (const end = Date.now() + orderedWithinMs; Date.now() < end;) {
    for (const node of orderers) {
      try {
        await broadcast(node, envelope);
        return;
      } catch (error) {
        last = error;
        if (error instanceof NodeRefused && [400, 403].includes(error.code)) throw error;
      }
    }
    await wait(200);
  }
  throw last;
}

/** The envelope of type CONFIG_UPDATE. */
export async function updateEnvelope(
  channelId: string,
  update: Uint8Array,
  signatures: readonly UpdateSignature[],
  submitter: Signer,
): Promise<common.Envelope> {
  const signed = new common.ConfigUpdateEnvelope();
  signed.setConfigUpdate(update);
  signed.setSignaturesList(
    signatures.map(({ header, signature }) => {
      const one = new common.ConfigSignature();
      one.setSignatureHeader(header);
      one.setSignature(signature);
      return one;
    }),
  );
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creatorOf(submitter));
  signatureHeader.setNonce(randomBytes(24));
  const header = new common.Header();
  header.setChannelHeader(channelHeader(common.HeaderType.CONFIG_UPDATE, channelId).serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(signed.serializeBinary());
  const bytes = payload.serializeBinary();
  const envelope = new common.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(await submitter.sign(bytes));
  return envelope;
}
