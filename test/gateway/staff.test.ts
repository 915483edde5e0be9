import fc from 'fast-check';
import { BegunSignIns } from '../../gateway/src/staff/begun-sign-ins';
import { localPath, SIGN_IN_LIMITS } from '../../gateway/src/staff/sign-in';
import { SESSION_LIMITS, Sessions } from '../../gateway/src/staff/sessions';
import { CookieJar, ProviderProcess } from './identity-provider';
import { issue, licence, type CredentialFile } from './issuing';
import { BAICHENG, ISSUER, MATTER, openWorld, REGISTERED, RELYING, START, type World } from './world';

const person = (id: string, authority: string, roles: readonly string[]) => ({
  id,
  name: { zh: `演示人员 ${id}`, en: `Demo ${id}` },
  authority,
  roles: roles as ['clerk'],
});

describe('staff sign in at their member’s identity provider', () => {
  let provider: ProviderProcess;
  let world: World;
  let file: CredentialFile;
  let origin: string;

  beforeAll(async () => {
    provider = await ProviderProcess.start([
      person('clerk', RELYING, ['clerk']),
      person('auditor', RELYING, ['auditor']),
      person('foreign', ISSUER, ['clerk']),
      person('unapproved', REGISTERED, ['clerk']),
      person('idle', RELYING, ['visitor']),
      person('nobody', '0'.repeat(18), ['clerk']),
    ]);
    world = await openWorld({ identityProvider: { issuer: provider.issuer, clientId: `huren-${BAICHENG}` } });
    origin = world.relyingUrl;
    await provider.serve([{ clientId: `huren-${BAICHENG}`, url: origin }]);
    [file] = (await issue(world, 'staff', { licences: [licence('STAFF1')] })) as [CredentialFile];
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await provider.stop();
  });
  beforeEach(() => {
    world.now = START + 60_000;
  });

  const me = async (jar: CookieJar): Promise<Record<string, unknown>> =>
    (await (await jar.fetch(`${origin}/v1/staff/me`)).json()) as Record<string, unknown>;

  async function verify(jar: CookieJar, headers: Record<string, string>): Promise<[number, string?]> {
    const response = await jar.fetch(`${origin}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ credential: file, matter: MATTER }),
    });
    const body = (await response.json()) as { code?: string; verdict?: string };
    return [response.status, body.code ?? body.verdict ?? ''];
  }

  async function signedIn(id = 'clerk'): Promise<{ jar: CookieJar; csrf: string }> {
    const jar = new CookieJar();
    await jar.signIn(origin, id);
    return { jar, csrf: String((await me(jar))['csrf']) };
  }

  it('lets a clerk in, back to the page that was wanted, and verify without any key', async () => {
    const jar = new CookieJar();
    expect(await jar.signIn(origin, 'clerk', '/counter/?matter=1')).toBe(`${origin}/counter/?matter=1`);
    const session = await me(jar);
    expect(session).toMatchObject({ signedIn: true, roles: ['clerk'], authority: { code: RELYING } });
    expect(await verify(jar, { 'x-huren-csrf': String(session['csrf']) })).toEqual([200, 'review']);
  });

  it('gives the session in a cookie that scripts and foreign sites cannot use', async () => {
    const jar = new CookieJar();
    const callback = await jar.choose(`${origin}/v1/staff/sign-in`, 'clerk');
    const response = await jar.fetch(callback);
    const cookie = response.headers.getSetCookie().find((line) => line.includes('session'));
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Path=\//);
  });

  it.each([
    ['no secret of the session', {}],
    ['another secret', { 'x-huren-csrf': 'A'.repeat(43) }],
  ])('refuses an act with %s', async (_, headers) => {
    const { jar } = await signedIn();
    expect(await verify(jar, headers)).toEqual([403, 'csrf-refused']);
  });

  it('refuses an act that a foreign page made, even with the secret', async () => {
    const { jar, csrf } = await signedIn();
    expect(await verify(jar, { 'x-huren-csrf': csrf, 'sec-fetch-site': 'same-site' })).toEqual([
      403,
      'csrf-refused',
    ]);
  });

  it('lets a role do no more than it may', async () => {
    const { jar, csrf } = await signedIn('auditor');
    expect(await verify(jar, { 'x-huren-csrf': csrf })).toEqual([403, 'role-not-allowed']);
  });

  it.each([
    ['foreign', 'wrong-member', 'works for an authority of another member'],
    ['unapproved', 'authority-not-active', 'works for an authority that nobody approved'],
    ['idle', 'no-role', 'has no role that is known'],
    ['nobody', 'no-authority', 'works for no authority of the ledger'],
  ])('keeps out %s (%s): the person %s', async (id, reason) => {
    const jar = new CookieJar();
    expect(await jar.signIn(origin, id, '/counter/')).toBe(`${origin}/counter/?sign-in=${reason}`);
    expect((await me(jar))['signedIn']).toBe(false);
  });

  it('takes the provider’s answer once, in the browser that asked, for the state that was sent', async () => {
    const jar = new CookieJar();
    const callback = await jar.choose(`${origin}/v1/staff/sign-in`, 'clerk');
    const other = new CookieJar();
    const stolen = await other.fetch(callback);
    expect(stolen.headers.get('location')).toBe('/?sign-in=failed');
    const bent = new URL(callback);
    bent.searchParams.set('state', 'another');
    const failed = await jar.fetch(bent.href);
    expect(failed.headers.get('location')).toBe('/?sign-in=failed');
    // The failed try used the sign-in up.
    const late = await jar.fetch(callback);
    expect(late.headers.get('location')).toBe('/?sign-in=failed');
    expect((await me(jar))['signedIn']).toBe(false);
  });

  it('takes no answer a second time, even with a copy of the cookie', async () => {
    const jar = new CookieJar();
    const callback = await jar.choose(`${origin}/v1/staff/sign-in`, 'clerk');
    const copy = new CookieJar();
    copy.set(jar.name('huren-sign-in') ?? '', jar.get('huren-sign-in') ?? '');
    expect((await jar.fetch(callback)).headers.get('location')).toBe('/');
    expect((await copy.fetch(callback)).headers.get('location')).toBe('/?sign-in=failed');
    expect((await me(copy))['signedIn']).toBe(false);
  });

  it('lets nobody push out somebody else’s begun sign-in, however many they begin', async () => {
    const jar = new CookieJar();
    const callback = await jar.choose(`${origin}/v1/staff/sign-in`, 'clerk');
    for (let begun = 0; begun < 1_200; begun += 50) {
      const flood = Array.from({ length: 50 }, () =>
        fetch(`${origin}/v1/staff/sign-in`, { redirect: 'manual' }).then(({ status }) => status),
      );
      expect(new Set(await Promise.all(flood))).toEqual(new Set([303]));
    }
    expect((await jar.fetch(callback)).headers.get('location')).toBe('/');
    expect((await me(jar))['signedIn']).toBe(true);
  }, 60_000);

  it('makes a new session at sign-in and ends the one before: a planted cookie is worth nothing', async () => {
    const { jar } = await signedIn();
    const before = jar.get('huren-session') ?? '';
    const name = jar.name('huren-session') ?? '';
    const again = new CookieJar();
    again.set(name, before);
    await again.signIn(origin, 'clerk');
    expect(again.get('huren-session')).not.toBe(before);
    expect((await me(jar))['signedIn']).toBe(false);
  });

  it('ends a session that is left alone, one that signs out, and no other', async () => {
    const { jar, csrf } = await signedIn();
    const { jar: other } = await signedIn();
    const out = await jar.fetch(`${origin}/v1/staff/sign-out`, {
      method: 'POST',
      headers: { 'x-huren-csrf': csrf },
    });
    expect(out.status).toBe(200);
    expect((await me(jar))['signedIn']).toBe(false);
    expect((await me(other))['signedIn']).toBe(true);
    const forged = await other.fetch(`${origin}/v1/staff/sign-out`, { method: 'POST' });
    expect([forged.status, (await me(other))['signedIn']]).toEqual([403, true]);
    world.now += SESSION_LIMITS.idleMs;
    expect((await me(other))['signedIn']).toBe(false);
    expect(await verify(other, { 'x-huren-csrf': csrf })).toEqual([401, 'session-ended']);
  });

  it('leads whoever was idle too long to the provider’s sign-out all the same', async () => {
    const { jar } = await signedIn();
    world.now += SESSION_LIMITS.idleMs;
    const out = await jar.fetch(`${origin}/v1/staff/sign-out`, { method: 'POST' });
    const { to } = (await out.json()) as { to?: string };
    expect([out.status, new URL(to ?? '').origin]).toEqual([200, provider.issuer]);
  });

  it('takes nobody whom the provider asked longer ago than a counter may be left alone', async () => {
    const jar = new CookieJar();
    const begun = await jar.fetch(`${origin}/v1/staff/sign-in`);
    const there = new URL(begun.headers.get('location') ?? '');
    expect(there.searchParams.get('max_age')).toBe(String(SESSION_LIMITS.idleMs / 1000));
    // Taken out on the way, so that the provider does not say when it asked.
    there.searchParams.delete('max_age');
    const callback = await jar.choose(there.href, 'clerk');
    expect((await jar.fetch(callback)).headers.get('location')).toBe('/?sign-in=failed');
  });

  it('leads nowhere but to this gateway', async () => {
    const jar = new CookieJar();
    expect(await jar.signIn(origin, 'clerk', '//other.example/')).toBe(`${origin}/`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webPath()), (to) => {
        expect(new URL(localPath(to), origin).origin).toBe(origin);
      }),
    );
    for (const to of ['//x', '/\\x', '/\t/x', 'https://x', '/\n/x', '']) {
      expect(new URL(localPath(to), origin).origin).toBe(origin);
    }
  });

  it('still takes tokens where nobody has signed in, and says what is missing', async () => {
    expect(await verify(new CookieJar(), {})).toEqual([401, 'token-missing']);
  });
});

describe('begun sign-ins', () => {
  const begun = { state: 's', nonce: 'n', verifier: 'v', to: '/counter/', expiresAt: 1000 };

  it('come back as they were, until they end', () => {
    let now = 0;
    const kept = new BegunSignIns(() => now);
    const value = kept.seal(begun);
    expect(value).not.toContain(Buffer.from('verifier').toString('base64url'));
    expect(kept.open(value)).toEqual(begun);
    now = 1000;
    expect(kept.open(value)).toBeUndefined();
  });

  it('are spent by one sign-in alone', () => {
    const kept = new BegunSignIns(() => 0);
    const value = kept.seal(begun);
    expect([kept.spend(begun), kept.spend(begun)]).toEqual([true, false]);
    expect(kept.open(value)).toBeUndefined();
  });

  it('of another process, or altered by one bit anywhere, are none', () => {
    const kept = new BegunSignIns(() => 0);
    const bytes = Buffer.from(kept.seal(begun), 'base64url');
    expect(new BegunSignIns(() => 0).open(bytes.toString('base64url'))).toBeUndefined();
    for (let at = 0; at < bytes.length; at++) {
      const bent = Buffer.from(bytes);
      bent[at]! ^= 1;
      expect(kept.open(bent.toString('base64url'))).toBeUndefined();
    }
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['an empty cookie', ''],
    ['less than a nonce and a tag', 'A'.repeat(38)],
    ['more than a browser keeps', 'A'.repeat(5000)],
    ['a name of every object', '__proto__'],
  ])('know nothing of %s', (_, value) => {
    expect(new BegunSignIns(() => 0).open(value)).toBeUndefined();
  });

  it('fit a cookie, with the longest path', () => {
    const to = `/${'a'.repeat(SIGN_IN_LIMITS.pathChars - 1)}`;
    expect(localPath(to)).toBe(to);
    expect(localPath(`${to}a`)).toBe('/');
    const made = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43), to, expiresAt: 1 };
    expect(new BegunSignIns(() => 0).seal(made).length).toBeLessThan(3_500);
  });
});

describe('sessions', () => {
  const staff = { subject: 's', name: '', authority: RELYING, roles: ['clerk'] as const };

  it('end after a working day, however busy', () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    const id = sessions.begin(staff);
    for (; now < SESSION_LIMITS.lifeMs; now += SESSION_LIMITS.idleMs - 1) {
      expect(sessions.use(id)).toBeDefined();
    }
    expect(sessions.use(id)).toBeUndefined();
  });

  it('make room by the one that was left alone longest', () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    const first = sessions.begin(staff);
    const second = sessions.begin(staff);
    for (let at = sessions.size; at < SESSION_LIMITS.sessions; at++) sessions.begin(staff);
    now++;
    sessions.use(first);
    sessions.begin(staff);
    expect(sessions.size).toBe(SESSION_LIMITS.sessions);
    expect([sessions.use(first) !== undefined, sessions.use(second) !== undefined]).toEqual([true, false]);
  });

  it.each([undefined, '', 'A'.repeat(42), 'A'.repeat(43), '__proto__'])('know nothing of %p', (id) => {
    expect(new Sessions(() => 0).use(id)).toBeUndefined();
  });
});

describe('a gateway without an identity provider', () => {
  it('says so, and serves tokens as ever', async () => {
    const world = await openWorld();
    try {
      const response = await fetch(`${world.relyingUrl}/v1/staff/sign-in`);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        404,
        'no-identity-provider',
      ]);
      const mine = (await (await fetch(`${world.relyingUrl}/v1/staff/me`)).json()) as { provided: boolean };
      expect(mine.provided).toBe(false);
    } finally {
      await world.close();
    }
  });
});
