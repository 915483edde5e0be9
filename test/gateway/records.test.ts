import { call } from './client';
import { AGREEMENT, BAICHENG, ISSUER, MATTER, openWorld, QIQIHAR, TYPE, type World } from './world';

describe('public records over HTTP', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it.each([
    ['members', QIQIHAR],
    ['authorities', ISSUER],
    ['licence-types', TYPE],
    ['matters', MATTER],
    ['agreements', AGREEMENT],
  ])('lists %s with their ledger positions, and answers each by its id', async (kind, id) => {
    const list = await call('GET', `${world.relyingUrl}/v1/${kind}`);
    expect(list.status).toBe(200);
    const items = list.body['items'] as { position: object; time: string }[];
    expect(items.length).toBeGreaterThan(0);
    for (const item of items)
      expect(item).toMatchObject({ position: { block: expect.any(Number) as number } });
    const one = await call('GET', `${world.relyingUrl}/v1/${kind}/${id}`);
    expect(one.status).toBe(200);
    // The page of one agreement tells the days of its texts as well.
    const { texts: _texts, ...record } = one.body;
    expect(items).toContainEqual(record);
  });

  it('pages through a list without losing or repeating a record', async () => {
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const query = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const { body } = await call('GET', `${world.relyingUrl}/v1/authorities?limit=2${query}`);
      seen.push(...(body['items'] as { code: string }[]).map(({ code }) => code));
      if (body['next'] === undefined) break;
      after = body['next'] as string;
    }
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    expect([...seen].sort()).toEqual(seen);
  });

  it('searches names and codes', async () => {
    const { body } = await call('GET', `${world.relyingUrl}/v1/members?q=${encodeURIComponent('白城')}`);
    expect((body['items'] as { id: string }[]).map(({ id }) => id)).toEqual([BAICHENG]);
  });

  it.each([
    ['a limit above the page size', 'limit=201'],
    ['a limit that is no number', 'limit=all'],
    ['an unknown parameter', 'sort=name'],
    ['a parameter given twice', 'limit=1&limit=2'],
  ])('refuses %s', async (_why, query) => {
    const { status, body } = await call('GET', `${world.relyingUrl}/v1/members?${query}`);
    expect([status, body['code']]).toEqual([400, 'bad-query']);
  });

  it('answers how far the index has read', async () => {
    const { body } = await call('GET', `${world.relyingUrl}/v1/ledger`);
    const height = await world.ledger.height();
    expect(body).toMatchObject({ engine: 'embedded', height, ready: true });
    expect(body['hash']).toMatch(/^[0-9a-f]{64}$/);
  });
});
