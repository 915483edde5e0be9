import {
  type Agreement,
  type Day,
  explainGround,
  type Explanation,
  type Member,
  recordKey,
} from '@huren/chaincode/domain';
import {
  agreement,
  arrange,
  BAICHENG,
  clause,
  ISSUER,
  licenceType,
  MATTER,
  QIQIHAR,
  type Scenario,
  TYPE,
  type World,
} from '../verification/world';

const KEY = recordKey.agreement('nen-river');

function explain(scenario: Scenario, on: string): Explanation {
  const { source } = arrange({ presentation: null, ...scenario });
  return explainGround(
    source,
    { type: TYPE, from: QIQIHAR, to: BAICHENG, matter: MATTER, on: on as Day },
    {
      authorities: [source.history(recordKey.authority(ISSUER))],
      members: [QIQIHAR, BAICHENG].map((id) => source.history<Member>(recordKey.member(id))),
    },
  );
}

const codes = ({ missing }: Explanation): readonly string[] => missing.map(({ code }) => code);
const sentence = (told: Explanation, code: string): string =>
  told.missing.find((each) => each.code === code)?.sentence.en ?? '';

describe('an explanation of a past day', () => {
  const later = (change: (world: World) => unknown): Scenario => ({
    after: (world) => change(world.clock('2026-05-01T02:00:00.000Z')),
  });

  it('does not miss a type that was deprecated, which ends no licence', () => {
    const deprecated = later((world) =>
      world.put(recordKey.licenceType(TYPE), licenceType({ version: 2, state: 'deprecated' })),
    );
    for (const on of ['2026-04-01', '2026-06-01']) {
      expect([on, explain(deprecated, on).answer]).toEqual([on, 'accept']);
      expect(codes(explain(deprecated, on))).not.toContain('type');
    }
  });

  it('misses a type that nobody has entered', () => {
    expect(codes(explain({ type: null }, '2026-04-01'))).toContain('type');
  });

  it('tells the state of an issuer on that day, and lists it still when it was suspended later', () => {
    const suspended = later((world) => world.change(recordKey.authority(ISSUER), { state: 'suspended' }));
    expect(explain(suspended, '2026-04-30').issuers).toMatchObject([{ authority: ISSUER, state: 'active' }]);
    expect(explain(suspended, '2026-05-01').issuers).toMatchObject([{ state: 'suspended' }]);
  });

  it('says of a member that it joined only later, and of none that it never was there', () => {
    const told = explain({}, '2019-12-31');
    expect(codes(told)).toEqual(expect.arrayContaining(['issuing-member', 'receiving-member']));
    expect(sentence(told, 'issuing-member')).toMatch(
      new RegExp(`^The member ${QIQIHAR}, in which .* joined only on 20\\d\\d-\\d\\d-\\d\\d\\.$`),
    );
    expect(codes(explain({}, '2026-06-01'))).toEqual([]);
  });
});

describe('an explanation of an agreement that does not hold', () => {
  const late: Scenario = {
    agreement: null,
    before: (world) =>
      world.put(KEY, agreement([clause()], { state: 'proposed', accepted: [QIQIHAR] }, '2026-01-10')),
    after: (world) =>
      world
        .clock('2026-04-10T17:00:00.000Z')
        .change<Agreement>(KEY, { state: 'in-force', accepted: [BAICHENG, QIQIHAR] }),
  };

  it('says on which day in Shanghai the last party accepted it, and not its own first day', () => {
    const told = explain(late, '2026-04-10');
    expect(codes(told)).toEqual(['later']);
    expect(sentence(told, 'later')).toContain('was accepted by all only on 2026-04-11');
    expect(sentence(told, 'later')).toContain('holds from 2026-04-11');
    expect(sentence(told, 'later')).not.toContain('2026-01-10');
    expect(explain(late, '2026-04-11').answer).toBe('accept');
  });

  it('says from which day it holds where all accepted it before', () => {
    const told = explain({ agreementSpan: ['2026-07-01'] }, '2026-06-01');
    expect(sentence(told, 'later')).toContain('it holds from 2026-07-01 on');
    expect(sentence(told, 'later')).not.toContain('accepted');
  });

  it.each([
    ['of its own', { agreementSpan: ['2026-01-10', '2026-05-20'] as const }],
    ['of a notice', { agreement: { state: 'withdrawn', lastDay: '2026-05-20' } as const }],
  ])('says after which last day %s it ended', (_whose, scenario) => {
    expect(explain(scenario, '2026-05-20').answer).toBe('accept');
    expect(sentence(explain(scenario, '2026-05-21'), 'later')).toContain('it ended on 2026-05-20');
  });

  it('passes over a proposal that was withdrawn: a new agreement is what is missing', () => {
    const told = explain(
      { agreement: { state: 'withdrawn', accepted: [QIQIHAR], lastDay: '2026-12-31' } },
      '2026-06-01',
    );
    expect(codes(told)).toEqual(['agreement']);
  });
});
