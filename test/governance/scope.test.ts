import {
  Actors,
  APPROVER,
  b64,
  batchOf,
  CUSTODIAN,
  decisionOf,
  definitionOf,
  DemoNetwork,
  grantOf,
  ISSUER,
  narrowingOf,
  OTHER_APPROVER,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  sealOf,
  SUCCESSOR,
  TWO_SEALS,
  UNGRANTED,
  BAICHENG,
  WITNESSED,
} from '../contract/demo-network';
import { freshKey } from '../contract/valid-calls';

let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

interface Entry {
  readonly types: string[];
  readonly region: string;
  readonly from: string;
  readonly to?: string;
}
const recordOf = (code: string) =>
  net.ledger.value(`authority/${code}`) as { state: string; superior?: string; competence: Entry[] };
const shown = (code: string) =>
  recordOf(code).competence.map(({ types, region, from, to }) => [types, region, from, to ?? '']);

describe('competence', () => {
  it('of one type ends with its last day, and that of the others goes on', async () => {
    await net.act(APPROVER, 'authority:narrow', narrowingOf({ lastDay: '2026-03-31' }));
    const [going, ended] = shown(ISSUER);
    expect(going).toEqual([expect.not.arrayContaining([PLAIN]), QIQIHAR, '2020-01-01', '']);
    expect(ended).toEqual([[PLAIN], QIQIHAR, '2020-01-01', '2026-03-31']);
  });

  it('keeps who ended it and on what ground', async () => {
    await net.act(APPROVER, 'authority:narrow', narrowingOf());
    expect(recordOf(ISSUER).competence[1]).toMatchObject({
      ended: { by: APPROVER, filing: { reference: '演示决定 1' } },
    });
  });

  it('is taken for one county in the same transaction that keeps the rest', async () => {
    const rest = ['230202', '230203'].map((region) => ({ ...grantOf([PLAIN], region), from: '2026-03-03' }));
    await net.act(APPROVER, 'authority:narrow', narrowingOf({ kept: rest }));
    expect(shown(ISSUER).slice(1)).toEqual([
      [[PLAIN], QIQIHAR, '2020-01-01', '2026-03-02'],
      [[PLAIN], '230202', '2026-03-03', ''],
      [[PLAIN], '230203', '2026-03-03', ''],
    ]);
  });

  it('that has not begun falls away', async () => {
    const later = { ...grantOf([TWO_SEALS]), from: '2027-01-01' };
    await net.act(APPROVER, 'authority:approve', {
      authority: SUCCESSOR,
      roles: ['issuing'],
      competence: [later],
    });
    await net.act(
      APPROVER,
      'authority:narrow',
      narrowingOf({ authority: SUCCESSOR, types: '*', lastDay: '2026-12-31' }),
    );
    expect(shown(SUCCESSOR)).toEqual([[[TWO_SEALS], QIQIHAR, '2020-01-01', '2026-12-31']]);
  });

  it('that another superior granted is ended by a new one only as far as it directs it', async () => {
    await net.act(APPROVER, 'authority:changeSuperior', { authority: ISSUER, superior: OTHER_APPROVER });
    expect(recordOf(ISSUER).superior).toBe(OTHER_APPROVER);
    expect((await net.refusal(OTHER_APPROVER, 'authority:narrow', narrowingOf()))?.code).toBe(
      'COMPETENCE_UNKNOWN',
    );
    expect((await net.refusal(APPROVER, 'authority:narrow', narrowingOf()))?.code).toBe('NOT_ENTITLED');
    await net.act(OTHER_APPROVER, 'authority:approve', {
      authority: ISSUER,
      roles: ['issuing'],
      competence: [grantOf([UNGRANTED])],
    });
    await net.act(OTHER_APPROVER, 'authority:narrow', narrowingOf({ types: '*' }));
    expect(shown(ISSUER).filter(([, , , to]) => to !== '')).toEqual([
      [[UNGRANTED], QIQIHAR, '2020-01-01', '2026-03-02'],
    ]);
  });

  it.each([
    ['from today on', { from: '2026-04-01' }, 'accepted'],
    ['for days before its end, which it had', { to: '2026-03-02' }, 'accepted'],
    ['for a type that did not end', { types: [TWO_SEALS] }, 'accepted'],
    ['for the days between', { from: '2026-03-10', to: '2026-03-20' }, 'BACK_DATED'],
    ['from yesterday on', { from: '2026-03-31' }, 'BACK_DATED'],
  ])('that ended a month ago is granted again %s: %s', async (_what, changes, code) => {
    await net.act(APPROVER, 'authority:narrow', narrowingOf());
    net.ledger.nowMs += 30 * 86_400_000;
    const competence = [{ ...grantOf([PLAIN]), ...changes }];
    const approval = { authority: ISSUER, roles: ['issuing'], competence };
    expect((await net.refusal(APPROVER, 'authority:approve', approval))?.code ?? 'accepted').toBe(code);
  });

  it('that the members ended is not witnessed again for the days since', async () => {
    const ended = narrowingOf({ authority: WITNESSED, types: '*', region: BAICHENG });
    await net.carry('end-competence', ended);
    net.ledger.nowMs += 30 * 86_400_000;
    const motion = (from: string) => ({
      kind: 'witness-competence',
      body: { authority: WITNESSED, competence: [{ ...grantOf([OUTSIDE], BAICHENG), from }] },
      nonce: from,
    });
    expect((await net.refusal(QIQIHAR, 'member:propose', motion('2026-03-03')))?.code).toBe('BACK_DATED');
    await net.act(QIQIHAR, 'member:propose', motion('2026-04-01'));
  });

  it('is granted where the catalogue lets the type be issued', async () => {
    const issuing = { levels: ['prefecture'], regions: ['230000'] };
    await net.act(APPROVER, 'licence-type:define', { ...definitionOf(PLAIN), issuing });
    await net.act(APPROVER, 'authority:approve', {
      authority: ISSUER,
      roles: ['issuing'],
      competence: [grantOf([PLAIN])],
    });
  });
});

describe('a custodian at another member', () => {
  it('anchors and changes status for its mandator as long as the mandator’s member is admitted', async () => {
    const mandate = { custodian: WITNESSED, acts: ['anchor', 'status'], types: [PLAIN], from: '2026-03-02' };
    await net.act(ISSUER, 'authority:mandate', mandate);
    await net.act(WITNESSED, 'licence:anchor', batchOf({ provenance: 'custodian' }));
    await net.act(WITNESSED, 'licence:setStatus', decisionOf());
    await net.carry('suspend-member', { member: QIQIHAR }, BAICHENG);
    const next = batchOf({ provenance: 'custodian', root: b64(30), requestId: 'next' });
    expect((await net.refusal(WITNESSED, 'licence:anchor', next))?.code).toBe('MEMBER_STATE');
    await net.carry('reinstate-member', { member: QIQIHAR }, BAICHENG);
    await net.act(WITNESSED, 'licence:anchor', next);
  });
});

describe('a split', () => {
  const part = (authority: string, types: readonly string[]) => ({
    authority,
    predecessor: ISSUER,
    types,
    from: '2026-03-02',
  });

  it('gives each function to its own successor, and the rest ends with the authority', async () => {
    await net.act(APPROVER, 'authority:succeed', part(SUCCESSOR, [PLAIN]));
    await net.act(APPROVER, 'authority:succeed', part(CUSTODIAN, [TWO_SEALS]));
    expect(recordOf(ISSUER).state).toBe('active');
    await net.act(APPROVER, 'authority:abolish', { authority: ISSUER });
    expect(recordOf(ISSUER).state).toBe('abolished');
    expect((await net.refusal(ISSUER, 'licence:anchor', batchOf()))?.code).toBe('AUTHORITY_NOT_ACTIVE');
  });

  it('leaves the licences of before to the successor of their own function alone', async () => {
    await net.act(APPROVER, 'authority:succeed', part(SUCCESSOR, [PLAIN]));
    await net.act(APPROVER, 'authority:succeed', part(CUSTODIAN, [TWO_SEALS]));
    await net.act(APPROVER, 'authority:abolish', { authority: ISSUER });
    const revocation = decisionOf({ state: 'revoked' });
    expect((await net.refusal(CUSTODIAN, 'licence:setStatus', revocation))?.code).toBe('NOT_ENTITLED');
    await net.act(SUCCESSOR, 'licence:setStatus', revocation);
  });

  it('lets a successor anchor what its function covers, under its own seal', async () => {
    await net.act(APPROVER, 'authority:succeed', part(SUCCESSOR, [PLAIN]));
    await net.act(SUCCESSOR, 'seal:register', sealOf(freshKey, SUCCESSOR));
    await net.act(
      SUCCESSOR,
      'licence:anchor',
      batchOf({ authority: SUCCESSOR, keyId: freshKey.keyId, requestId: 'split' }),
    );
  });
});

describe('a superior', () => {
  it('that was abolished leaves its departments to their operators until they name another', async () => {
    const abolished = net.fork();
    const record = abolished.ledger.value(`authority/${APPROVER}`) as object;
    abolished.ledger.place(`authority/${APPROVER}`, { ...record, state: 'abolished' });
    await abolished.act(QIQIHAR, 'authority:changeSuperior', { authority: ISSUER, superior: OTHER_APPROVER });
    expect(abolished.ledger.value(`authority/${ISSUER}`)).toMatchObject({ superior: OTHER_APPROVER });
  });

  it('is nobody’s own: also not where it continues the one above it', async () => {
    const record = recordOf(APPROVER);
    net.ledger.place(`authority/${APPROVER}`, {
      ...record,
      superior: OTHER_APPROVER,
      predecessors: [{ predecessor: OTHER_APPROVER, types: '*', from: '2026-03-02' }],
    });
    const competence = [{ ...grantOf([PLAIN]), from: '2026-03-02' }];
    const asked = { authority: APPROVER, roles: ['issuing', 'supervising'], competence };
    expect(await net.refusal(APPROVER, 'authority:approve', asked)).toMatchObject({
      code: 'NOT_ENTITLED',
      details: { needs: 'superior' },
    });
  });

  it('whose own field was narrowed grants no more in what it lost, and still ends what it granted there', async () => {
    net.ledger.place(`authority/${APPROVER}`, {
      ...recordOf(APPROVER),
      directs: [{ types: [TWO_SEALS], region: '230000' }],
    });
    const competence = [{ ...grantOf([PLAIN]), from: '2026-03-02' }];
    const asked = { authority: SUCCESSOR, roles: ['issuing'], competence };
    expect((await net.refusal(APPROVER, 'authority:approve', asked))?.code).toBe('SCOPE_OUTSIDE');
    expect(shown(ISSUER)[0]?.[0]).toContain(PLAIN);
    await net.act(APPROVER, 'authority:narrow', narrowingOf());
    expect(shown(ISSUER)[1]).toEqual([[PLAIN], QIQIHAR, '2020-01-01', '2026-03-02']);
  });

  it('is left out where an authority has none any more', async () => {
    await net.act(BAICHENG, 'authority:changeSuperior', { authority: WITNESSED, superior: APPROVER });
    expect(recordOf(WITNESSED).superior).toBe(APPROVER);
    await net.act(APPROVER, 'authority:changeSuperior', { authority: WITNESSED });
    expect(recordOf(WITNESSED)).not.toHaveProperty('superior');
  });
});
