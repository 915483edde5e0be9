import { HurenClient } from '@huren/clients';
import { AnsweringServer, problem, type Heard, type Reply } from './answering-server';

const prepared = { id: '1', bytes: 'CgID', expiresAt: '2026-11-20T00:00:00.000Z' };
const committed = { transactionId: 'tx', position: { block: 4, tx: 0 }, result: {} };
let server: AnsweringServer | undefined;
let signed: Uint8Array[] = [];

const key = {
  certificate: 'PEM',
  sign: (bytes: Uint8Array) => {
    signed.push(bytes);
    return Promise.resolve(Uint8Array.of(9));
  },
};

async function transact(answer: (heard: Heard, at: number) => Reply | undefined) {
  server = await AnsweringServer.start(answer);
  signed = [];
  const client = new HurenClient({ url: server.url, sleep: () => Promise.resolve() });
  return client.transact('seal', 'freeze', { keyId: 'k' }, key);
}

afterEach(async () => {
  await server?.stop();
});

const isPrepare = ({ path }: Heard): boolean => path.endsWith('/prepare');

test('a transaction is prepared, signed and submitted', async () => {
  const answer = await transact((heard) =>
    isPrepare(heard) ? { status: 201, body: prepared } : { status: 200, body: committed },
  );
  expect(answer).toEqual(committed);
  expect(signed).toEqual([Uint8Array.of(10, 2, 3)]);
  expect(JSON.parse(server?.heard[0]?.body ?? '')).toEqual({
    contract: 'seal',
    function: 'freeze',
    argument: { keyId: 'k' },
    certificate: 'PEM',
  });
  expect(JSON.parse(server?.heard[1]?.body ?? '')).toEqual({ id: '1', signature: 'CQ' });
});

test('a further signature is given when the gateway asks for one', async () => {
  const second = { ...prepared, bytes: 'CgUG' };
  await transact((heard, at) =>
    isPrepare(heard)
      ? { status: 201, body: prepared }
      : at === 1
        ? { status: 202, body: second }
        : { status: 200, body: committed },
  );
  expect(signed).toEqual([Uint8Array.of(10, 2, 3), Uint8Array.of(10, 5, 6)]);
});

test('nothing is signed that could pass for a token of the same key', async () => {
  const token = [{ alg: 'ES256', typ: 'JWT' }, { aud: 'urn:huren:gateway:220800' }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const asked = { ...prepared, bytes: Buffer.from(token).toString('base64url') };
  await expect(
    transact((heard) => ({
      status: isPrepare(heard) ? 201 : 200,
      body: isPrepare(heard) ? asked : committed,
    })),
  ).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'foreign' });
  await server?.stop();
  await expect(
    transact((heard) => ({
      status: isPrepare(heard) ? 201 : 202,
      body: isPrepare(heard) ? prepared : asked,
    })),
  ).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'foreign' });
  expect(signed).toHaveLength(1);
});

test('a gateway that asks for signatures without end is not followed', async () => {
  await expect(
    transact((heard) => ({ status: isPrepare(heard) ? 201 : 202, body: prepared })),
  ).rejects.toMatchObject({
    name: 'HurenUnreachable',
  });
  expect(signed).toHaveLength(4);
});

test('a conflict is prepared and signed anew', async () => {
  let conflicts = 0;
  const answer = await transact((heard) => {
    if (isPrepare(heard)) return { status: 201, body: prepared };
    return conflicts++ < 2 ? problem(409, 'ledger-conflict') : { status: 200, body: committed };
  });
  expect(answer).toEqual(committed);
  expect(signed).toHaveLength(3);
});

test('a rejection is final', async () => {
  await expect(
    transact((heard) =>
      isPrepare(heard)
        ? { status: 201, body: prepared }
        : problem(422, 'ledger-rejection', { rejection: 'SEAL_RETIRED' }),
    ),
  ).rejects.toMatchObject({ rejection: 'SEAL_RETIRED' });
  expect(signed).toHaveLength(1);
});

test('a transaction in doubt is looked up and never signed again', async () => {
  let lookups = 0;
  const answer = await transact((heard) => {
    if (isPrepare(heard)) return { status: 201, body: prepared };
    if (heard.method === 'POST') return problem(503, 'in-doubt', { transactionId: 'tx' });
    return lookups++ < 2
      ? problem(404, 'unknown-transaction')
      : { status: 200, body: { state: 'committed', position: { block: 4, tx: 0 } } };
  });
  expect(answer).toEqual({ transactionId: 'tx', position: { block: 4, tx: 0 } });
  expect(signed).toHaveLength(1);
});

test('a transaction whose fate stays unknown is reported as in doubt', async () => {
  await expect(
    transact((heard) => {
      if (isPrepare(heard)) return { status: 201, body: prepared };
      return heard.method === 'POST'
        ? problem(503, 'in-doubt', { transactionId: 'tx' })
        : problem(404, 'unknown-transaction');
    }),
  ).rejects.toMatchObject({ code: 'in-doubt', transactionId: 'tx' });
});
