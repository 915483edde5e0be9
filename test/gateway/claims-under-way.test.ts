import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonValue, parseCredential } from '@huren/chaincode/domain';
import { createHolderKey, Wallet } from '@huren/clients';
import { createGateway, demoIdentityService, type Gateway } from '@huren/gateway';
import { type Ledger, LedgerUnavailable } from '@huren/network';
import { type BatchKind, ClaimStore, type Claim } from '../../gateway/src/claims/claim-store';
import { JointClaims } from '../../gateway/src/claims/joint-claims';
import { LibraryCipher } from '../../gateway/src/licences/cipher';
import { createLog } from '../../gateway/src/log';
import { DurableStorage } from '../../gateway/src/storage';
import { claimAs, collected, openClaimWorld } from './claim-world';
import { type Answer, call } from './client';
import { issuerToken, licence, signAll } from './issuing';
import { ISSUER, QIQIHAR, TYPE, type World } from './world';

const PERSON = { name: '巴特尔·演示', idNumber: 'DEMO-ID-0001' };

describe('claims that wait for a ledger that is away', () => {
  let world: World;
  let gateway: Gateway;
  let url: string;
  let isAway = false;
  let attempts = 0;

  /** The world's ledger, which takes no batches while it is away. */
  const leaving = (ledger: Ledger): Ledger => ({
    engine: ledger.engine,
    evaluate: (request, signer) => ledger.evaluate(request, signer),
    blocks: (from, signal) => ledger.blocks(from, signal),
    height: () => ledger.height(),
    health: () => ledger.health(),
    close: () => Promise.resolve(),
    submit: async (request, signer) => {
      if (!isAway || request.fn !== 'anchor') return ledger.submit(request, signer);
      attempts += 1;
      throw new LedgerUnavailable('away');
    },
  });

  beforeAll(async () => {
    world = await openClaimWorld();
    await world.issuing.close();
    gateway = await createGateway({
      ledger: leaving(world.ledger),
      member: QIQIHAR,
      dataPath: join(world.path, `gateway-${QIQIHAR}`),
      keysPath: join(world.path, `keys-${QIQIHAR}`),
      passphrase: 'demo passphrase',
      clock: () => world.now,
      identityServices: { demo: demoIdentityService },
    });
    url = (await gateway.listen(0)).url;
    await gateway.caughtUp();
  }, 120_000);
  afterAll(async () => {
    await gateway.close();
    await world.close();
  });

  const ask = (path: string, body: object): Promise<Answer> =>
    call('POST', `${url}${path}`, body, issuerToken(world));
  const offered = async (serial: string): Promise<string> => {
    const draft = { type: TYPE, licence: licence(serial), person: PERSON, identityLevel: 3 };
    const { body } = await ask('/v1/offers', { ...draft, key: world.sealKey });
    return body['code'] as string;
  };

  it('are not sealed for a licence that was suspended meanwhile; those beside them are', async () => {
    const phone = new Wallet({ url, now: () => world.now, retries: 0 });
    const claim = async (code: string): Promise<string> =>
      claimAs(phone, code, await createHolderKey(), PERSON);
    const held = await collected(phone, await claim(await offered('AWAY1')));
    const { identifier } = parseCredential(held as unknown as JsonValue).claims;
    const again = await ask('/v1/offers/again', {
      identifier,
      identityLevel: 3,
      holders: [{ place: 0, person: PERSON }],
    });
    const [{ code }] = again.body['offers'] as [{ code: string }];
    const beside = await offered('AWAY2');
    isAway = true;
    const claims = [await claim(code), await claim(beside)] as const;
    while (attempts === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const begun = await ask('/v1/licences/status', {
      requestId: 'away-suspension',
      batch: held.anchor?.batch,
      identifier,
      state: 'suspended',
      decision: '演示决定 1 号',
      decidedOn: '2026-06-01',
      effectiveFrom: '2026-06-01',
      certificate: world.identity(ISSUER).certificate,
    });
    expect((await signAll(world, url, ISSUER, begun.body['transaction'])).status).toBe(200);
    await gateway.caughtUp();
    isAway = false;
    await expect(collected(phone, claims[0])).rejects.toThrow('refused');
    expect((await collected(phone, claims[1])).anchor).toBeDefined();
    expect((await ask('/v1/licences/find', { identifier })).body).toMatchObject({ state: 'suspended' });
  });
});

describe('who holds a licence with several holders', () => {
  const authority = ISSUER;
  const kind: BatchKind = { authority, type: TYPE as BatchKind['type'], key: 'K' };
  const cipher = new LibraryCipher(Buffer.alloc(32, 7));
  let folder: string;
  let storage: DurableStorage;
  let store: ClaimStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-holders-'));
    storage = await DurableStorage.open(join(folder, 'library'), 'library', createLog('silent', 'test'));
    store = new ClaimStore(storage, cipher);
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Two claim, by these marks; the claim for both is taken up, and ends. */
  const claimed = async (marks: readonly string[], state: 'anchored' | 'refused'): Promise<void> => {
    const joint = new JointClaims(store);
    const to = { identityLevel: 3 };
    const codes = await joint.offer(
      { kind, licence: { coHolders: [{}] }, identifier: 'L', expiresAt: 1 },
      marks.map(() => to),
    );
    for (const [place, code] of codes.entries()) {
      const offer = store.offer(code);
      if (offer?.part === undefined) throw new Error('the offer is for one of several');
      const holder = { holderKey: {}, holderKeyId: `key-${String(place)}`, level: 3 };
      const person = marks[place] ?? '';
      await joint.take(code, offer, offer.part, { id: store.secret(), holder: { ...holder, person } });
    }
    const claims = await store.waiting();
    const group = { requestId: 'R', kind, claims, replaces: [null] };
    await store.begin(group);
    await store.finish(group, state);
    expect(store.claimNamed(claims[0] ?? '')).toMatchObject({ state, licence: {} } satisfies Partial<Claim>);
  };

  it('is whoever claimed the one that was anchored, not the one that came to nothing', async () => {
    await claimed(['A', 'B'], 'refused');
    expect(store.personsOf({ kind, identifier: 'L' })).toEqual([]);
    await claimed(['A', 'B'], 'anchored');
    await claimed(['A', 'C'], 'refused');
    expect(store.personsOf({ kind, identifier: 'L' })).toEqual(['A', 'B']);
    await claimed(['D', 'B'], 'anchored');
    expect(store.personsOf({ kind, identifier: 'L' })).toEqual(['D', 'B']);
  });
});
