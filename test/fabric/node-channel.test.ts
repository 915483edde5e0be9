import { isIP } from 'node:net';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { createTlsCa, issueTlsCertificate, type CertifiedKey } from '@huren/network/certificates';
import { dial } from '@huren/network/fabric';
import { channelTo } from '../../network/src/fabric/node-channel';

const day = 86_400_000;
const now = Date.now();
const readyWithinMs = 20_000;

describe('a channel to a node', () => {
  let tlsCa: CertifiedKey;
  let otherCa: CertifiedKey;
  beforeAll(async () => {
    const options = { id: '230200', name: 'demo', now: new Date(now - day), validDays: 9 };
    [tlsCa, otherCa] = [await createTlsCa(options), await createTlsCa(options)];
  });

  /** Why the client does not take the node whose certificate names `hosts`; undefined when it does. */
  const refusal = async (host: string, hosts: readonly string[], trusted: CertifiedKey) => {
    const span = { notBefore: new Date(now - day), notAfter: new Date(now + day) };
    const made = await issueTlsCertificate(tlsCa, { commonName: 'peer0', hosts, ...span });
    const pair = {
      cert_chain: Buffer.from(made.certificate),
      private_key: Buffer.from(made.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    };
    const server = new Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`${host}:0`, ServerCredentials.createSsl(null, [pair]), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    const client = dial({ address: `${host}:${String(port)}`, tlsCa: trusted.certificate });
    const raw = (bytes: Buffer): Buffer => bytes;
    try {
      // The node knows no such method: whoever hears that from it has taken its certificate.
      return await new Promise<string | undefined>((resolve) => {
        const call = { deadline: Date.now() + readyWithinMs };
        client.makeUnaryRequest('/demo.Nothing/Nothing', raw, raw, Buffer.alloc(0), call, (error) => {
          resolve(error?.code === status.UNIMPLEMENTED ? undefined : (error?.details ?? 'answered'));
        });
      });
    } finally {
      client.close();
      server.forceShutdown();
    }
  };

  it.each([
    ['by its address', '127.0.0.1', ['127.0.0.1']],
    ['by its name', 'localhost', ['localhost']],
  ])('takes a node that its certificate names %s', async (_why, host, hosts) => {
    expect(await refusal(host, hosts, tlsCa)).toBeUndefined();
  });

  it.each([
    ['names another address', '127.0.0.1', ['10.1.1.1'], 'altnames'],
    ['names the same machine by name alone', '127.0.0.1', ['localhost'], 'altnames'],
    ['names what the client asks for in place of an address', '127.0.0.1', ['node.invalid'], 'altnames'],
    ['names another host', 'localhost', ['peer0.example'], 'altnames'],
  ])('refuses a node whose certificate %s', async (_why, host, hosts, said) => {
    expect(await refusal(host, hosts, tlsCa)).toContain(said);
  });

  it('refuses a node of another CA', async () => {
    expect(await refusal('127.0.0.1', ['127.0.0.1'], otherCa)).toMatch(/certificate|signature/);
  });

  it.each([
    ['an address', '127.0.0.1:7051'],
    ['an IPv6 address', '[::1]:7051'],
  ])('never asks a node by %s as TLS server name', (_what, address) => {
    const [, , options] = channelTo({ address, tlsCa: tlsCa.certificate });
    const name = options['grpc.ssl_target_name_override'];
    expect([typeof name, isIP(String(name))]).toEqual(['string', 0]);
  });

  it('asks a node that has a name by its own', () => {
    const [, , options] = channelTo({ address: 'peer0.example:7051', tlsCa: tlsCa.certificate });
    expect(options).not.toHaveProperty('grpc.ssl_target_name_override');
  });
});
