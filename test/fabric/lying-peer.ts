import { readFileSync } from 'node:fs';
import {
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import type { MemberPeer } from '@huren/network/fabric';
import { grpcOptions } from '../../network/src/fabric/peer-connection';
import { addressOf } from '@huren/network/operator';
import type { RealNetwork } from './real-network';

type Stream = ServerDuplexStream<common.Envelope, peer.DeliverResponse>;

/** What becomes of each block on its way; a block that is not touched passes as it is. */
export type Lie = (block: common.Block) => void;

/** A member's peer that lies: it stands before the real one, has its TLS key, and alters blocks as it is told. */
export class LyingPeer {
  /** Nothing is altered until this is set. */
  lie: Lie | undefined;

  private constructor(
    private readonly server: Server,
    readonly address: MemberPeer,
  ) {}

  static async before(network: RealNetwork, at: number, port: number): Promise<LyingPeer> {
    const member = network.member(at);
    const [plan] = member.peers;
    if (plan === undefined) throw new Error('the member has no peer');
    const certificates = network.home.certificates(member);
    const real = addressOf(network.home, member, plan);
    const server = new Server(grpcOptions);
    const address = {
      address: `127.0.0.1:${String(port)}`,
      tlsCa: real.tlsCa,
      mspId: network.home.mspId(member),
    };
    const lying = new LyingPeer(server, address);
    const secure = credentials.createSsl(Buffer.from(real.tlsCa));
    const deliver = (near: Stream): void => {
      const client = new peer.DeliverClient(real.address, secure, grpcOptions);
      const far = client.deliver();
      near.on('data', (envelope: common.Envelope) => far.write(envelope));
      near.on('end', () => {
        far.end();
      });
      near.on('cancelled', () => {
        far.cancel();
        client.close();
      });
      far.on('data', (response: peer.DeliverResponse) => {
        const block = response.getBlock();
        if (block !== undefined) lying.lie?.(block);
        near.write(response);
      });
      far.on('end', () => {
        near.end();
      });
      far.on('error', (error: ServiceError) => near.emit('error', error));
    };
    server.addService(peer.DeliverService, {
      deliver,
      deliverFiltered: deliver,
      deliverWithPrivateData: deliver,
    });
    const tls = (name: string) => readFileSync(certificates.path(plan.name, 'tls', name));
    const pair = { cert_chain: tls('cert.pem'), private_key: tls('key.pem') };
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(address.address, ServerCredentials.createSsl(null, [pair]), (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    return lying;
  }

  close(): void {
    this.server.forceShutdown();
  }
}
