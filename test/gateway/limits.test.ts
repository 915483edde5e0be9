import { LIMITS } from '@huren/gateway';
import { bearer, call, tokenOf } from './client';
import { relyingToken } from './issuing';
import { firstAnswer, RawConnection } from './raw-connection';
import { BAICHENG, MATTER, openWorld, QIQIHAR, RELYING, type World } from './world';

/** Requests a minute that a test can exhaust. */
const RATES = { open: 5, refused: 3, authority: 4 };
const HEAD = 'POST /v1/receipts/verify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('limits of a connection', () => {
  it('answers 408 to headers and to a body that trickle in, and closes', async () => {
    const started = Date.now();
    const headers = await RawConnection.open(world.relyingUrl);
    headers.send('POST /v1/receipts/verify HTTP/1.1\r\nhost: x\r\n');
    const body = await RawConnection.open(world.relyingUrl);
    body.send(`${HEAD}content-length: 100\r\n\r\n{`);
    const hot = await RawConnection.open(world.relyingUrl);
    const token = relyingToken(world)['authorization'] ?? '';
    hot.send(
      `POST /v1/verifications HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\n` +
        'content-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    );
    // One byte every two seconds does not prolong the time.
    const trickle = setInterval(() => {
      headers.send('x: y\r\n');
      body.send(' ');
      hot.send(' ');
    }, 2000);
    const received = await Promise.all([headers.closed, body.closed, hot.closed]);
    clearInterval(trickle);
    for (const text of received) {
      expect(firstAnswer(text)).toMatchObject({ status: 408, code: 'request-timeout' });
    }
    expect(Date.now() - started).toBeGreaterThanOrEqual(LIMITS.bodyTimeoutMs - 100);
  }, 30_000);

  it.each([
    ['one header over the limit', `x-long: ${'x'.repeat(LIMITS.headerBytes)}`],
    [
      'many headers that are too long together',
      Array.from({ length: 40 }, (_, at) => `x-${at}: ${'x'.repeat(500)}`).join('\r\n'),
    ],
  ])('answers 431 to %s', async (_why, line) => {
    const connection = await RawConnection.open(world.relyingUrl);
    connection.send(`GET /healthz HTTP/1.1\r\nhost: x\r\n${line}\r\n\r\n`);
    expect(firstAnswer(await connection.closed)).toMatchObject({ status: 431, code: 'headers-too-large' });
  });

  it('takes headers just under the limit', async () => {
    const connection = await RawConnection.open(world.relyingUrl);
    connection.send(
      `GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-long: ${'x'.repeat(LIMITS.headerBytes - 500)}\r\n\r\n`,
    );
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers 413 to a chunked body once it passes the limit, before its end, and closes', async () => {
    const connection = await RawConnection.open(world.relyingUrl);
    connection.send(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const chunk = 'x'.repeat(16 * 1024);
    for (let sent = 0; sent <= LIMITS.singleBodyBytes; sent += chunk.length) {
      connection.send(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    }
    const answer = firstAnswer(await connection.closed);
    expect(answer).toMatchObject({ status: 413, code: 'too-large' });
    expect(answer.head.toLowerCase()).toContain('connection: close');
  });

  it.each([
    ['/v1/receipts/verify', LIMITS.singleBodyBytes],
    ['/v1/verifications/batch', LIMITS.batchBodyBytes],
  ])('reads a body of exactly the limit at %s and refuses one byte more', async (path, limit) => {
    const url = `${world.relyingUrl}${path}`;
    const token = relyingToken(world);
    const at = await call('POST', url, `"${'x'.repeat(limit - 2)}"`, token);
    expect(at.status).toBe(400);
    const over = await call('POST', url, `"${'x'.repeat(limit - 1)}"`, token);
    expect([over.status, over.body['code']]).toEqual([413, 'too-large']);
  });

  it('refuses an announced length over the limit before a byte of the body', async () => {
    const connection = await RawConnection.open(world.relyingUrl);
    connection.send(`${HEAD}content-length: ${String(LIMITS.singleBodyBytes + 1)}\r\n\r\n`);
    expect(firstAnswer(await connection.closed)).toMatchObject({ status: 413, code: 'too-large' });
  });
});

describe('memory of strangers', () => {
  /** A body of the largest size at an open address, of which the last byte is still to come. */
  const almost = async (): Promise<RawConnection> => {
    const connection = await RawConnection.open(world.relyingUrl);
    connection.send(
      'POST /v1/transactions/prepare HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
        `content-length: ${String(LIMITS.batchBodyBytes)}\r\n\r\n${' '.repeat(LIMITS.batchBodyBytes - 1)}`,
    );
    return connection;
  };

  it('gives an address its share of large bodies, frees it with the connection, and keeps no authority waiting', async () => {
    const fitting = LIMITS.openBodyBytesPerAddress / LIMITS.batchBodyBytes;
    const held = await Promise.all(Array.from({ length: fitting + 1 }, almost));
    const refused = await Promise.race(held.map(({ closed }) => closed));
    expect(firstAnswer(refused)).toMatchObject({ status: 503, code: 'too-busy' });
    const batch = await call(
      'POST',
      `${world.relyingUrl}/v1/verifications/batch`,
      { items: [] },
      relyingToken(world),
    );
    expect([batch.status, batch.body['code']]).toEqual([400, 'too-few-items']);
    for (const connection of held) connection.end();
    const prepare = (): ReturnType<typeof call> =>
      call('POST', `${world.relyingUrl}/v1/transactions/prepare`, { a: 'x'.repeat(LIMITS.singleBodyBytes) });
    let answer = await prepare();
    for (const until = Date.now() + 10_000; answer.status === 503 && Date.now() < until;)
      answer = await prepare();
    expect(answer.status).toBe(400);
  });

  it('disconnects whoever asks on and on and takes no answer', async () => {
    const deaf = await RawConnection.open(world.relyingUrl);
    deaf.pause();
    const ask = 'GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n';
    deaf.send(ask.repeat(200));
    const started = Date.now();
    // A connection that takes nothing learns of its end from what it sends.
    const asking = setInterval(() => {
      deaf.send(ask);
    }, 500);
    await deaf.closed;
    clearInterval(asking);
    expect(Date.now() - started).toBeGreaterThanOrEqual(LIMITS.unreadAnswerMs - 1000);
  }, 60_000);
});

describe('rates', () => {
  let slow: World;
  beforeAll(async () => {
    slow = await openWorld({ rates: RATES });
  });
  afterAll(async () => {
    await slow.close();
  });

  function expectRefusal({ status, body, headers }: Awaited<ReturnType<typeof call>>): void {
    expect([status, body['code']]).toEqual([429, 'rate-limited']);
    const seconds = Number(headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
  }

  it('lets an address ask open questions up to its rate, then says when to come back', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < RATES.open; at++)
      statuses.push((await call('GET', `${slow.relyingUrl}/v1/ledger`)).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expectRefusal(await call('GET', `${slow.relyingUrl}/v1/members`));
    expectRefusal(await call('GET', `${slow.relyingUrl}/v1/ledger`));
  });

  it('counts an authority over all of its tokens and connections', async () => {
    const ask = async (jti: string) =>
      call(
        'POST',
        `${slow.relyingUrl}/v1/verifications`,
        { credential: 'x', matter: MATTER },
        bearer(tokenOf(slow.identity(RELYING), RELYING, BAICHENG, slow.now, { claims: { jti } })),
      );
    for (let at = 0; at < RATES.authority; at++) expect((await ask(`t-${String(at)}`)).status).toBe(400);
    expectRefusal(await ask('one more'));
  });

  it('makes an address wait that sends bad tokens, also with a good one, and leaves other gateways alone', async () => {
    const bad = () => call('POST', `${slow.issuingUrl}/v1/facts`, {}, { authorization: 'Bearer x.y.z' });
    for (let at = 0; at <= RATES.refused; at++) expect((await bad()).status).toBe(401);
    expectRefusal(await bad());
    const good = bearer(tokenOf(slow.identity(RELYING), RELYING, QIQIHAR, slow.now));
    expectRefusal(await call('POST', `${slow.issuingUrl}/v1/facts`, {}, good));
    expect((await call('GET', `${slow.issuingUrl}/healthz`)).status).toBe(200);
  });
});
