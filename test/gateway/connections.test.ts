import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { call } from './client';
import { issue, relyingToken } from './issuing';
import { answersIn, RawConnection } from './raw-connection';
import { tlsCertificate } from './tls-certificate';
import { MATTER, openWorld, type World } from './world';

async function get(
  url: string,
  ca: string | undefined,
): Promise<{ status: number | undefined; headers: IncomingMessage['headers'] }> {
  return new Promise((resolve, reject) => {
    const asked = tlsRequest(url, { agent: false, ...(ca === undefined ? {} : { ca }) }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve({ status: response.statusCode, headers: response.headers });
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('TLS', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it('serves https with the given certificate, and says that it stays so', async () => {
    const tls = await tlsCertificate();
    const { url } = await world.relying.listen({ port: 0, host: '127.0.0.1', tls });
    expect(url).toMatch(/^https:/);
    const { status, headers } = await get(`${url}/readyz`, tls.cert);
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/);
    // A client that trusts other certificates gets nothing, and neither does one that speaks no TLS.
    await expect(get(`${url}/readyz`, undefined)).rejects.toThrow(/self-signed|SELF_SIGNED/);
    const plain = await RawConnection.open(url);
    plain.send('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await plain.closed).not.toContain('200 OK');
  });

  it('does not promise TLS where it has none', async () => {
    const { headers } = await call('GET', `${world.relyingUrl}/readyz`);
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('a shutdown', () => {
  it('lets requests in flight finish, takes no new ones, and closes what is idle', async () => {
    const world = await openWorld();
    const [credential] = await issue(world, 'first');
    const body = JSON.stringify({ credential, matter: MATTER });
    const headers = { ...relyingToken(world), 'content-type': 'application/json' };
    const begin = (path: string) => {
      const asked = httpRequest(`${world.relyingUrl}${path}`, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
        asked.once('error', reject);
        asked.once('response', (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.once('end', () => {
            resolve({ status: response.statusCode ?? 0, text });
          });
        });
      });
      asked.write(body.slice(0, 100));
      return { answer, finish: () => asked.end(body.slice(100)) };
    };
    const hot = begin('/v1/verifications');
    const express = begin('/v1/facts');
    const idle = await RawConnection.open(world.relyingUrl);
    // Both requests have reached their endpoint once a later one has been answered.
    await call('GET', `${world.relyingUrl}/healthz`);
    await new Promise((resolve) => setTimeout(resolve, 50));

    let isClosed = false;
    const closing = world.relying.close().then(() => {
      isClosed = true;
    });
    expect(await idle.closed).toBe('');
    await expect(fetch(`${world.relyingUrl}/healthz`)).rejects.toThrow();
    expect(isClosed).toBe(false);
    hot.finish();
    express.finish();
    const answers = await Promise.all([hot.answer, express.answer]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const receipt = (JSON.parse(answers[0].text) as { receipt: { payload: { number: number } } }).receipt;
    expect(receipt.payload.number).toBe(1);
    await closing;
    expect(world.relying.context.receipts.head(world.relying.context.receiptKey() ?? '').number).toBe(1);
    await world.close();
  });

  it('waits for no connection that never came to its TLS handshake', async () => {
    const world = await openWorld();
    const tls = await tlsCertificate();
    const { url } = await world.relying.listen({ port: 0, host: '127.0.0.1', tls });
    const silent = await RawConnection.open(url);
    expect((await get(`${url}/healthz`, tls.cert)).status).toBe(200);
    await world.close();
    expect(await silent.closed).toBe('');
  }, 30_000);

  it('serves no second request on a connection that it only waits for', async () => {
    const world = await openWorld();
    const busy = await RawConnection.open(world.relyingUrl);
    const token = relyingToken(world)['authorization'] ?? '';
    busy.send(
      `POST /v1/verifications HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\n` +
        'content-type: application/json\r\ncontent-length: 2\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = world.relying.close();
    // The rest of the first request, and a second one behind it on the same connection.
    busy.send(
      '}POST /v1/receipts/verify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    );
    const received = await busy.closed;
    const [first, second] = answersIn(received);
    expect(first?.status).toBe(400);
    // Whether the second one is answered or cut off depends on when its bytes arrive; it is never served.
    if (second !== undefined) expect(second).toMatchObject({ status: 503, code: 'shutting-down' });
    await closing;
    await world.close();
  });
});
