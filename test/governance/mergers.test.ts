import { type Authority, changedSides, type Matter, type MatterMapping } from '@huren/chaincode/domain';
import {
  Actors,
  APPROVER,
  BAICHENG,
  BAICHENG_MATTER,
  CUSTODIAN,
  definitionOf,
  DemoNetwork,
  ENDED_MATTER,
  grantOf,
  HULUNBUIR,
  ISSUER,
  JILIN_APPROVER,
  matterOf,
  NATIONAL_MATTER,
  OTHER_APPROVER,
  OUTSIDE,
  PLAIN,
  QIQIHAR,
  QIQIHAR_MATTER,
  SUCCESSOR,
  TWO_SEALS,
  UNGRANTED,
} from '../contract/demo-network';
import { mapped, mapping } from '../contract/valid-calls';

const TODAY = '2026-03-02';
const LATER = '2026-06-01';
let populated: DemoNetwork;
let net: DemoNetwork;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

const recordOf = (code: string): Authority => net.ledger.value(`authority/${code}`) as Authority;
const refusedWith = async (actor: string, fn: string, argument: unknown) =>
  (await net.refusal(actor, fn, argument))?.code ?? 'accepted';
const succession = (changes: object = {}) => ({
  authority: SUCCESSOR,
  predecessor: ISSUER,
  types: '*',
  from: TODAY,
  ...changes,
});

describe('a merger as a whole', () => {
  it('is recorded on its day: ahead of it, nobody would act until then', async () => {
    expect(await refusedWith(APPROVER, 'authority:succeed', succession({ from: LATER }))).toBe(
      'MERGER_AHEAD',
    );
    expect(recordOf(ISSUER).state).toBe('active');
    await net.act(APPROVER, 'authority:succeed', succession());
    expect(recordOf(ISSUER)).toMatchObject({
      state: 'abolished',
      successors: [{ authority: SUCCESSOR, types: '*', from: TODAY }],
    });
  });

  it('leaves a predecessor that hands over type by type at work until the day', async () => {
    await net.act(APPROVER, 'authority:succeed', succession({ types: [PLAIN], from: LATER }));
    expect(recordOf(ISSUER)).toMatchObject({
      state: 'active',
      successors: [{ types: [PLAIN], from: LATER }],
    });
  });
});

describe('a function goes over once', () => {
  beforeEach(() => net.act(APPROVER, 'authority:succeed', succession({ types: [PLAIN], from: LATER })));

  it.each([
    ['SUCCESSION_EXISTS', 'the same type to another', { authority: CUSTODIAN, types: [PLAIN] }],
    ['SUCCESSION_EXISTS', 'it among others', { authority: CUSTODIAN, types: [TWO_SEALS, PLAIN] }],
    ['SUCCESSION_EXISTS', 'all types to another', { authority: CUSTODIAN }],
    ['SUCCESSION_EXISTS', 'the same type to the same, on another day', { types: [PLAIN, TWO_SEALS] }],
    ['accepted', 'another type to another', { authority: CUSTODIAN, types: [TWO_SEALS] }],
    ['accepted', 'the rest to whom the part went', {}],
  ])('so that %s answers %s', async (code, _what, changes) => {
    expect(await refusedWith(APPROVER, 'authority:succeed', succession(changes))).toBe(code);
  });

  it('also where the former successor took over everything', async () => {
    await net.act(APPROVER, 'authority:succeed', succession());
    const again = succession({ authority: CUSTODIAN, types: [TWO_SEALS] });
    expect(await net.refusal(APPROVER, 'authority:succeed', again)).toMatchObject({
      code: 'SUCCESSION_EXISTS',
      details: { successor: SUCCESSOR },
    });
  });
});

describe('an approver that continues another', () => {
  beforeEach(() =>
    net.carry(
      'witness-succession',
      { authority: OTHER_APPROVER, predecessor: APPROVER, types: '*', from: TODAY },
      BAICHENG,
    ),
  );

  it('directs what both directed, and stands above the departments of the former', async () => {
    expect(recordOf(OTHER_APPROVER).directs.map(({ types }) => types)).toEqual([
      [UNGRANTED],
      expect.arrayContaining([PLAIN, TWO_SEALS]),
    ]);
    const competence = [grantOf([PLAIN], '230202')];
    await net.act(OTHER_APPROVER, 'authority:approve', { authority: ISSUER, roles: ['issuing'], competence });
    await net.act(OTHER_APPROVER, 'authority:suspend', { authority: ISSUER });
    await net.act(OTHER_APPROVER, 'authority:reinstate', { authority: ISSUER });
    await net.act(OTHER_APPROVER, 'authority:succeed', succession());
  });

  it.each([
    ['an operator does not step in between', QIQIHAR, 'authority:suspend', { authority: ISSUER }],
    [
      'peers witness nothing',
      BAICHENG,
      'member:propose',
      {
        kind: 'witness-competence',
        body: { authority: ISSUER, competence: [grantOf([PLAIN])] },
        nonce: 'n',
      },
    ],
    ['another superior does not take its place', JILIN_APPROVER, 'authority:suspend', { authority: ISSUER }],
  ])('leaves no gap: %s', async (_why, actor, fn, argument) => {
    expect(await refusedWith(actor, fn, argument)).toBe('NOT_ENTITLED');
  });

  it('keeps what the former defined: types, and the province’s matters', async () => {
    for (const [kind, body] of [
      ['deprecate-licence-type', { code: PLAIN }],
      ['define-licence-type', definitionOf(PLAIN)],
    ] as const) {
      expect(await refusedWith(HULUNBUIR, 'member:propose', { kind, body, nonce: 'n' })).toBe(
        'DEFINER_KEEPS',
      );
    }
    await net.act(OTHER_APPROVER, 'licence-type:define', definitionOf(PLAIN));
    await net.act(OTHER_APPROVER, 'licence-type:deprecate', { code: PLAIN });
    await net.act(OTHER_APPROVER, 'matter:end', { code: QIQIHAR_MATTER });
    expect(await refusedWith(JILIN_APPROVER, 'licence-type:define', definitionOf(TWO_SEALS))).toBe(
      'NOT_ENTITLED',
    );
  });
});

describe('what an approver defined and nobody continues', () => {
  it('is the members’ to state, once it acts no more', async () => {
    await net.carry('suspend-approver', { authority: APPROVER }, BAICHENG);
    await net.carry('deprecate-licence-type', { code: PLAIN, successor: OUTSIDE }, BAICHENG);
    expect(net.ledger.value(`licence-type/${PLAIN}`)).toMatchObject({ state: 'deprecated' });
  });

  it('is its own while it acts', async () => {
    const asked = { kind: 'deprecate-licence-type', body: { code: PLAIN }, nonce: 'n' };
    expect(await refusedWith(BAICHENG, 'member:propose', asked)).toBe('DEFINER_KEEPS');
  });
});

describe('a province’s matter', () => {
  const next = { ...matterOf(QIQIHAR_MATTER), from: TODAY };

  it.each([
    ['matter:define', next],
    ['matter:define', { ...matterOf(ENDED_MATTER), from: TODAY }],
    ['matter:end', { code: QIQIHAR_MATTER }],
  ])('is its definer’s: %s by another approver of the province is refused', async (fn, argument) => {
    expect(await net.refusal(OTHER_APPROVER, fn, argument)).toMatchObject({
      code: 'NOT_ENTITLED',
      details: { needs: 'its definer' },
    });
    await net.act(APPROVER, fn, argument);
  });

  it('is refused row by row in a list as well', async () => {
    const { written, refused } = await net.act(OTHER_APPROVER, 'matter:defineMany', {
      rows: [next, { ...matterOf('230100004000'), from: TODAY }],
    });
    expect(written).toBe(1);
    expect(refused).toMatchObject([{ code: QIQIHAR_MATTER, rejection: 'NOT_ENTITLED' }]);
  });

  it('is any approver’s of the province once its definer was abolished and nobody continues it', async () => {
    net.ledger.place(`authority/${APPROVER}`, { ...recordOf(APPROVER), state: 'abolished' });
    await net.act(OTHER_APPROVER, 'matter:define', next);
    expect(net.ledger.value(`matter/${QIQIHAR_MATTER}`)).toMatchObject({ definer: OTHER_APPROVER });
    expect(await refusedWith(JILIN_APPROVER, 'matter:end', { code: QIQIHAR_MATTER })).toBe('NOT_ENTITLED');
  });

  it('that ended after a mapping was proposed is accepted by nobody', async () => {
    await mapped(net);
    await net.act(APPROVER, 'matter:end', { code: QIQIHAR_MATTER });
    expect(
      await net.refusal(JILIN_APPROVER, 'matter:acceptMapping', { ...mapping, version: 1 }),
    ).toMatchObject({
      code: 'MATTER_ENDED',
      details: { code: QIQIHAR_MATTER },
    });
  });
});

describe('an implementation that an abolished authority left', () => {
  const code = `${ISSUER}3${NATIONAL_MATTER}`;
  beforeEach(() => net.act(ISSUER, 'matter:define', matterOf(code)));

  it.each([
    ['its successor', SUCCESSOR],
    ['its superior', APPROVER],
  ])('is ended by %s', async (_who, actor) => {
    expect(await refusedWith(actor, 'matter:end', { code })).toBe('NOT_ENTITLED');
    await net.act(APPROVER, 'authority:succeed', succession());
    await net.act(actor, 'matter:end', { code });
    expect(net.ledger.value(`matter/${code}`)).toMatchObject({ state: 'ended', version: 2 });
  });

  it.each([
    ['another department', CUSTODIAN],
    ['another approver', OTHER_APPROVER],
  ])('is not ended by %s', async (_who, actor) => {
    await net.act(APPROVER, 'authority:succeed', succession());
    expect(await refusedWith(actor, 'matter:end', { code })).toBe('NOT_ENTITLED');
  });
});

describe('a mapping', () => {
  const named = () =>
    (net.ledger.value(`mapping/${QIQIHAR_MATTER}/${BAICHENG_MATTER}`) as MatterMapping).named;
  const matter = () => net.ledger.value(`matter/${QIQIHAR_MATTER}`) as Matter;
  const other = () => net.ledger.value(`matter/${BAICHENG_MATTER}`) as Matter;
  const changed = () => changedSides({ named: named()! }, { from: matter(), row: undefined, to: other() });

  it('keeps what its codes named when it was proposed and accepted, so that a later change is seen', async () => {
    await mapped(net);
    const proposed = named();
    await net.act(JILIN_APPROVER, 'matter:acceptMapping', { ...mapping, version: 1 });
    expect([named(), changed()]).toEqual([proposed, []]);
    const renamed = { ...matterOf(QIQIHAR_MATTER), name: { zh: '另一事项', en: 'Another' }, from: TODAY };
    await net.act(APPROVER, 'matter:define', renamed);
    expect([named(), changed()]).toEqual([proposed, ['from']]);
  });

  it('whose code came to name something else is ended and proposed anew, as it reads by then', async () => {
    await mapped(net);
    const renamed = { ...matterOf(BAICHENG_MATTER), name: { zh: '另一事项', en: 'Another' }, from: TODAY };
    await net.act(JILIN_APPROVER, 'matter:define', renamed);
    expect(
      await net.refusal(JILIN_APPROVER, 'matter:acceptMapping', { ...mapping, version: 1 }),
    ).toMatchObject({
      code: 'MAPPING_CHANGED',
      details: { sides: ['to'] },
    });
    await net.act(JILIN_APPROVER, 'matter:endMapping', mapping);
    await mapped(net);
    await net.act(JILIN_APPROVER, 'matter:acceptMapping', { ...mapping, version: 2 });
    expect(changed()).toEqual([]);
  });

  it('is not changed by materials or days, which are procedure', async () => {
    await mapped(net);
    await net.act(APPROVER, 'matter:define', { ...matterOf(QIQIHAR_MATTER), materials: [], from: TODAY });
    expect(changed()).toEqual([]);
  });
});

describe('a reference list', () => {
  const rows = (region: string) => ({
    rows: [{ localCode: 'A/1', name: '演示事项', region, source: 'demo list' }],
  });

  it.each([
    ['accepted', 'a region outside the network', '310000'],
    ['accepted', 'the keeper’s own region, whose old local codes it keeps', QIQIHAR],
    ['accepted', 'a county of it', '230202'],
    ['accepted', 'a province around members', '230000'],
    ['REFERENCE_INSIDE', 'another member’s region', BAICHENG],
    ['REFERENCE_INSIDE', 'a county of another member', '220802'],
  ])('is answered with %s for %s', async (code, _what, region) => {
    expect(await refusedWith(ISSUER, 'matter:reference', rows(region))).toBe(code);
  });

  it('takes a region again whose member has left', async () => {
    await net.act(HULUNBUIR, 'member:withdraw', {});
    expect(await refusedWith(ISSUER, 'matter:reference', rows(HULUNBUIR))).toBe('accepted');
  });
});
