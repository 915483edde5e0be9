import { randomBytes } from 'node:crypto';
import {
  encodeBase64url,
  gatewayAudience,
  type JsonValue,
  nobleProvider,
  parseCredential,
  signHolderRequest,
  type HolderRequest,
  USES_REQUEST_TYPE,
} from '@huren/chaincode/domain';
import { type CredentialFile, createHolderKey, type HolderKey, Wallet } from '@huren/clients';
import { AgentWorld } from './agent-world';
import { call } from './client';
import { relyingToken, verify } from './issuing';
import { BAICHENG, MATTER, QIQIHAR, RELYING, type World } from './world';

describe('a holder is told what agents showed', () => {
  let opened: AgentWorld;
  let world: World;
  let home: Wallet;
  let holder: HolderKey;
  let file: CredentialFile;

  beforeAll(async () => {
    opened = await AgentWorld.open();
    ({ world, home, holder } = opened);
    file = await opened.claimed('USED1', holder);
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  const bareOf = ({ sdJwt, anchor }: CredentialFile): string =>
    JSON.stringify({ sdJwt: `${sdJwt.split('~')[0] ?? ''}~`, anchor });
  const proofOf = (of: CredentialFile, by: HolderKey, change: Partial<HolderRequest> = {}): Promise<string> =>
    signHolderRequest(
      USES_REQUEST_TYPE,
      {
        v: 1,
        aud: gatewayAudience(BAICHENG),
        licence: parseCredential(of as unknown as JsonValue).locator(nobleProvider),
        nonce: encodeBase64url(randomBytes(16)),
        iat: Math.floor(world.now / 1000),
        ...change,
      },
      by.publicJwk,
      (bytes) => by.sign(bytes),
    );
  const asked = async (proof: string, licence: string) => {
    const { status, body } = await call('POST', `${world.relyingUrl}/v1/delegations/uses`, {
      proof,
      licence,
    });
    const fault = (body['details'] as { fault?: string } | undefined)?.fault ?? body['code'];
    return { status, fault, uses: body['uses'] };
  };

  it('where, when, for what and on which delegation, and nobody else is', async () => {
    const made = await opened.give(file, { onward: true });
    const handler = await createHolderKey();
    const passed = await opened.give(made.file, { role: 'handler' }, opened.agent, handler);
    const told = { purpose: '演示用途', case: 'DEMO-1' };
    await opened.presented(made.file, opened.agent, told);
    world.now += 1000;
    await opened.presented(passed.file, handler);
    // Whoever may not present is told of too: the licence was shown.
    const outside = await opened.give(file, { matters: ['000100002000'] });
    world.now += 1000;
    await opened.presented(outside.file);
    const { uses, unasked } = await home.agentUses.ask([file], holder);
    expect(unasked).toEqual([]);
    const use = {
      member: BAICHENG,
      identifier: parseCredential(file as unknown as JsonValue).claims.identifier,
      authority: { code: RELYING, region: '220800' },
      matter: { code: MATTER },
      fields: ['certificate_holder_name'],
    };
    expect(uses).toMatchObject([
      { ...use, verdict: 'refuse', delegations: [outside.delegation.id] },
      { ...use, verdict: 'accept', delegations: [made.delegation.id, passed.delegation.id] },
      { ...use, verdict: 'accept', delegations: [made.delegation.id], ...told },
    ]);
    expect(uses.map(({ time }) => Date.parse(time))).toEqual([world.now, world.now - 1000, world.now - 2000]);
    expect(JSON.stringify(uses)).not.toMatch(/演示办事人|演示代表人|DEMO-ID/);
    // Another licence of the same key has no uses, and the agents' keys are no holder's.
    const other = await opened.claimed('USED2', holder);
    expect((await home.agentUses.ask([other], holder)).uses).toEqual([]);
    expect((await home.agentUses.ask([file], opened.agent)).uses).toEqual([]);
  });

  it('not of what the holder showed, nor of what was no answer to a request', async () => {
    const own = await opened.claimed('USED3', holder);
    await opened.presented(own, holder);
    const made = await opened.give(own);
    const look = await verify(world, { credential: made.file, matter: MATTER });
    expect(look.status).toBe(200);
    const ask = await call(
      'POST',
      `${world.relyingUrl}/v1/presentation-requests`,
      { matter: MATTER },
      relyingToken(world),
    );
    // Somebody else has the file and the chain, and signs nothing.
    await verify(world, { credential: made.file, matter: MATTER, nonce: ask.body['nonce'] });
    expect((await home.agentUses.ask([own], holder)).uses).toEqual([]);
  });

  it('only by the licence’s own key, for that gateway, now and once', async () => {
    const stranger = await createHolderKey();
    const other = await opened.claimed('USED4', holder);
    const good = await proofOf(file, holder);
    const bare = bareOf(file);
    const { anchor } = JSON.parse(bare) as { anchor: { index: number } };
    const moved = JSON.stringify({ ...JSON.parse(bare), anchor: { ...anchor, index: anchor.index + 1 } });
    const unanchored = JSON.stringify({ sdJwt: (JSON.parse(bare) as { sdJwt: string }).sdJwt });
    const rows: readonly (readonly [string, string, string, number, string])[] = [
      ['a stranger’s key', await proofOf(file, stranger), bare, 403, 'claim-not-proven'],
      ['for another licence', await proofOf(other, holder), bare, 403, 'claim-not-proven'],
      [
        'for another gateway',
        await proofOf(file, holder, { aud: gatewayAudience(QIQIHAR) }),
        bare,
        403,
        'claim-not-proven',
      ],
      [
        'signed too long ago',
        await proofOf(file, holder, { iat: Math.floor(world.now / 1000) - 61 }),
        bare,
        403,
        'claim-not-proven',
      ],
      [
        'signed in time to come',
        await proofOf(file, holder, { iat: Math.floor(world.now / 1000) + 61 }),
        bare,
        403,
        'claim-not-proven',
      ],
      ['elsewhere in the batch', good, moved, 400, 'not-anchored'],
      ['without an anchor', good, unanchored, 400, 'not-anchored'],
      ['with no statement', 'x.y.z', bare, 400, 'bad-base64url'],
      ['at last', good, bare, 200, 'none'],
      ['the same once more', good, bare, 403, 'claim-not-proven'],
    ];
    for (const [why, proof, licence, status, code] of rows) {
      const answer = await asked(proof, licence);
      expect([why, answer.status, answer.fault ?? 'none']).toEqual([why, status, code]);
    }
  });

  it('after a re-claim by the new phone, and no more by the old one', async () => {
    const before = await opened.claimed('USED5', holder);
    await opened.presented((await opened.give(before)).file);
    const fresh = await createHolderKey();
    const after = await opened.claimed('USED5', fresh);
    await world.relying.caughtUp();
    expect((await home.agentUses.ask([after], fresh)).uses).toMatchObject([{ verdict: 'accept' }]);
    expect(await asked(await proofOf(before, holder), bareOf(before))).toMatchObject({
      status: 403,
      fault: 'licence-replaced',
    });
    const answer = await home.agentUses.ask([before], holder);
    expect(answer.uses).toEqual([]);
    expect(answer.unasked.map(({ member, why }) => [member, why])).toContainEqual([BAICHENG, 'refused']);
  });

  it('and of members that could not be asked that they were not', async () => {
    const cut = new Wallet({
      url: world.issuingUrl,
      now: () => world.now,
      retries: 0,
      fetch: (url, init) => {
        if (url.startsWith(world.relyingUrl)) return Promise.reject(new TypeError('unreachable'));
        return fetch(url, init);
      },
    });
    const { uses, unasked } = await cut.agentUses.ask([file], holder);
    expect(uses).toEqual([]);
    expect(unasked).toMatchObject([{ member: BAICHENG, why: 'unreachable' }]);
    await world.submit(BAICHENG, 'member', 'setGateway', {});
    await world.issuing.caughtUp();
    const silent = await home.agentUses.ask([file], holder);
    expect(silent.unasked).toMatchObject([{ member: BAICHENG, why: 'no-gateway' }]);
    await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
    await world.issuing.caughtUp();
    expect((await home.agentUses.ask([file], holder)).uses).not.toEqual([]);
  });
});
