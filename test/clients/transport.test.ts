import { HurenClient, HurenProblem, HurenUnreachable } from '@huren/clients';
import { AnsweringServer, problem, type Heard, type Reply } from './answering-server';
import { noGateway } from './terminal';

const ledger = { status: 200, body: { height: 1 } };
const noWait = () => Promise.resolve();
let server: AnsweringServer | undefined;

async function clientOf(answer: (heard: Heard, at: number) => Reply | undefined, options: object = {}) {
  server = await AnsweringServer.start(answer);
  return new HurenClient({ url: server.url, token: () => Promise.resolve('t'), sleep: noWait, ...options });
}

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe('what is sent again', () => {
  const rows: readonly (readonly [why: string, first: Reply, times: number])[] = [
    ['the gateway is busy for a moment', problem(429, 'rate-limited', {}), 2],
    ['the gateway cannot act now', problem(503, 'too-busy'), 2],
    ['a proxy found nobody behind it', problem(502, 'bad-gateway'), 2],
    ['the answer is no', problem(404, 'unknown-record'), 1],
    ['the gateway has a bug: asking again finds the same', problem(500, 'internal'), 1],
    [
      'the pause asked for is the caller’s to decide',
      { ...problem(429, 'rate-limited'), headers: { 'retry-after': '60' } },
      1,
    ],
    ['a foreign server answers', { status: 200, body: '<html>' }, 1],
  ];
  test.each(rows)('an idempotent call when %s', async (_why, first, times) => {
    const client = await clientOf((_, at) => (at === 0 ? first : ledger));
    const answer = client.ledger();
    if (times === 1) await expect(answer).rejects.toBeInstanceOf(Error);
    else await expect(answer).resolves.toEqual({ height: 1 });
    expect(server?.heard).toHaveLength(times);
  });

  test('a verification is never sent twice by itself, because each answer is a receipt', async () => {
    const client = await clientOf(() => problem(503, 'too-busy'));
    await expect(client.verify({ credential: 'x', matter: 'y' })).rejects.toMatchObject({ code: 'too-busy' });
    expect(server?.heard).toHaveLength(1);
  });

  test('an idempotent call gives up after the named number of retries', async () => {
    const client = await clientOf(() => problem(503, 'too-busy'), { retries: 3 });
    await expect(client.ledger()).rejects.toBeInstanceOf(HurenProblem);
    expect(server?.heard).toHaveLength(4);
  });
});

describe('no answer', () => {
  test('a refused connection is unreachable, never a verdict', async () => {
    const client = new HurenClient({ url: noGateway, sleep: noWait });
    await expect(client.ledger()).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'network' });
  });

  test('a gateway that does not answer in time is unreachable', async () => {
    const client = await clientOf(() => undefined, { timeoutMs: 50, retries: 0 });
    await expect(client.ledger()).rejects.toMatchObject({ reason: 'timeout' });
  });

  test('a server that is no gateway is unreachable, whatever its status says', async () => {
    const client = await clientOf(() => ({ status: 404, body: { error: 'nope' } }));
    const error: unknown = await client.ledger().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HurenUnreachable);
    expect((error as HurenUnreachable).messages.zh).not.toBe('');
  });

  test('a redirect is not followed: a token goes nowhere else', async () => {
    const client = await clientOf(() => ({
      status: 307,
      body: {},
      headers: { location: 'http://127.0.0.1:9/' },
    }));
    await expect(client.ledger()).rejects.toBeInstanceOf(HurenUnreachable);
    expect(server?.heard).toHaveLength(1);
  });
});

describe('problems', () => {
  test('carry status, code, both languages, path and the contract’s own code', async () => {
    const reply = problem(422, 'ledger-rejection', {
      rejection: 'NOT_ENTITLED',
      details: { needs: 'superior' },
      path: '/x',
    });
    const client = await clientOf(() => reply);
    await expect(client.ledger()).rejects.toMatchObject({
      status: 422,
      code: 'ledger-rejection',
      rejection: 'NOT_ENTITLED',
      details: { needs: 'superior' },
      path: '/x',
      messages: { zh: '中文', en: 'english' },
    });
  });

  test('public calls carry no token', async () => {
    const client = await clientOf(() => ledger);
    await client.ledger();
    expect(server?.heard[0]?.authorization).toBeUndefined();
  });

  test('calls for an authority carry its token', async () => {
    const client = await clientOf(() => ({ status: 200, body: { verdict: 'accept' } }));
    await client.verify({ credential: 'x', matter: 'y' });
    expect(server?.heard[0]?.authorization).toBe('Bearer t');
  });

  test('a call for an authority fails before anything is sent when no key was given', async () => {
    server = await AnsweringServer.start(() => ledger);
    const client = new HurenClient({ url: server.url });
    await expect(client.verify({ credential: 'x', matter: 'y' })).rejects.toBeInstanceOf(TypeError);
    expect(server.heard).toHaveLength(0);
  });
});

describe('lists', () => {
  test('are followed page after page', async () => {
    const client = await clientOf(({ path }) => ({
      status: 200,
      body: path.includes('after=b')
        ? { items: [{ id: 'c' }] }
        : { items: [{ id: 'a' }, { id: 'b' }], next: 'b' },
    }));
    const ids: unknown[] = [];
    for await (const { id } of client.all('members')) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
  });
});
