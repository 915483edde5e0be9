import { type Day, type JsonValue, MalformedError, parseCredential } from '@huren/chaincode/domain';
import {
  type CredentialFile,
  createHolderKey,
  delegate,
  type DelegationWish,
  type HandedOver,
  type HolderKey,
  invitationLink,
  keyMark,
  readInvitation,
  Wallet,
} from '@huren/clients';
import { demoIdentityService } from '@huren/gateway';
import { call } from './client';
import { issuerToken, licence, relyingToken, verify } from './issuing';
import { BAICHENG, ISSUER, MATTER, openWorld, OTHER_MATTER, QIQIHAR, TYPE, type World } from './world';

const PERSON = { name: '演示代表人', idNumber: 'DEMO-ID-0001' };
const NAMES = { typeName: { zh: '营业执照', en: 'Licence' }, issuerName: { zh: '演示', en: 'Demo' } };
/** The world's day. */
const TODAY = '2026-06-01' as Day;

interface Seen {
  readonly verdict: string;
  readonly code: string;
}

describe('an agent acts for a holder', () => {
  let world: World;
  /** Of the holder, at the issuing city, and of the agent, at the other. */
  let home: Wallet;
  let away: Wallet;
  let holder: HolderKey;
  let agent: HolderKey;
  let file: CredentialFile;

  beforeAll(async () => {
    world = await openWorld({ identityServices: { demo: demoIdentityService } });
    await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
    await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
    await world.issuing.saveService(ISSUER, world.identity(ISSUER));
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
    home = new Wallet({ url: world.issuingUrl, now: () => world.now, retries: 0 });
    away = new Wallet({ url: world.relyingUrl, now: () => world.now, retries: 0 });
    holder = await createHolderKey();
    agent = await createHolderKey();
    file = await claimed('COMPANY1', holder);
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  /** A licence that this key claims; claimed once more it replaces the former. */
  async function claimed(serial: string, by: HolderKey): Promise<CredentialFile> {
    const body = {
      type: TYPE,
      key: world.sealKey,
      licence: licence(serial),
      person: PERSON,
      identityLevel: 3,
    };
    const offered = await call('POST', `${world.issuingUrl}/v1/offers`, body, issuerToken(world));
    const code = offered.body['code'] as string;
    const identity = { service: 'demo', assertion: { ...PERSON, level: 4 } };
    const claim = await home.claim(code, await home.offer(code), by, identity);
    for (;;) {
      const { state, credentials } = await home.claimed(claim);
      if (state === 'anchored') return credentials?.[0] as CredentialFile;
      if (state === 'refused') throw new Error('refused');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const wishFor = (key: HolderKey, change: Partial<DelegationWish> = {}): DelegationWish => ({
    agent: { key: key.publicJwk, name: '演示办事人' },
    role: 'manager',
    matters: [MATTER],
    from: TODAY,
    ...change,
  });
  const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
  const fieldsOf = (of: CredentialFile): readonly string[] =>
    parseCredential(of as unknown as JsonValue).sdJwt.disclosures.map(({ name = '' }) => name);
  const give = async (change: Partial<DelegationWish> = {}, of = file, giver = holder, to = agent) => {
    const handed = { file: of, fields: ['certificate_holder_name'] };
    const made = await delegate(wishFor(to, change), [handed], giver, random());
    return { ...made, file: made.files[0] as CredentialFile };
  };
  /** What the counter of the other city says to a presentation through the whole protocol. */
  const presented = async (shown: CredentialFile, by = agent): Promise<Seen> => {
    const body = { matter: MATTER };
    const at = `${world.relyingUrl}/v1/presentation-requests`;
    const ask = await call('POST', at, body, relyingToken(world));
    const judged = await away.readRequest(ask.body['link'] as string);
    expect(judged.faults).toEqual([]);
    await away.answerRequest(judged, by, shown);
    const answer = await call('GET', `${at}/${ask.body['id'] as string}`, undefined, relyingToken(world));
    await world.relying.caughtUp();
    const { credential, nonce } = answer.body;
    const verdict = await verify(world, { credential, matter: MATTER, nonce });
    expect([verdict.status, verdict.body]).toMatchObject([200, {}]);
    const findings = verdict.body['findings'] as readonly { check: string; code: string }[];
    const code = findings.find(({ check }) => check === 'holder')?.code ?? '';
    return { verdict: verdict.body['verdict'] as string, code };
  };

  it('is named by a code of their own phone', () => {
    const invitation = { key: agent.publicJwk, name: '演示办事人' };
    const link = invitationLink(world.relyingUrl, invitation);
    expect(readInvitation(link)).toEqual(invitation);
    expect(keyMark(readInvitation(link).key)).toMatch(/^[0-9A-Z]{8}$/);
    expect(keyMark(holder.publicJwk)).not.toBe(keyMark(agent.publicJwk));
    for (const wrong of ['', 'https://x.example/wallet/#agent=AAAA', `${link}!`]) {
      expect(() => readInvitation(wrong)).toThrow(MalformedError);
    }
  });

  it('gets what was handed over in the other city, once, and presents it there', async () => {
    const made = await give();
    expect(fieldsOf(made.file)).toEqual(['certificate_holder_name']);
    expect(made.delegation.until).toBe('2026-06-30');
    const handed = { v: 1, licences: [{ file: made.file, ...NAMES }] } as unknown as HandedOver;
    const { link } = await home.handOver(handed);
    const got = await away.pickUp(link, agent.publicJwk);
    expect(got).toEqual(handed);
    await expect(away.pickUp(link, agent.publicJwk)).rejects.toMatchObject({ code: 'not-found' });
    expect(await presented(got.licences[0]!.file as CredentialFile)).toEqual({
      verdict: 'accept',
      code: 'AGENT_PROVED',
    });
  });

  it('gets nothing that is for another phone, by another key, or from outside the network', async () => {
    const made = await give();
    const handed = { v: 1, licences: [{ file: made.file, ...NAMES }] } as unknown as HandedOver;
    const leave = async (): Promise<string> => (await home.handOver(handed)).link;
    await expect(away.pickUp(await leave(), holder.publicJwk)).rejects.toMatchObject({
      code: 'delegation-for-another',
    });
    const other = (await leave()).replace(/\.[A-Za-z0-9_-]{43}$/, `.${'A'.repeat(43)}`);
    await expect(away.pickUp(other, agent.publicJwk)).rejects.toMatchObject({ code: 'wrong-key' });
    const outside = (await leave()).replace(world.issuingUrl, 'http://127.0.0.1:9');
    await expect(away.pickUp(outside, agent.publicJwk)).rejects.toMatchObject({
      code: 'not-a-member-address',
    });
  });

  it('lets another one act in turn, where that was allowed', async () => {
    const handler = await createHolderKey();
    const onward = await give({ onward: true });
    const handlerWish = { role: 'handler', until: '2026-06-01' as Day } as const;
    const passed = await give(handlerWish, onward.file, agent, handler);
    expect(await presented(passed.file, handler)).toEqual({ verdict: 'accept', code: 'AGENT_PROVED' });
    const final = await give({});
    const stolen = await give(handlerWish, final.file, agent, handler);
    expect(await presented(stolen.file, handler)).toEqual({ verdict: 'refuse', code: 'AGENT_CHAIN_BROKEN' });
  });

  it('is refused outside the matters or the days, and with another key', async () => {
    const elsewhere = await give({ matters: [OTHER_MATTER] });
    expect(await presented(elsewhere.file)).toEqual({ verdict: 'refuse', code: 'AGENT_OUT_OF_SCOPE' });
    const later = await give({ from: '2026-06-03' as Day });
    expect(await presented(later.file)).toEqual({ verdict: 'refuse', code: 'AGENT_ENDED' });
    const { file: fine } = await give();
    expect(await presented(fine, await createHolderKey())).toEqual({
      verdict: 'refuse',
      code: 'KEY_BINDING_INVALID',
    });
  });

  it('is refused everywhere once the holder revokes at home', async () => {
    const made = await give();
    expect(await presented(made.file)).toMatchObject({ verdict: 'accept' });
    expect(await away.isDelegationRevoked(made.delegation.id)).toBe(false);
    await home.revokeDelegation(made.secret);
    await home.revokeDelegation(made.secret);
    await world.relying.caughtUp();
    expect(await home.isDelegationRevoked(made.delegation.id)).toBe(true);
    expect(await away.isDelegationRevoked(made.delegation.id)).toBe(true);
    expect(await presented(made.file)).toEqual({ verdict: 'refuse', code: 'AGENT_REVOKED' });
    const { file: another } = await give();
    expect(await presented(another)).toMatchObject({ verdict: 'accept' });
  });

  it('revokes nothing with what is no secret', async () => {
    for (const secret of ['', 'AAAA', 'not base64url!']) {
      await expect(home.revokeDelegation(secret)).rejects.toMatchObject({ status: 400 });
    }
    const { status } = await call('GET', `${world.issuingUrl}/v1/delegations/short/state`);
    expect(status).toBe(400);
  });

  it('is refused once the company has another representative, whatever was delegated', async () => {
    const company = await claimed('COMPANY2', holder);
    const permit = await claimed('PERMIT2', holder);
    const wish = wishFor(agent);
    const handed = [company, permit].map((each) => ({ file: each, fields: ['certificate_holder_name'] }));
    const { files } = await delegate(wish, handed, holder, random());
    expect(await presented(files[1]!)).toEqual({ verdict: 'accept', code: 'AGENT_PROVED' });
    await claimed('COMPANY2', await createHolderKey());
    await world.relying.caughtUp();
    expect(await presented(files[1]!)).toEqual({ verdict: 'refuse', code: 'AGENT_VOID' });
    expect(await presented(files[0]!)).toEqual({ verdict: 'refuse', code: 'AGENT_VOID' });
  });

  it('is refused when the delegations are taken away or changed on the way', async () => {
    const made = await give();
    const { delegations: _chain, ...bare } = made.file;
    expect(await presented(bare)).toEqual({ verdict: 'refuse', code: 'KEY_BINDING_INVALID' });
    const malformed = { ...bare, delegations: ['x.y.z'] };
    const answer = await verify(world, { credential: malformed, matter: MATTER });
    expect([answer.status, answer.body['code']]).toEqual([400, 'malformed-credential']);
  });

  it('leaves nothing personal on the ledger or in a receipt', async () => {
    const made = await give();
    await presented(made.file);
    await home.revokeDelegation(made.secret);
    await world.relying.caughtUp();
    const trust = JSON.stringify((await call('GET', `${world.relyingUrl}/v1/trust`)).body);
    expect(trust).toContain(made.delegation.id);
    for (const word of ['演示办事人', made.secret, keyMark(agent.publicJwk)])
      expect(trust).not.toContain(word);
  });
});
