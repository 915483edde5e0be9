import { readdirSync, readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { caseContentDigest, type CaseEntry, nobleProvider } from '@huren/chaincode/domain';
import { createHolderKey } from '@huren/clients';
import { CASE_STORE_LIMITS } from '../../gateway/src/cases/case-store';
import { SEEN_LIMITS } from '../../gateway/src/cases/seen-requests';
import { asRelying, invite, join, openCase, prepareCases, thirdParty, write } from './case-world';
import { call } from './client';
import { issuerToken } from './issuing';
import { BAICHENG, ISSUER, MATTER, openWorld, QIQIHAR, RELYING, type World } from './world';

const DAY_MS = 86_400_000;

let world: World;
let id: string;
const view = (who: Awaited<ReturnType<typeof join>>) => who.client.view(who.place, who.key);
const add = (who: Awaited<ReturnType<typeof join>>, text: string, number: number) =>
  who.client.add(who.place, who.key, { text, number });
/** The code of the problem that a promise ends with. */
const problemOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error as { code?: unknown }).code,
  );
const bodyOf = ({ body }: RequestInit): string => body as string;
const shown = async (of: string) => (await asRelying(world, 'GET', `/v1/cases/${of}`)).body;

beforeAll(async () => {
  world = await openWorld();
  await prepareCases(world);
}, 120_000);
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  id = await openCase(world);
});

describe('an authority', () => {
  it('lists its own cases newest first, a page at a time, and nobody else’s', async () => {
    const second = await openCase(world);
    const { body } = await asRelying(world, 'GET', '/v1/cases?limit=1');
    expect(body['items']).toMatchObject([
      { id: second, step: 'accepted', parties: 0, matter: { code: MATTER } },
    ]);
    const next = await asRelying(world, 'GET', `/v1/cases?limit=1&before=${String(body['next'])}`);
    expect(next.body['items']).toMatchObject([{ id }]);
    const other = await call('GET', `${world.issuingUrl}/v1/cases`, undefined, issuerToken(world));
    expect(other.body).toEqual({ items: [] });
  });

  it.each([
    ['another authority', 'GET', (of: string) => `/v1/cases/${of}`],
    ['for a case that does not exist', 'GET', () => `/v1/cases/${'A'.repeat(22)}`],
  ] as const)('is told nothing of a case: %s', async (_why, method, of) => {
    const { status, body } = await call(method, world.issuingUrl + of(id), undefined, issuerToken(world));
    expect([status, body['code']]).toEqual([404, 'case-not-found']);
  });

  it('sees the case as it stood on a past day', async () => {
    const before = world.now;
    world.now += DAY_MS;
    await world.submit(RELYING, 'case', 'advance', { id, step: 'handling' });
    await write(world, id, '次日的内容', []);
    const past = await asRelying(
      world,
      'GET',
      `/v1/cases/${id}?on=${new Date(before).toISOString().slice(0, 10)}`,
    );
    expect(past.body).toMatchObject({ case: { milestones: [{ step: 'accepted' }] }, entries: [] });
    expect(await shown(id)).toMatchObject({
      case: { milestones: [{}, {}] },
      entries: [{ text: '次日的内容' }],
    });
  });

  it.each([
    ['text beyond 64 KiB of UTF-8', { text: '字'.repeat(21_846), shownTo: [] }, 400],
    ['nothing', { text: '', shownTo: [] }, 400],
    ['a reader that the case does not have', { text: '内容', shownTo: ['A'.repeat(43)] }, 400],
  ])('keeps no content: %s', async (_why, body, status) => {
    expect((await asRelying(world, 'POST', `/v1/cases/${id}/contents`, body)).status).toBe(status);
  });

  it('takes 64 KiB of text, and is not locked out by what never came to the ledger', async () => {
    const body = { text: `${'字'.repeat(21_845)}a`, shownTo: [] };
    const answers = [];
    for (let at = 0; at < 10; at++)
      answers.push(await asRelying(world, 'POST', `/v1/cases/${id}/contents`, body));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(201));
    const { number, digest } = answers.at(-1)?.body ?? {};
    await world.submit(RELYING, 'case', 'add', { id, number, digest });
    await world.relying.caughtUp();
    // Who may read what is on the ledger can still be changed.
    const share = { by: 'authority', number: 1, shownTo: [] };
    expect((await asRelying(world, 'POST', `/v1/cases/${id}/shown`, share)).status).toBe(200);
    expect(await shown(id)).toMatchObject({ entries: [{ number: 1, text: body.text }] });
  });

  it('invites nobody without a service identity that could name them', async () => {
    await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
    await world.submit(ISSUER, 'case', 'open', { id: 'B'.repeat(21) + 'A', matter: MATTER });
    await world.issuing.caughtUp();
    const url = `${world.issuingUrl}/v1/cases/${'B'.repeat(21)}A/invitations`;
    const { status, body } = await call('POST', url, { capacity: 'expert' }, issuerToken(world));
    expect([status, body['code']]).toEqual([409, 'no-service-identity']);
  });
});

describe('an invitation', () => {
  it('says what it is to, names the key on the ledger, and is used up by it', async () => {
    const code = await invite(world, id, { capacity: 'interested', until: '2027-01-01', label: '邻居' });
    const client = thirdParty(world);
    const invitation = await client.look(code);
    expect(invitation).toMatchObject({
      case: id,
      capacity: 'interested',
      until: '2027-01-01',
      member: BAICHENG,
    });
    const key = await createHolderKey();
    const { keyId } = await client.accept(code, invitation, key);
    // An answer that was lost is asked for again.
    expect(await client.accept(code, invitation, key)).toEqual({ case: id, keyId });
    expect(await problemOf(client.look(code))).toBe('invitation-used');
    expect(await problemOf(client.accept(code, invitation, await createHolderKey()))).toBe('invitation-used');
    const { case: record, invitations } = await shown(id);
    expect(record).toMatchObject({ parties: [{ keyId, capacity: 'interested', until: '2027-01-01' }] });
    expect(invitations).toMatchObject([{ label: '邻居', state: 'accepted', party: keyId }]);
    expect(JSON.stringify(record)).not.toContain('邻居');
  });

  it('is nothing to whoever guesses, after seven days, and once the case has closed', async () => {
    const client = thirdParty(world);
    expect(await problemOf(client.look('A'.repeat(22)))).toBe('unknown-invitation');
    const [first, second] = [await invite(world, id), await invite(world, id)];
    const invitation = await client.look(second);
    world.now += 7 * DAY_MS;
    expect(await problemOf(client.look(first))).toBe('invitation-expired');
    const third = await invite(world, id);
    await world.submit(RELYING, 'case', 'advance', { id, step: 'closed' });
    await world.relying.caughtUp();
    expect(await problemOf(client.accept(third, invitation, await createHolderKey()))).toBe(
      'invitation-expired',
    );
  });

  it('takes no key without proof, and none that was proven for another case or capacity', async () => {
    const client = thirdParty(world);
    const code = await invite(world, id);
    const invitation = await client.look(code);
    for (const wrong of [
      { ...invitation, case: await openCase(world) },
      { ...invitation, capacity: 'interested' as const },
    ]) {
      expect(await problemOf(client.accept(code, wrong, await createHolderKey()))).toBe('claim-not-proven');
    }
    expect(await shown(id)).toMatchObject({ case: { parties: [] } });
  });

  it('does not carry a key from one case into another', async () => {
    const joined = await join(world, id);
    const other = await openCase(world);
    const code = await invite(world, other);
    const invitation = await joined.client.look(code);
    await expect(joined.client.accept(code, invitation, joined.key)).rejects.toMatchObject({
      code: 'ledger-rejection',
      rejection: 'KEY_EXISTS',
    });
    // The invitation is not lost with it.
    await joined.client.accept(code, invitation, await createHolderKey());
    expect(await shown(other)).toMatchObject({ case: { parties: [{ capacity: 'expert' }] } });
  });
});

describe('an invitation that is taken back', () => {
  const revoke = async (of: string, invitation: string): Promise<unknown> => {
    const answer = await asRelying(world, 'POST', `/v1/cases/${of}/invitations/revoke`, { invitation });
    return answer.status === 200 ? 'revoked' : answer.body['code'];
  };
  const invitationsOf = async (of: string) =>
    (await shown(of))['invitations'] as readonly { id: string; state: string; party?: string }[];

  it('opens nothing from then on, and is listed no more', async () => {
    const [first, second] = [await invite(world, id, { label: '一' }), await invite(world, id)];
    const client = thirdParty(world);
    const invitation = await client.look(first);
    const listed = await invitationsOf(id);
    const [name] = listed.filter((each) => 'label' in each).map((each) => each.id);
    expect(await revoke(id, name!)).toBe('revoked');
    expect(await problemOf(client.look(first))).toBe('unknown-invitation');
    expect(await problemOf(client.accept(first, invitation, await createHolderKey()))).toBe(
      'unknown-invitation',
    );
    expect(await revoke(id, name!)).toBe('unknown-invitation');
    expect((await invitationsOf(id)).map((each) => each.id)).toEqual(
      listed.map((each) => each.id).filter((each) => each !== name),
    );
    // The other one is as good as before.
    expect(await client.look(second)).toMatchObject({ case: id });
  });

  it('makes room for another', async () => {
    const codes: string[] = [];
    for (let at = 0; at < CASE_STORE_LIMITS.invitations; at++) codes.push(await invite(world, id));
    const path = `/v1/cases/${id}/invitations`;
    const wanted = { capacity: 'expert' };
    expect((await asRelying(world, 'POST', path, wanted)).body['code']).toBe('case-full');
    const [one] = await invitationsOf(id);
    expect(await revoke(id, one!.id)).toBe('revoked');
    expect((await asRelying(world, 'POST', path, wanted)).status).toBe(201);
  });

  it('is not one that was accepted, of another case or authority, or none', async () => {
    const { keyId } = await join(world, id);
    const [accepted] = await invitationsOf(id);
    expect(accepted).toMatchObject({ party: keyId, state: 'accepted' });
    expect(await revoke(id, accepted!.id)).toBe('invitation-used');
    const other = await openCase(world);
    await invite(world, other);
    const [elsewhere] = await invitationsOf(other);
    expect(await revoke(id, elsewhere!.id)).toBe('unknown-invitation');
    expect(await revoke(id, 'A'.repeat(43))).toBe('unknown-invitation');
    expect(await revoke(id, 'short')).toBe('too-short');
    const url = `${world.issuingUrl}/v1/cases/${other}/invitations/revoke`;
    const stranger = await call('POST', url, { invitation: elsewhere!.id }, issuerToken(world));
    expect(stranger.body['code']).toBe('case-not-found');
    expect(await invitationsOf(other)).toMatchObject([{ state: 'open' }]);
  });

  it('while it is being accepted is accepted or taken back, never both', async () => {
    for (let tries = 0; tries < 3; tries++) {
      const of = await openCase(world);
      const code = await invite(world, of);
      const client = thirdParty(world);
      const invitation = await client.look(code);
      const [open] = await invitationsOf(of);
      const accepting = problemOf(client.accept(code, invitation, await createHolderKey()));
      const [accepted, revoked] = await Promise.all([accepting, revoke(of, open!.id)]);
      const { case: record } = (await shown(of)) as { case: { parties: readonly unknown[] } };
      expect([
        ['none', 'invitation-used', 1, 'accepted'],
        ['unknown-invitation', 'revoked', 0, undefined],
        ['invitation-used', 'revoked', 0, undefined],
      ]).toContainEqual([accepted, revoked, record.parties.length, (await invitationsOf(of))[0]?.state]);
    }
  });
});

describe('a third party', () => {
  it('sees its case with what is shown to it and nothing else, and adds what only it can have signed', async () => {
    const [expert, neighbour] = [await join(world, id), await join(world, id, { capacity: 'interested' })];
    await write(world, id, '给专家的问题', [expert.keyId]);
    await write(world, id, '内部记录', []);
    const added = await add(expert, '专家意见', 1);
    await world.relying.caughtUp();
    const seen = await view(expert);
    expect(seen.entries.map(({ by, text }) => [by, text])).toEqual([
      ['authority', '给专家的问题'],
      ['self', '专家意见'],
    ]);
    expect(seen).toMatchObject({ case: id, next: 2, milestones: [{ step: 'accepted' }], capacity: 'expert' });
    expect((await view(neighbour)).entries).toEqual([]);
    const entry = world.relying.context.index.record<CaseEntry>(`case-entry/${id}/${expert.keyId}/1`);
    const [, own] = seen.entries;
    expect(entry?.digest).toBe(added.digest);
    expect(caseContentDigest(nobleProvider, { case: id, salt: own?.salt ?? '', text: '专家意见' })).toBe(
      added.digest,
    );
    // The authority shows it to the other one, and takes that back.
    const share = (shownTo: string[]) =>
      asRelying(world, 'POST', `/v1/cases/${id}/shown`, { by: expert.keyId, number: 1, shownTo });
    expect((await share([neighbour.keyId])).status).toBe(200);
    expect((await view(neighbour)).entries).toMatchObject([
      { by: 'other', capacity: 'expert', text: '专家意见' },
    ]);
    await share([]);
    expect((await view(neighbour)).entries).toEqual([]);
  });

  it('of another case, a stranger and a case that does not exist are answered alike', async () => {
    const [here, other] = [await join(world, id), await openCase(world)];
    const stranger = { ...here, key: await createHolderKey() };
    const answers = [];
    for (const who of [
      { ...here, place: { ...here.place, case: other } },
      stranger,
      { ...here, place: { ...here.place, case: 'A'.repeat(22) } },
      { ...here, place: { ...here.place, member: QIQIHAR } },
    ]) {
      const error: unknown = await view(who).catch((thrown: unknown) => thrown);
      answers.push(JSON.stringify({ ...(error as object) }));
    }
    expect(new Set(answers)).toEqual(new Set([answers[0]]));
    expect(answers[0]).toContain('case-not-found');
    expect(await problemOf(add(stranger, '冒名', 1))).toBe('case-not-found');
  });

  it.each([
    ['too old', -301_000],
    ['dated ahead', 301_000],
  ])('is not heard by a request that is %s', async (_why, shiftMs) => {
    const who = await join(world, id);
    world.now += shiftMs;
    let body = '';
    const caught = thirdParty(world, (_url, init) => {
      body = bodyOf(init);
      return Promise.reject(new TypeError('kept'));
    });
    await caught.view(who.place, who.key).catch(() => undefined);
    world.now -= shiftMs;
    const { status } = await call('POST', `${world.relyingUrl}/v1/cases/third-party/view`, body);
    expect(status).toBe(404);
    await expect(view(who)).resolves.toMatchObject({ case: id });
  });

  it('is heard by each request once', async () => {
    const who = await join(world, id);
    let body = '';
    const client = thirdParty(world, (url, init) => {
      body = bodyOf(init);
      return fetch(url, init);
    });
    await client.view(who.place, who.key);
    const again = await call('POST', `${world.relyingUrl}/v1/cases/third-party/view`, body);
    expect([again.status, again.body['code']]).toEqual([404, 'case-not-found']);
    await client.add(who.place, who.key, { text: '一次', number: 1 });
    const replayed = await call('POST', `${world.relyingUrl}/v1/cases/third-party/entries`, body);
    expect(replayed.status).toBe(404);
    expect(await shown(id)).toMatchObject({ entries: [{ number: 1 }] });
  });

  it('cannot take a number twice or leave one out, and words that were changed on the way are nobody’s', async () => {
    const who = await join(world, id);
    await add(who, '第一条', 1);
    expect(await problemOf(add(who, '又一条', 1))).toBe('entry-out-of-order');
    expect(await problemOf(add(who, '第三条', 3))).toBe('entry-out-of-order');
    const bent = thirdParty(world, (url, init) =>
      fetch(url, { ...init, body: bodyOf(init).replace('同意', '反对') }),
    );
    expect(await problemOf(bent.add(who.place, who.key, { text: '同意', number: 2 }))).toBe(
      'entry-not-signed',
    );
    expect(await shown(id)).toMatchObject({ entries: [{ text: '第一条' }] });
  });

  it.each([
    ['withdrawn', { id: '', step: '' }, 'withdrawParty'],
    ['the case is closed', { id: '', step: 'closed' }, 'advance'],
  ])('neither sees nor adds any more once %s', async (_why, given, fn) => {
    const who = await join(world, id);
    await add(who, '此前的意见', 1);
    const argument = fn === 'advance' ? { ...given, id } : { id, keyId: who.keyId };
    await world.submit(RELYING, 'case', fn, argument);
    await world.relying.caughtUp();
    expect(await problemOf(view(who))).toBe('third-party-ended');
    expect(await problemOf(add(who, '此后的意见', 2))).toBe('third-party-ended');
    expect(await shown(id)).toMatchObject({ entries: [{ text: '此前的意见' }] });
  });

  it('neither sees nor adds after its last day', async () => {
    const today = new Date(world.now).toISOString().slice(0, 10);
    const who = await join(world, id, { until: today });
    await view(who);
    world.now += DAY_MS;
    expect(await problemOf(view(who))).toBe('third-party-ended');
  });

  it('has a share of requests, which others do not feel', async () => {
    const [busy, calm] = [await join(world, id), await join(world, id)];
    for (let at = 0; at < SEEN_LIMITS.ofParty; at++) await view(busy);
    expect(await problemOf(view(busy))).toBe('rate-limited');
    await expect(view(calm)).resolves.toMatchObject({ case: id });
    world.now += 601_000;
    await expect(view(busy)).resolves.toMatchObject({ case: id });
  });
});

describe('several at once', () => {
  it('come in and add without being in each other’s way', async () => {
    const joined = await Promise.all([1, 2, 3].map(() => join(world, id)));
    await Promise.all(joined.map((who, at) => add(who, `第 ${String(at)} 位的意见`, 1)));
    const { case: record, entries } = await shown(id);
    expect([(record as { parties: unknown[] }).parties.length, (entries as unknown[]).length]).toEqual([
      3, 3,
    ]);
  });

  it('with one invitation: one key comes in', async () => {
    const code = await invite(world, id);
    const client = thirdParty(world);
    const invitation = await client.look(code);
    const tries = await Promise.all(
      [1, 2, 3].map(async () => problemOf(client.accept(code, invitation, await createHolderKey()))),
    );
    expect(tries.toSorted()).toEqual(['invitation-used', 'invitation-used', 'none']);
    expect(await shown(id)).toMatchObject({ case: { parties: [{}] } });
  });
});

describe('what is kept', () => {
  it('says nothing in the clear on the disk or the ledger, and is there again after a restart of the index', async () => {
    const who = await join(world, id, { label: '王某（演示）' });
    await add(who, '只此一处的意见', 1);
    const folder = path(world.path, `gateway-${BAICHENG}`, 'cases');
    const bytes = readdirSync(folder)
      .map((name) => readFileSync(path(folder, name), 'utf8'))
      .join('');
    expect(bytes).not.toMatch(/只此一处|王某/);
    const index = world.relying.context.index;
    const before = JSON.stringify(await shown(id));
    await world.relying.context.feed.stop();
    await index.clear();
    for await (const block of world.ledger.blocks(0)) {
      index.apply(block);
      if (index.head.height >= (await world.ledger.height())) break;
    }
    expect(JSON.stringify(await shown(id))).toBe(before);
    const { body } = await asRelying(world, 'GET', '/v1/cases?limit=1');
    expect(body['items']).toMatchObject([{ id }]);
  });
});
