import { createHolderKey } from '@huren/clients';
import { invite, join, openCase, prepareCases, write } from './case-world';
import { bearer, call, tokenOf } from './client';
import { relyingToken } from './issuing';
import { BAICHENG, JILIN, MATTER, openWorld, REGISTERED, RELYING, type World } from './world';

let world: World;
const asHeir = (method: 'GET' | 'POST', path: string, body?: unknown) =>
  call(
    method,
    world.relyingUrl + path,
    body,
    bearer(tokenOf(world.identity(REGISTERED), REGISTERED, BAICHENG, world.now)),
  );

beforeAll(async () => {
  world = await openWorld();
  await prepareCases(world);
  await world.relying.saveService(REGISTERED, world.identity(REGISTERED));
  await world.submit(JILIN, 'authority', 'approve', {
    authority: REGISTERED,
    roles: ['relying'],
    competence: [],
  });
  await world.relying.caughtUp();
}, 120_000);
afterAll(async () => {
  await world.close();
});

describe('cases of an abolished authority', () => {
  it('go on with who continues it as a whole: before that it is told nothing of them', async () => {
    const id = await openCase(world);
    const who = await join(world, id);
    const open = await invite(world, id);
    await write(world, id, '此前的记录', [who.keyId]);
    expect((await asHeir('GET', `/v1/cases/${id}`)).status).toBe(404);
    expect((await asHeir('GET', '/v1/cases')).body).toEqual({ items: [] });

    const from = new Date(world.now).toISOString().slice(0, 10);
    const merger = { authority: REGISTERED, predecessor: RELYING, types: '*', from };
    await world.submit(JILIN, 'authority', 'succeed', merger);
    await world.relying.caughtUp();

    expect((await asHeir('GET', `/v1/cases/${id}`)).body).toMatchObject({
      case: { authority: RELYING },
      entries: [{ text: '此前的记录' }],
    });
    expect(
      (await call('GET', `${world.relyingUrl}/v1/cases/${id}`, undefined, relyingToken(world))).status,
    ).not.toBe(200);
    // Its list has them among its own, newest first and page by page.
    const own = Buffer.alloc(16, 7).toString('base64url');
    await world.submit(REGISTERED, 'case', 'open', { id: own, matter: MATTER });
    await world.relying.caughtUp();
    const page = await asHeir('GET', '/v1/cases?limit=1');
    expect(page.body['items']).toMatchObject([{ id: own, authority: { code: REGISTERED } }]);
    const next = await asHeir('GET', `/v1/cases?limit=1&before=${String(page.body['next'])}`);
    expect(next.body).toEqual({
      items: [expect.objectContaining({ id, parties: 1 }) as unknown],
    });
    expect(next.body['items']).toMatchObject([{ authority: { code: RELYING } }]);
    // What third parties do is carried by the service identity of the one that acts now.
    await who.client.add(who.place, who.key, { text: '此后的意见', number: 1 });
    await who.client.accept(open, await who.client.look(open), await createHolderKey());
    const invited = await asHeir('POST', `/v1/cases/${id}/invitations`, { capacity: 'expert' });
    expect(invited.status).toBe(201);
    await world.submit(REGISTERED, 'case', 'advance', { id, step: 'closed' });
    await world.relying.caughtUp();
    expect((await asHeir('GET', `/v1/cases/${id}`)).body).toMatchObject({
      case: { milestones: [{}, { step: 'closed' }], parties: [{}, {}] },
      entries: [{}, { text: '此后的意见' }],
    });
  });
});
