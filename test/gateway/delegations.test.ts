import { request } from 'node:http';
import {
  type Day,
  delegationId,
  type DelegationRoot,
  encodeBase64url,
  type JsonValue,
  MalformedError,
  nobleProvider,
  parseCredential,
  signDelegation,
} from '@huren/chaincode/domain';
import {
  type CredentialFile,
  createHolderKey,
  delegate,
  type DelegationWish,
  type HandedOver,
  type HolderKey,
  invitationLink,
  keyMark,
  parseHandedOver,
  readInvitation,
  type Wallet,
} from '@huren/clients';
import { REVOCATION_LIMITS } from '../../gateway/src/delegations/revocation-shares';
import { AgentWorld, random, type Seen, TODAY } from './agent-world';
import { type Answer, call } from './client';
import { verify } from './issuing';
import { ISSUER, MATTER, OTHER_MATTER, type World } from './world';

const NAMES = { typeName: { zh: '营业执照', en: 'Licence' }, issuerName: { zh: '演示', en: 'Demo' } };
/** After the licences' last day. */
const LATE = '2030-05-01' as Day;
const OTHER_TYPE = '11100000000013338W099';

/** The status of what another machine's address gets. */
const postFrom = (localAddress: string, url: string, body: object): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request(url, { method: 'POST', localAddress, headers }, (response) => {
      response.resume().on('end', () => {
        resolve(response.statusCode);
      });
    })
      .on('error', reject)
      .end(JSON.stringify(body));
  });

describe('an agent acts for a holder', () => {
  let opened: AgentWorld;
  let world: World;
  /** Of the holder, at the issuing city, and of the agent, at the other. */
  let home: Wallet;
  let away: Wallet;
  let holder: HolderKey;
  let agent: HolderKey;
  let file: CredentialFile;

  beforeAll(async () => {
    opened = await AgentWorld.open();
    ({ world, home, away, holder, agent } = opened);
    file = await claimed('COMPANY1', holder);
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  const claimed = (serial: string, by: HolderKey): Promise<CredentialFile> => opened.claimed(serial, by);
  const wishFor = (key: HolderKey, change: Partial<DelegationWish> = {}): DelegationWish =>
    opened.wishFor(key, file, change);
  const fieldsOf = (of: CredentialFile): readonly string[] =>
    parseCredential(of as unknown as JsonValue).sdJwt.disclosures.map(({ name = '' }) => name);
  const give = (change: Partial<DelegationWish> = {}, of = file, giver = holder, to = agent) =>
    opened.give(of, change, giver, to);
  const presented = (shown: CredentialFile, by = agent): Promise<Seen> => opened.presented(shown, by);

  it('is named by a code of their own phone', () => {
    const invitation = { key: agent.publicJwk, name: '演示办事人' };
    const link = invitationLink(world.relyingUrl, invitation);
    expect(readInvitation(link)).toEqual(invitation);
    expect(keyMark(readInvitation(link).key)).toMatch(/^[0-9A-Za-z]{4}( [0-9A-Za-z]{4}){3}$/);
    expect(keyMark(holder.publicJwk)).not.toBe(keyMark(agent.publicJwk));
    for (const wrong of ['', 'https://x.example/wallet/#agent=AAAA', `${link}!`]) {
      expect(() => readInvitation(wrong)).toThrow(MalformedError);
    }
  });

  it('gets what was handed over in the other city, until they have it, and presents it there', async () => {
    const made = await give();
    expect(fieldsOf(made.file)).toEqual(['certificate_holder_name']);
    expect(made.delegation.until).toBe('2026-06-30');
    const handed = { v: 1, licences: [{ file: made.file, ...NAMES }] } as unknown as HandedOver;
    const { link } = await home.handOver(handed);
    // The wrong phone comes first, and an answer is lost: neither takes it from the agent.
    await expect(away.pickUp(link, holder.publicJwk)).rejects.toMatchObject({
      code: 'delegation-for-another',
    });
    await away.pickUp(link, agent.publicJwk);
    const got = await away.pickUp(link, agent.publicJwk);
    expect(got).toEqual(handed);
    await away.taken(link);
    await away.taken(link);
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
    await expect(give(handlerWish, final.file, agent, handler)).rejects.toMatchObject({ code: 'not-onward' });
  });

  it('is given nothing that no counter could take', async () => {
    const stranger = await createHolderKey();
    const own = { file, fields: [] };
    const { anchor: _anchor, ...bare } = file;
    const moved = { ...file, anchor: { ...file.anchor!, index: file.anchor!.index + 1 } };
    const onward = await give({ onward: true });
    const second = await give({ onward: true });
    const passed = await give({ role: 'handler' }, onward.file, agent, stranger);
    const { root: _root, ...passing } = wishFor(stranger, { role: 'handler' });
    const rows: readonly (readonly [
      string,
      DelegationWish,
      readonly { file: CredentialFile; fields: string[] }[],
      HolderKey,
      string,
    ])[] = [
      ['no root', passing, [own], holder, 'no-root'],
      ['a root without an anchor', wishFor(agent, { root: bare }), [own], holder, 'not-anchored'],
      ['a root elsewhere in its batch', wishFor(agent, { root: moved }), [own], holder, 'not-anchored'],
      ['a received root', wishFor(agent, { root: onward.file }), [own], holder, 'mixed-licences'],
      ['a second licence without one', wishFor(agent), [own, { ...own, file: bare }], holder, 'not-anchored'],
      ['past the root’s last day', wishFor(agent, { until: LATE, from: LATE }), [own], holder, 'root-over'],
      ['another’s licence', wishFor(agent), [own], stranger, 'wrong-signer'],
      ['own and received', wishFor(agent), [own, { ...own, file: onward.file }], holder, 'mixed-licences'],
      [
        'received of two',
        passing,
        [onward, second].map((each) => ({ file: each.file, fields: [] })),
        agent,
        'mixed-licences',
      ],
      ['a third link', passing, [{ ...own, file: passed.file }], stranger, 'too-many-links'],
      ['more matters', { ...passing, matters: '*' }, [{ ...own, file: onward.file }], agent, 'wider'],
      [
        'longer than it was given',
        { ...passing, until: '2026-07-01' as Day },
        [{ ...own, file: onward.file }],
        agent,
        'wider',
      ],
    ];
    for (const [why, wish, licences, by, code] of rows) {
      const fault = await delegate(wish, licences, by, random()).then(
        () => 'signed',
        (error: unknown) => (error as { code?: string }).code,
      );
      expect([why, fault]).toEqual([why, code]);
    }
    const short = await give({ onward: true, until: '2026-06-05' as Day });
    const under = await give({ role: 'handler' }, short.file, agent, stranger);
    expect(under.delegation.until).toBe('2026-06-05');
  });

  it('takes up nothing that no counter could take', async () => {
    const made = await give();
    const { root } = made.delegation as { root: DelegationRoot };
    const parsed = (of: CredentialFile): unknown =>
      parseHandedOver(JSON.stringify({ v: 1, licences: [{ file: of, ...NAMES }] }), agent.publicJwk);
    const relinked = async (change: object, by = holder): Promise<CredentialFile> => {
      const delegation = { ...made.delegation, ...change };
      const link = await signDelegation(delegation, by.publicJwk, (bytes) => by.sign(bytes));
      return { ...made.file, delegations: [link] };
    };
    expect(parsed(made.file)).toBeDefined();
    const moved = { ...made.file.anchor!, index: made.file.anchor!.index + 1 };
    const rows: readonly (readonly [string, CredentialFile, string])[] = [
      ['signed by the agent', await relinked({}, agent), 'wrong-signer'],
      [
        'under a leaf of no batch',
        await relinked({ root: { ...root, leaf: made.delegation.id } }),
        'not-anchored',
      ],
      ['for other types', await relinked({ types: [OTHER_TYPE] }), 'wrong-type-delegated'],
      ['with an anchor of another', { ...made.file, anchor: moved }, 'not-anchored'],
    ];
    for (const [why, of, code] of rows) {
      const thrown = ((): unknown => {
        try {
          return parsed(of);
        } catch (error) {
          return (error as { code?: string }).code;
        }
      })();
      expect([why, thrown]).toEqual([why, code]);
    }
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
    await home.revokeDelegation(made.secret, made.file.delegations!);
    await home.revokeDelegation(made.secret, made.file.delegations!);
    await world.relying.caughtUp();
    expect(await home.isDelegationRevoked(made.delegation.id)).toBe(true);
    expect(await away.isDelegationRevoked(made.delegation.id)).toBe(true);
    expect(await presented(made.file)).toEqual({ verdict: 'refuse', code: 'AGENT_REVOKED' });
    const { file: another } = await give();
    expect(await presented(another)).toMatchObject({ verdict: 'accept' });
  });

  it('revokes nothing with what is no secret', async () => {
    const { file: of } = await give();
    for (const secret of ['', 'AAAA', 'not base64url!']) {
      await expect(home.revokeDelegation(secret, of.delegations!)).rejects.toMatchObject({ status: 400 });
    }
    const { status } = await call('GET', `${world.issuingUrl}/v1/delegations/short/state`);
    expect(status).toBe(400);
  });

  /** A first link that this key signs for itself, under whatever root: what a dismissed agent can make. */
  const forged = async (root: DelegationRoot, by: HolderKey) => {
    const secret = encodeBase64url(random());
    const delegation = { ...(await give()).delegation, id: delegationId(nobleProvider, secret), root };
    const link = await signDelegation(delegation, by.publicJwk, (bytes) => by.sign(bytes));
    return { secret, chain: [link] };
  };
  const revoking = `/v1/delegations/revocations`;

  it('ends by its own chain under an anchored licence alone, and nothing else is written', async () => {
    const made = await give({ onward: true });
    const other = await give();
    const handler = await createHolderKey();
    const passed = await give({ role: 'handler', until: TODAY }, made.file, agent, handler);
    const { root } = made.delegation as { root: DelegationRoot };
    const [first = '', second = ''] = passed.file.delegations!;
    const leaf = delegationId(nobleProvider, made.secret);
    const elsewhere = await forged({ ...root, batch: `${ISSUER}/${leaf}` }, agent);
    const unknownLeaf = await forged({ ...root, leaf }, agent);
    const stolen = await forged(root, agent);
    const [stranger = ''] = (await give({ onward: true })).file.delegations!;
    const rows: readonly (readonly [string, object, string])[] = [
      ['no chain', { secret: made.secret }, 'missing-field'],
      ['an empty chain', { secret: made.secret, chain: [] }, 'too-few-items'],
      ['the chain of another', { secret: made.secret, chain: other.file.delegations }, 'secret-of-another'],
      ['a link below it', { secret: made.secret, chain: [first, second] }, 'secret-of-another'],
      ['a second link alone', { secret: passed.secret, chain: [second] }, 'not-anchored'],
      ['under another first', { secret: passed.secret, chain: [stranger, second] }, 'wrong-parent'],
      ['a second link of no agent', { ...stolen, chain: [first, stolen.chain[0]] }, 'wrong-parent'],
      ['a batch nobody anchored', elsewhere, 'not-anchored'],
      ['a leaf of no batch', unknownLeaf, 'not-anchored'],
    ];
    const before = await world.ledger.height();
    for (const [why, body, code] of rows) {
      const answer = await call('POST', world.issuingUrl + revoking, body);
      const fault = (answer.body['details'] as { fault?: string } | undefined)?.fault ?? answer.body['code'];
      expect([why, answer.status, fault]).toEqual([why, 400, code]);
    }
    expect(await world.ledger.height()).toBe(before);
    await home.revokeDelegation(passed.secret, passed.file.delegations!);
    expect(await home.isDelegationRevoked(passed.delegation.id)).toBe(true);
    expect(await home.isDelegationRevoked(made.delegation.id)).toBe(false);
  });

  it('is ended by its holder while a dismissed agent floods, whose share alone is spent', async () => {
    const company = await claimed('FLOODED1', holder);
    const made = await give({}, company);
    const { root } = made.delegation as { root: DelegationRoot };
    const flood = async (): Promise<Answer> =>
      call('POST', world.issuingUrl + revoking, await forged(root, agent));
    for (let n = 0; n < REVOCATION_LIMITS.perLicenceAndAddress; n++) expect((await flood()).status).toBe(200);
    const refused = await flood();
    expect([refused.status, refused.body['code']]).toEqual([429, 'rate-limited']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait > 0 && wait <= REVOCATION_LIMITS.licenceSeconds).toBe(true);
    const another = await give();
    await home.revokeDelegation(another.secret, another.file.delegations!);
    const body = { secret: made.secret, chain: made.file.delegations };
    expect(await postFrom('127.0.0.2', world.issuingUrl + revoking, body)).toBe(200);
    expect(await home.isDelegationRevoked(made.delegation.id)).toBe(true);
  }, 120_000);

  it('is refused once the company has another representative, whatever was delegated', async () => {
    const company = await claimed('COMPANY2', holder);
    const permit = await claimed('PERMIT2', holder);
    const handedOf = (files: readonly CredentialFile[]) =>
      files.map((each) => ({ file: each, fields: ['certificate_holder_name'] }));
    // Whichever stands first, and where the company's own licence stays at home, it is what the right hangs on.
    const given: CredentialFile[] = [];
    for (const files of [[company, permit], [permit, company], [permit]]) {
      const made = await delegate(wishFor(agent, { root: company }), handedOf(files), holder, random());
      given.push(...made.files);
    }
    const other = await delegate(wishFor(agent, { root: permit }), handedOf([permit]), holder, random());
    expect(await presented(given.at(-1)!)).toEqual({ verdict: 'accept', code: 'AGENT_PROVED' });
    await claimed('COMPANY2', await createHolderKey());
    await world.relying.caughtUp();
    for (const each of given)
      expect(await presented(each)).toEqual({ verdict: 'refuse', code: 'AGENT_VOID' });
    expect(await presented(other.files[0]!)).toEqual({ verdict: 'accept', code: 'AGENT_PROVED' });
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
    await home.revokeDelegation(made.secret, made.file.delegations!);
    await world.relying.caughtUp();
    const trust = JSON.stringify((await call('GET', `${world.relyingUrl}/v1/trust`)).body);
    expect(trust).toContain(made.delegation.id);
    for (const word of ['演示办事人', made.secret, keyMark(agent.publicJwk)])
      expect(trust).not.toContain(word);
  });
});
