import {
  canonicalJson,
  delegationId,
  encodeBase64url,
  type JsonValue,
  motionId,
  nobleProvider,
  referenceEntry,
  termsDigest,
} from '@huren/chaincode/domain';
import { coSealStatement } from '../../chaincode/src/domain/licence/anchoring';
import {
  Actors,
  APPROVER,
  b64,
  BAICHENG,
  BAICHENG_MATTER,
  batchOf,
  CUSTODIAN,
  decisionOf,
  definitionOf,
  DemoNetwork,
  FORMER,
  grantOf,
  HULUNBUIR,
  ISSUER,
  ISSUER_KEY,
  JILIN_APPROVER,
  memberOf,
  NATIONAL_MATTER,
  OTHER_APPROVER,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  QIQIHAR_MATTER,
  RECEIPT_KEY,
  endOf,
  receiptHeadOf,
  ROLE_KEY,
  ROOT,
  sealOf,
  sign,
  SUCCESSOR,
  termsOf,
  TWO_SEALS,
  WITNESSED,
  WITNESSED_KEY,
} from './demo-network';
import { freshKey, mandated, NEWCOMER } from './valid-calls';

let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

const value = (key: string): unknown => net.ledger.value(key);
const sealState = (keyId: string): unknown => (value(`seal/${keyId}`) as { state: string }).state;
const statusKey = `status/${ISSUER}/${String(decisionOf()['leafHash'])}`;

describe('delegations', () => {
  it('are revoked by whoever tells the secret, once, and the ledger learns nothing else', async () => {
    const id = delegationId(nobleProvider, b64(9));
    expect(await net.act(ISSUER, 'delegation:revoke', { secret: b64(9) })).toEqual({ id });
    expect(value(`delegation/${id}`)).toEqual({ id, state: 'revoked' });
    const again = await net.call(BAICHENG, 'delegation:revoke', { secret: b64(9) });
    expect([...again.writes]).toEqual([]);
    expect(value(`delegation/${delegationId(nobleProvider, b64(8))}`)).toBeUndefined();
  });
});

describe('members', () => {
  it('admit one of their own by more than half, fixed when the motion opens', async () => {
    const body = memberOf('231100');
    const id = motionId('admit-member', body as JsonValue, QIQIHAR, 'n');
    expect(await net.act(QIQIHAR, 'member:propose', { kind: 'admit-member', body, nonce: 'n' })).toEqual({
      motion: id,
      state: 'open',
    });
    expect(value(`motion/${id}`)).toMatchObject({
      voters: [HULUNBUIR, BAICHENG, QIQIHAR].sort(),
      threshold: 2,
      votes: [{ member: QIQIHAR, approve: true }],
    });
    expect(value('member/231100')).toBeUndefined();
    await net.act(BAICHENG, 'member:vote', { motion: id, approve: true });
    expect(value('member/231100')).toEqual({ ...body, state: 'admitted', receiptKeys: [] });
    expect(value('msp/Huren231100MSP')).toBe('231100');
    await net.act('231100', 'member:withdraw');
  });

  it('reject what can no longer reach the threshold', async () => {
    const kind = { kind: 'admit-member', body: memberOf('231100'), nonce: 'n' };
    const { motion } = await net.act(QIQIHAR, 'member:propose', kind);
    expect(await net.act(BAICHENG, 'member:vote', { motion, approve: false })).toMatchObject({
      state: 'open',
    });
    expect(await net.act(HULUNBUIR, 'member:vote', { motion, approve: false })).toMatchObject({
      state: 'rejected',
    });
    expect(value('member/231100')).toBeUndefined();
  });

  it('suspend and reinstate another, which has no vote and is refused everything meanwhile', async () => {
    const id = await net.carry('suspend-member', { member: BAICHENG });
    expect(value(`motion/${id}`)).toMatchObject({ voters: [HULUNBUIR, QIQIHAR], threshold: 2 });
    expect((await net.refusal(WITNESSED, 'seal:freeze', { keyId: WITNESSED_KEY.keyId }))?.code).toBe(
      'MEMBER_NOT_ACTIVE',
    );
    await net.carry('reinstate-member', { member: BAICHENG });
    await net.act(WITNESSED, 'seal:freeze', { keyId: WITNESSED_KEY.keyId });
  });

  it('come back under their id after they withdrew, with their history of keys', async () => {
    await net.act(QIQIHAR, 'member:withdraw');
    await net.carry('admit-member', memberOf(QIQIHAR), BAICHENG);
    expect(value(`member/${QIQIHAR}`)).toMatchObject({
      state: 'admitted',
      receiptKeys: [{ keyId: RECEIPT_KEY.keyId }],
    });
  });

  it('carry a motion at once where one eligible voter is left', async () => {
    await net.act(HULUNBUIR, 'member:withdraw');
    const body = { member: BAICHENG };
    const answer = await net.act(QIQIHAR, 'member:propose', { kind: 'suspend-member', body, nonce: 'n' });
    expect(answer).toMatchObject({ state: 'carried' });
  });

  it('do not count the vote of the member whose authority is witnessed, though it may propose', async () => {
    const body = { authority: WITNESSED, competence: [grantOf([PLAIN], BAICHENG)] };
    const { motion } = await net.act(BAICHENG, 'member:propose', {
      kind: 'witness-competence',
      body,
      nonce: 'n',
    });
    expect(value(`motion/${String(motion)}`)).toMatchObject({ votes: [], voters: [HULUNBUIR, QIQIHAR] });
  });

  it('beat with the same receipt number again', async () => {
    const { writes } = await net.call(QIQIHAR, 'member:anchorReceipts', receiptHeadOf(3));
    expect([...writes.keys()]).toEqual([`receipt-head/${RECEIPT_KEY.keyId}`]);
  });

  it('end a receipt key with the head of its whole log, or leave the head as it is', async () => {
    const head = `receipt-head/${RECEIPT_KEY.keyId}`;
    const before = value(head);
    await net.act(QIQIHAR, 'member:endReceiptKey', endOf(receiptHeadOf(4, { after: 3 })));
    const { root, digest } = receiptHeadOf(4);
    const member = QIQIHAR;
    expect(value(head)).toEqual({ keyId: RECEIPT_KEY.keyId, number: 4, digest, root, member, final: true });
    const other = populated.fork();
    await other.act(QIQIHAR, 'member:endReceiptKey', { keyId: RECEIPT_KEY.keyId });
    expect(other.ledger.value(head)).toEqual(before);
  });
});

describe('authorities', () => {
  it('keep of a certificate only its digest and its key', async () => {
    const { writes } = await net.call(
      QIQIHAR,
      'authority:register',
      net.department(NEWCOMER, APPROVER, ['spare']),
    );
    expect([...writes.values()].join()).not.toMatch(/demo"|BEGIN|CN=/);
    const keys = (value(`authority/${NEWCOMER}`) as { keys: object[] }).keys;
    expect(keys).toEqual([{ kid: b64Pattern, publicKey: longPattern, state: 'active' }]);
  });

  it('become active with their first competence, approved by their superior or witnessed as such', () => {
    expect(value(`authority/${ISSUER}`)).toMatchObject({
      state: 'active',
      competence: [{ standing: 'approved', by: APPROVER }],
    });
    const witnessed = value(`authority/${WITNESSED}`) as {
      state: string;
      competence: { standing: string }[];
    };
    expect([witnessed.state, witnessed.competence[0]?.standing]).toEqual(['active', 'witnessed']);
    expect(witnessed.competence[0]).not.toHaveProperty('by');
  });

  it('that approve keep their own keys', async () => {
    await net.act(APPROVER, 'authority:addKey', { code: APPROVER, certificate: net.certificate('spare') });
    expect((value(`authority/${APPROVER}`) as { keys: object[] }).keys).toHaveLength(2);
  });

  it('lose the use of a certificate that has ended', async () => {
    const { keys } = value(`authority/${ISSUER}`) as { keys: { kid: string }[] };
    await net.act(QIQIHAR, 'authority:endKey', { code: ISSUER, kid: keys[0]!.kid });
    expect((await net.refusal(ISSUER, 'licence:anchor', batchOf()))?.code).toBe('UNKNOWN_IDENTITY');
  });

  it('are abolished when another takes over everything, and go on when it takes over one type', async () => {
    const succession = { authority: SUCCESSOR, predecessor: ISSUER, types: [PLAIN], from: '2026-03-02' };
    await net.act(APPROVER, 'authority:succeed', succession);
    expect(value(`authority/${ISSUER}`)).toMatchObject({ state: 'active' });
    await net.act(APPROVER, 'authority:succeed', { ...succession, predecessor: FORMER, types: '*' });
    expect(value(`authority/${FORMER}`)).toMatchObject({ state: 'abolished' });
    await net.act(ISSUER, 'licence:anchor', batchOf());
  });

  it('keep no competence for a function that moved, from its first day on', async () => {
    const of = (code: string): { types: string[]; from: string; to?: string }[] =>
      (value(`authority/${code}`) as { competence: { types: string[]; from: string; to?: string }[] })
        .competence;
    const before = of(ISSUER);
    await net.act(APPROVER, 'authority:succeed', {
      authority: SUCCESSOR,
      predecessor: ISSUER,
      types: [PLAIN],
      from: '2026-03-02',
    });
    const moved = of(ISSUER).filter(({ types }) => types.includes(PLAIN));
    expect(moved.map(({ types, to }) => [types, to])).toEqual([[[PLAIN], '2026-03-01']]);
    const others = (entries: { types: string[] }[]): string[] =>
      entries.flatMap(({ types }) => types.filter((type) => type !== PLAIN));
    expect(others(of(ISSUER))).toEqual(others(before));
  });

  it('without a joined superior are suspended by the operator of their member', async () => {
    await net.act(BAICHENG, 'authority:suspend', { authority: WITNESSED });
    expect(value(`authority/${WITNESSED}`)).toMatchObject({ state: 'suspended' });
    await net.act(BAICHENG, 'authority:reinstate', { authority: WITNESSED });
    expect(value(`authority/${WITNESSED}`)).toMatchObject({ state: 'active' });
  });
});

describe('seals', () => {
  it('are replaced in one transaction', async () => {
    const next = sealOf(freshKey, ISSUER);
    const { writes } = await net.call(ISSUER, 'seal:rotate', { keyId: ISSUER_KEY.keyId, next });
    expect([...writes.keys()].sort()).toEqual(
      [`key/${freshKey.keyId}`, `seal/${freshKey.keyId}`, `seal/${ISSUER_KEY.keyId}`].sort(),
    );
    expect(value(`seal/${freshKey.keyId}`)).toMatchObject({ replaces: ISSUER_KEY.keyId, state: 'active' });
    expect(sealState(ISSUER_KEY.keyId)).toBe('retired');
    expect(value(`seal/${freshKey.keyId}`)).not.toHaveProperty('proof');
  });

  it('are held by a custodian under its mandate, and by nobody after it ended', async () => {
    await mandated(net);
    await net.act(CUSTODIAN, 'seal:register', sealOf(freshKey, ISSUER, { authority: ISSUER }));
    expect(value(`seal/${freshKey.keyId}`)).toMatchObject({ authority: ISSUER, custodian: CUSTODIAN });
    await net.act(ISSUER, 'authority:endMandate', { custodian: CUSTODIAN });
    expect((await net.refusal(CUSTODIAN, 'seal:freeze', { keyId: freshKey.keyId }))?.code).toBe(
      'NOT_ENTITLED',
    );
  });

  it('are frozen by a report of compromise and retired by its confirmation', async () => {
    const { keyId } = WITNESSED_KEY;
    await net.act(BAICHENG, 'seal:reportCompromise', { keyId, from: { block: 3, tx: 1 } });
    expect(sealState(keyId)).toBe('frozen');
    await net.act(QIQIHAR, 'seal:confirmCompromise', { keyId, from: { block: 3, tx: 1 } });
    expect(value(`seal/${keyId}`)).toMatchObject({
      state: 'retired',
      compromise: { from: { block: 3, tx: 1 }, reportedBy: BAICHENG, confirmedBy: QIQIHAR },
    });
  });
});

describe('licence types', () => {
  it('keep counting versions, also back from deprecation', async () => {
    await net.act(APPROVER, 'licence-type:deprecate', { code: PLAIN });
    await net.act(APPROVER, 'licence-type:define', definitionOf(PLAIN));
    expect(value(`licence-type/${PLAIN}`)).toMatchObject({
      version: 3,
      state: 'active',
      standing: 'definer',
    });
    expect(value(`licence-type/${OUTSIDE}`)).toMatchObject({ version: 1, standing: 'outside' });
  });
});

describe('batches', () => {
  it('are anchored once; the same request again answers the same and writes nothing', async () => {
    const first = await net.call(ISSUER, 'licence:anchor', batchOf());
    await net.act(ISSUER, 'seal:retire', { keyId: ISSUER_KEY.keyId });
    const again = await net.call(ISSUER, 'licence:anchor', batchOf());
    expect(again.text).toBe(first.text);
    expect([again.writes.size, again.event]).toEqual([0, undefined]);
  });

  it.each([
    ['the largest', { size: 1_000_000 }],
    ['the smallest', { size: 1 }],
    [
      'one relayed by the issuer',
      {
        provenance: 'relayed',
        relayed: { platform: 'demo', answeredAt: '2026-03-01T00:00:00.000Z', digest: b64(6) },
      },
    ],
  ])('are taken: %s', async (_why, changes) => {
    expect((await net.call(ISSUER, 'licence:anchor', batchOf(changes))).ok).toBe(true);
  });

  it('of a type with several seals carry enough of its roles', async () => {
    const batch = batchOf({ type: TWO_SEALS });
    const statement = coSealStatement(
      batch as { authority: string; type: string; root: string; size: number },
      '副章',
    );
    const coSeals = [{ keyId: ROLE_KEY.keyId, role: '副章', signature: sign(ROLE_KEY, statement) }];
    await net.act(ISSUER, 'licence:anchor', { ...batch, coSeals });
  });

  it('are anchored by a custodian under its mandate, on the days of the mandate only', async () => {
    await mandated(net);
    await net.act(CUSTODIAN, 'licence:anchor', batchOf({ provenance: 'custodian' }));
    expect(value(`anchor/${ISSUER}/${b64(20)}`)).toMatchObject({ by: CUSTODIAN, authority: ISSUER });
    net.ledger.nowMs = Date.UTC(2025, 11, 31, 15, 59, 59);
    const late = await net.refusal(
      CUSTODIAN,
      'licence:anchor',
      batchOf({ root: b64(21), provenance: 'custodian' }),
    );
    expect(late?.code).toBe('NOT_ENTITLED');
  });

  it('of a type that only the predecessor was granted are anchored by its successor', async () => {
    const { root, ...batch } = batchOf({ authority: SUCCESSOR, keyId: freshKey.keyId });
    await net.act(SUCCESSOR, 'seal:register', sealOf(freshKey, SUCCESSOR));
    expect((await net.refusal(SUCCESSOR, 'licence:anchor', { ...batch, root }))?.code).toBe('NO_COMPETENCE');
    await net.act(APPROVER, 'authority:succeed', {
      authority: SUCCESSOR,
      predecessor: ISSUER,
      types: [PLAIN],
      from: '2026-03-02',
    });
    await net.act(SUCCESSOR, 'licence:anchor', { ...batch, root });
  });
});

describe('a state of a licence', () => {
  it('is kept with its decision; the same decision again writes nothing', async () => {
    await net.act(ISSUER, 'licence:setStatus', decisionOf());
    const { state, decision, decidedOn, effectiveFrom, retroactive } = decisionOf() as Record<
      string,
      JsonValue
    >;
    const change = { state, decision, decidedOn, effectiveFrom, retroactive, by: ISSUER };
    expect(value(statusKey)).toEqual({
      authority: ISSUER,
      leafHash: decisionOf()['leafHash'],
      root: ROOT,
      changes: [change],
    });
    expect((await net.call(ISSUER, 'licence:setStatus', decisionOf())).writes.size).toBe(0);
    await net.act(ISSUER, 'licence:setStatus', decisionOf({ state: 'valid', decision: '2' }));
    expect((await net.call(ISSUER, 'licence:setStatus', decisionOf())).text).toBe('{"state":"valid"}');
  });

  it.each([
    ['its issuer', ISSUER, {}, ISSUER],
    [
      'its superior, to annul from the beginning',
      APPROVER,
      { state: 'annulled', retroactive: true },
      APPROVER,
    ],
    ['an organ that the type names', CUSTODIAN, { state: 'seized' }, CUSTODIAN],
  ])('is set by %s', async (_who, actor, changes, by) => {
    await net.act(actor, 'licence:setStatus', decisionOf(changes));
    expect((value(statusKey) as { changes: { by: string }[] }).changes[0]?.by).toBe(by);
  });

  it('is set by its custodian in the name of the issuer, and by its successor in its own', async () => {
    await mandated(net);
    await net.act(CUSTODIAN, 'licence:setStatus', decisionOf());
    expect((value(statusKey) as { changes: { by: string }[] }).changes[0]?.by).toBe(ISSUER);
    await net.act(APPROVER, 'authority:succeed', {
      authority: SUCCESSOR,
      predecessor: ISSUER,
      types: '*',
      from: '2026-03-02',
    });
    await net.act(SUCCESSOR, 'licence:setStatus', decisionOf({ state: 'revoked', decision: '2' }));
    expect((value(statusKey) as { changes: { by: string }[] }).changes[1]?.by).toBe(SUCCESSOR);
  });

  it('that an organ set is lifted by that organ', async () => {
    await net.act(CUSTODIAN, 'licence:setStatus', decisionOf({ state: 'seized' }));
    await net.act(CUSTODIAN, 'licence:setStatus', decisionOf({ state: 'valid', decision: '2' }));
  });
});

describe('matters', () => {
  it('are mapped when both that define them accept, and anew after an end by either', async () => {
    const pair = { from: QIQIHAR_MATTER, to: BAICHENG_MATTER };
    const key = `mapping/${pair.from}/${pair.to}`;
    await net.act(APPROVER, 'matter:map', { ...pair, with: [JILIN_APPROVER] });
    expect(value(key)).toMatchObject({
      state: 'proposed',
      parties: [
        { authority: JILIN_APPROVER, region: '220000' },
        { authority: APPROVER, region: '230000' },
      ],
      accepted: [APPROVER],
    });
    await net.act(JILIN_APPROVER, 'matter:acceptMapping', { ...pair, version: 1 });
    expect(value(key)).toMatchObject({ state: 'accepted', version: 1 });
    await net.act(APPROVER, 'matter:endMapping', pair);
    expect(value(key)).toMatchObject({ state: 'ended', endedBy: APPROVER });
    const again = await net.act(JILIN_APPROVER, 'matter:map', { ...pair, with: [APPROVER] });
    expect(again).toEqual({ version: 2 });
    expect(value(key)).toMatchObject({ state: 'proposed', version: 2, accepted: [JILIN_APPROVER] });
  });

  it('of one province are the same as a nationwide one where another province’s department accepts it', async () => {
    const pair = { from: QIQIHAR_MATTER, to: NATIONAL_MATTER };
    await net.act(APPROVER, 'matter:map', { ...pair, with: [JILIN_APPROVER] });
    await net.act(JILIN_APPROVER, 'matter:acceptMapping', { ...pair, version: 1 });
    expect(value(`mapping/${pair.from}/${pair.to}`)).toMatchObject({ state: 'accepted' });
  });

  it('of a list elsewhere are mapped by who keeps the list and who defined the code', async () => {
    const localCode = '511Z07001006-511602000000-000-1-00';
    const row = { localCode, name: '演示事项', region: '511602', source: 'demo list' };
    await net.act(ISSUER, 'matter:reference', { rows: [row] });
    const pair = { from: localCode, list: ISSUER, to: BAICHENG_MATTER };
    await net.act(ISSUER, 'matter:map', { ...pair, with: [JILIN_APPROVER] });
    await net.act(JILIN_APPROVER, 'matter:acceptMapping', { ...pair, version: 1 });
    expect(value(`mapping/${ISSUER}/${referenceEntry(localCode)}/${pair.to}`)).toMatchObject({
      from: localCode,
      list: ISSUER,
      state: 'accepted',
      parties: [
        { authority: JILIN_APPROVER, region: '220000' },
        { authority: ISSUER, region: QIQIHAR },
      ],
    });
  });

  it('of two lists that share a code are mapped apart, and nobody’s proposal holds up another list', async () => {
    const localCode = '001';
    const row = { localCode, name: '演示事项', region: QIQIHAR, source: 'demo list' };
    for (const keeper of [ISSUER, CUSTODIAN]) await net.act(keeper, 'matter:reference', { rows: [row] });
    const pair = { from: localCode, to: BAICHENG_MATTER };
    await net.act(CUSTODIAN, 'matter:map', { ...pair, list: CUSTODIAN, with: [JILIN_APPROVER] });
    await net.act(ISSUER, 'matter:map', { ...pair, list: ISSUER, with: [JILIN_APPROVER] });
    await net.act(JILIN_APPROVER, 'matter:acceptMapping', { ...pair, list: ISSUER, version: 1 });
    const stateOf = (list: string): unknown =>
      (value(`mapping/${list}/${referenceEntry(localCode)}/${pair.to}`) as { state: string }).state;
    expect([ISSUER, CUSTODIAN].map(stateOf)).toEqual(['accepted', 'proposed']);
    await net.act(CUSTODIAN, 'matter:endMapping', { ...pair, list: CUSTODIAN });
    expect([ISSUER, CUSTODIAN].map(stateOf)).toEqual(['accepted', 'ended']);
    expect((await net.refusal(CUSTODIAN, 'matter:endMapping', { ...pair, list: ISSUER }))?.code).toBe(
      'NOT_ENTITLED',
    );
  });

  it('are mapped by who continues their definer (机构改革)', async () => {
    const successor = value(`authority/${OTHER_APPROVER}`) as object;
    const predecessors = [{ predecessor: APPROVER, types: '*', from: '2026-01-01' }];
    const proposal = { from: QIQIHAR_MATTER, to: BAICHENG_MATTER, with: [JILIN_APPROVER] };
    expect((await net.refusal(OTHER_APPROVER, 'matter:map', proposal))?.code).toBe('MAPPING_SIDES');
    // Over another that was merged in its turn; of one that took over single types only, nothing is defined.
    const between = value(`authority/${CUSTODIAN}`) as object;
    const continues = (of: string, types: unknown) => [{ ...predecessors[0], predecessor: of, types }];
    const line = (first: unknown, second: unknown): void => {
      net.ledger.place(`authority/${OTHER_APPROVER}`, {
        ...successor,
        predecessors: continues(CUSTODIAN, first),
      });
      net.ledger.place(`authority/${CUSTODIAN}`, { ...between, predecessors: continues(APPROVER, second) });
    };
    line('*', [PLAIN]);
    expect((await net.refusal(OTHER_APPROVER, 'matter:map', proposal))?.code).toBe('MAPPING_SIDES');
    line('*', '*');
    await net.act(OTHER_APPROVER, 'matter:map', proposal);
    const pair = { from: proposal.from, to: proposal.to };
    expect((await net.refusal(ISSUER, 'matter:endMapping', pair))?.code).toBe('NOT_ENTITLED');
  });

  it('of a party that was merged are accepted and ended by who continues it as a whole', async () => {
    const proposal = { from: QIQIHAR_MATTER, to: BAICHENG_MATTER };
    await net.act(JILIN_APPROVER, 'matter:map', { ...proposal, with: [APPROVER] });
    const successor = value(`authority/${OTHER_APPROVER}`) as object;
    const continues = (types: unknown) => [{ predecessor: APPROVER, types, from: '2026-01-01' }];
    net.ledger.place(`authority/${OTHER_APPROVER}`, { ...successor, predecessors: continues([PLAIN]) });
    const accept = { ...proposal, version: 1 };
    expect((await net.refusal(OTHER_APPROVER, 'matter:acceptMapping', accept))?.code).toBe('NOT_ENTITLED');
    net.ledger.place(`authority/${OTHER_APPROVER}`, { ...successor, predecessors: continues('*') });
    await net.act(OTHER_APPROVER, 'matter:acceptMapping', accept);
    expect(value(`mapping/${QIQIHAR_MATTER}/${BAICHENG_MATTER}`)).toMatchObject({
      state: 'accepted',
      accepted: [APPROVER, JILIN_APPROVER].sort(),
    });
    await net.act(OTHER_APPROVER, 'matter:endMapping', proposal);
  });

  it('of regions outside are imported as they are, once; unchanged rows cost nothing', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) => ({
      localCode: `沪/${String(at)}`,
      name: '演示事项',
      region: '310000',
      source: 'demo list',
    }));
    expect(await net.act(ISSUER, 'matter:reference', { rows })).toEqual({ written: 1000 });
    const changed = rows.map((row, at) => (at === 7 ? { ...row, name: '改名' } : row));
    expect(await net.act(ISSUER, 'matter:reference', { rows: changed })).toEqual({ written: 1 });
  });
});

describe('agreements', () => {
  it('stand in their old version until every party accepts the new one', async () => {
    const terms = termsOf({ title: '第二版' });
    await net.act(QIQIHAR, 'agreement:amend', { id: 'demo', version: 1, terms });
    expect(value('agreement/demo')).toMatchObject({ version: 1, terms: { title: '演示互认协议' } });
    const digest = termsDigest(terms as never);
    await net.act(BAICHENG, 'agreement:accept', { id: 'demo', version: 2, termsDigest: digest });
    expect(value('agreement/demo')).toMatchObject({
      version: 2,
      state: 'in-force',
      terms: { title: '第二版' },
    });
    expect(value('agreement/demo')).not.toHaveProperty('amendment');
  });

  it('end with notice of thirty days at least, a mere proposal at once', async () => {
    await net.act(QIQIHAR, 'agreement:withdraw', { id: 'demo', lastDay: '2026-04-01' });
    expect(value('agreement/demo')).toMatchObject({ state: 'withdrawn', lastDay: '2026-04-01' });
    await net.act(QIQIHAR, 'agreement:propose', {
      id: 'new',
      parties: [QIQIHAR, BAICHENG],
      terms: termsOf(),
    });
    await net.act(BAICHENG, 'agreement:withdraw', { id: 'new', lastDay: '2026-03-02' });
  });
});

describe('two faults at once', () => {
  it.each([
    ['a malformed argument before an unknown member', '231100', 'seal:freeze', {}, 'MALFORMED_ARGUMENT'],
    [
      'an unknown member before an unknown seal',
      '231100',
      'seal:freeze',
      { keyId: b64(9) },
      'UNKNOWN_MEMBER',
    ],
    [
      'no right before an unknown authority',
      CUSTODIAN,
      'authority:approve',
      { authority: NEWCOMER, roles: ['issuing'], competence: [grantOf([PLAIN])] },
      'NOT_ENTITLED',
    ],
    ['a taken key before a wrong proof', ISSUER, 'seal:register', sealOf(ROLE_KEY, CUSTODIAN), 'KEY_EXISTS'],
    [
      'an unknown seal before an unknown type',
      ISSUER,
      'licence:anchor',
      batchOf({ keyId: b64(9), type: `${APPROVER}999` }),
      'SEAL_UNKNOWN',
    ],
    [
      'an existing batch before a missing competence',
      ISSUER,
      'licence:anchor',
      batchOf({ root: ROOT, type: OUTSIDE }),
      'BATCH_EXISTS',
    ],
    [
      "a missing competence before another's seal",
      ISSUER,
      'licence:anchor',
      batchOf({ type: OUTSIDE, keyId: WITNESSED_KEY.keyId }),
      'NO_COMPETENCE',
    ],
    [
      'a wrong transition before a wrong proof',
      ISSUER,
      'licence:setStatus',
      decisionOf({ state: 'valid', index: 3 }),
      'STATUS_TRANSITION',
    ],
    [
      'a wrong proof before a day to come',
      ISSUER,
      'licence:setStatus',
      decisionOf({ index: 3, decidedOn: '2026-03-03', effectiveFrom: '2026-03-03' }),
      'INCLUSION_INVALID',
    ],
    [
      'an unknown agreement before short notice',
      QIQIHAR,
      'agreement:withdraw',
      { id: 'x', lastDay: '2026-01-01' },
      'AGREEMENT_UNKNOWN',
    ],
  ])('answer the earlier: %s', async (_why, actor, fn, argument, code) => {
    expect((await net.refusal(actor, fn, argument))?.code).toBe(code);
  });
});

const b64Pattern = expect.stringMatching(/^[\w-]{43}$/) as string;
const longPattern = expect.stringMatching(/^[\w-]{87}$/) as string;

describe('two endorsers', () => {
  it('answer and write alike', async () => {
    const one = await net.fork().call(ISSUER, 'licence:anchor', batchOf());
    const other = await net.fork().call(ISSUER, 'licence:anchor', batchOf());
    expect(canonicalJson([...other.writes] as JsonValue)).toBe(canonicalJson([...one.writes] as JsonValue));
    expect(encodeBase64url(Buffer.from(other.text))).toBe(encodeBase64url(Buffer.from(one.text)));
  });
});
