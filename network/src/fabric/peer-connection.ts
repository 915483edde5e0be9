import { Client, status, type ServiceError } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import type { Signer } from '../ledger';
import { channelTo, type NodeAddress } from './node-channel';
import { creatorOf, signCall, type Call, type SignedCall } from './signed-proposal';

export { grpcOptions, type NodeAddress } from './node-channel';

/** A gRPC client, connected when it is first used. */
export function dial(node: NodeAddress): Client {
  return new Client(...channelTo(node));
}

/** A node refused or did not answer. `code` is gRPC's, or the status of its response. */
export class NodeRefused extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'NodeRefused';
  }
}

const deadline = (ms: number) => ({ deadline: Date.now() + ms });

/** One peer, asked directly: no plan, no other peer, no orderer behind it. */
export class PeerConnection {
  readonly #endorser: peer.EndorserClient;
  readonly #gateway: gateway.GatewayClient;

  constructor(node: NodeAddress) {
    // One connection for both: clients share it where their credentials are the same.
    const channel = channelTo(node);
    this.#endorser = new peer.EndorserClient(...channel);
    this.#gateway = new gateway.GatewayClient(...channel);
  }

  /** The peer's endorsement. @throws NodeRefused */
  endorse(call: SignedCall, withinMs = 30_000): Promise<peer.ProposalResponse> {
    return new Promise((resolve, reject) => {
      this.#endorser.processProposal(
        call.signed,
        deadline(withinMs),
        (error: ServiceError | null, response?: peer.ProposalResponse) => {
          const answer = response?.getResponse();
          if (error !== null || response === undefined || answer === undefined) {
            reject(new NodeRefused(error?.code ?? status.UNKNOWN, error?.details ?? 'no response'));
          } else if (answer.getStatus() < 200 || answer.getStatus() >= 400) {
            reject(new NodeRefused(answer.getStatus(), answer.getMessage()));
          } else resolve(response);
        },
      );
    });
  }

  /** What the call answers here, without ordering it. @throws NodeRefused */
  async query(call: Call, signer: Signer, withinMs?: number): Promise<Uint8Array> {
    const response = await this.endorse(await signCall(call, signer), withinMs);
    return response.getResponse()?.getPayload_asU8() ?? new Uint8Array();
  }

  /** Waits until this peer has committed the transaction. @returns its validation code. @throws NodeRefused */
  async committed(channelId: string, transactionId: string, signer: Signer, withinMs: number) {
    const request = new gateway.CommitStatusRequest();
    request.setChannelId(channelId);
    request.setTransactionId(transactionId);
    request.setIdentity(creatorOf(signer));
    const bytes = request.serializeBinary();
    const signed = new gateway.SignedCommitStatusRequest();
    signed.setRequest(bytes);
    signed.setSignature(await signer.sign(bytes));
    return new Promise<number>((resolve, reject) => {
      this.#gateway.commitStatus(
        signed,
        deadline(withinMs),
        (error: ServiceError | null, response?: gateway.CommitStatusResponse) => {
          if (error === null && response !== undefined) resolve(response.getResult());
          else reject(new NodeRefused(error?.code ?? status.UNKNOWN, error?.details ?? 'no response'));
        },
      );
    });
  }

  close(): void {
    this.#endorser.close();
    this.#gateway.close();
  }
}

/** Hands the envelope to one orderer. @throws NodeRefused with the orderer's status (503: no leader yet). */
export function broadcast(node: NodeAddress, envelope: common.Envelope, withinMs = 10_000): Promise<void> {
  const client = new orderer.AtomicBroadcastClient(...channelTo(node));
  return new Promise<void>((resolve, reject) => {
    const stream = client.broadcast(deadline(withinMs));
    stream.once('data', (answer: orderer.BroadcastResponse) => {
      if (answer.getStatus() === common.Status.SUCCESS) resolve();
      else reject(new NodeRefused(answer.getStatus(), answer.getInfo()));
      stream.end();
    });
    stream.on('error', (error: ServiceError) => {
      reject(new NodeRefused(error.code, error.details));
    });
    stream.write(envelope);
  }).finally(() => {
    client.close();
  });
}
