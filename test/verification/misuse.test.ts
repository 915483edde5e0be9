/** Ways to a better verdict than the law gives: what the checks say to them. */
import { type Agreement, type LicenceType, type Matter, recordKey } from '@huren/chaincode/domain';
import {
  agreement,
  APPROVER,
  authority,
  clause,
  competence,
  CUSTODIAN,
  findingOf,
  IMPLEMENTATION,
  ISSUER,
  judge,
  LOCAL_MATTER,
  MAPPING_PARTIES,
  matter,
  MATTER,
  PREDECESSOR,
  QIQIHAR,
  type Scenario,
  TYPE,
  WITHOUT_HOLDER,
} from './world';

const AGREEMENT = recordKey.agreement('nen-river');
const basisOf = (scenario: Scenario) => findingOf(judge({ ...WITHOUT_HOLDER, ...scenario }), 'basis').code;

describe('a notice of withdrawal', () => {
  const amended: Scenario = {
    after: (world) => {
      const later = agreement([clause()], {}, '2030-01-01');
      world.change<Agreement>(AGREEMENT, { version: 2, terms: later.terms });
      world.change<Agreement>(AGREEMENT, { state: 'withdrawn', lastDay: '2026-05-31' });
    },
  };

  it('ends the version that an amendment left in force, too', () => {
    expect(basisOf(amended)).toBe('AGREEMENT_NOT_IN_FORCE');
  });

  it('leaves that version in force to its last day', () => {
    expect(basisOf({ ...amended, question: { asOf: '2026-05-31' } })).toBe('BASIS_CLAUSE');
  });
});

describe('premises outside the competence of the issuer', () => {
  const permit: Scenario = { type: { reach: 'premises' }, licence: { premisesRegion: '220802' } };

  it('make a permit of this region no permit of that one', () => {
    const verdict = judge(permit);
    expect(findingOf(verdict, 'basis').outcome).toBe('pass');
    expect([findingOf(verdict, 'competence').code, verdict.verdict]).toEqual(['NOT_COMPETENT', 'refuse']);
  });

  it('are a mere address on a licence that holds everywhere', () => {
    expect(judge({ ...permit, type: { reach: 'nationwide' } }).verdict).toBe('accept');
  });
});

describe('a longest validity that was shortened after the anchor', () => {
  const shortened: Scenario = {
    after: (world) => world.change<LicenceType>(recordKey.licenceType(TYPE), { maxValidDays: 5, version: 2 }),
  };

  it('leaves the licences made before as they are', () => {
    expect(judge(shortened).verdict).toBe('accept');
  });

  it('binds those that are made after it', () => {
    const verdict = judge({ before: shortened.after! as never });
    expect(findingOf(verdict, 'status').code).toBe('VALIDITY_TOO_LONG');
  });
});

describe('a line of three mergers', () => {
  const MIDDLE = CUSTODIAN;
  const succession = (predecessor: string, from: string) => ({
    predecessors: [{ predecessor, types: '*' as const, from }],
  });

  it('keeps the licences of the first authority good', () => {
    const verdict = judge({
      licence: { issueDay: '2019-01-01', validFrom: '2019-01-01' },
      issuer: { competence: [], ...succession(MIDDLE, '2025-01-01') },
      before: (world) => {
        const first = authority(APPROVER, QIQIHAR, { competence: [competence()], state: 'abolished' });
        world.put(
          recordKey.authority(MIDDLE),
          authority(MIDDLE, QIQIHAR, succession(PREDECESSOR, '2023-01-01')),
        );
        world.put(
          recordKey.authority(PREDECESSOR),
          authority(PREDECESSOR, QIQIHAR, succession(APPROVER, '2021-01-01')),
        );
        world.put(recordKey.authority(APPROVER), first);
      },
    });
    expect(findingOf(verdict, 'competence')).toMatchObject({
      code: 'COMPETENT_BY_SUCCESSION',
      evidence: { by: APPROVER },
    });
  });

  it('breaks where one of them continues another for other types only', () => {
    const verdict = judge({
      issuer: {
        competence: [],
        predecessors: [{ predecessor: MIDDLE, types: [`${ISSUER}009`], from: '2027-01-01' }],
      },
      before: (world) =>
        world.put(recordKey.authority(MIDDLE), authority(MIDDLE, QIQIHAR, { competence: [competence()] })),
    });
    expect(findingOf(verdict, 'competence').code).toBe('NOT_COMPETENT');
  });
});

describe('a mapping that was ended', () => {
  const local = clause({ matters: [LOCAL_MATTER] });
  const pair = {
    from: LOCAL_MATTER,
    to: MATTER,
    version: 1,
    parties: MAPPING_PARTIES,
    accepted: MAPPING_PARTIES.map(({ authority }) => authority),
  };
  const ended: Scenario = {
    clauses: [local],
    before: (world) => world.put(recordKey.mapping(LOCAL_MATTER, MATTER), { ...pair, state: 'accepted' }),
    after: (world) =>
      world
        .clock('2026-05-10T00:00:00.000Z')
        .put(recordKey.mapping(LOCAL_MATTER, MATTER), { ...pair, state: 'ended' }),
  };

  it('gives no basis any more, and did until then', () => {
    expect(basisOf(ended)).toBe('NOT_COVERED');
    expect(basisOf({ ...ended, question: { asOf: '2026-05-09' } })).toBe('BASIS_CLAUSE');
  });
});

describe('a matter that was ended', () => {
  const end: Scenario = {
    after: (world) =>
      world.clock('2026-05-10T00:00:00.000Z').change<Matter>(recordKey.matter(MATTER), { state: 'ended' }),
  };
  const askedFor = (scenario: Scenario) =>
    findingOf(judge({ ...WITHOUT_HOLDER, ...scenario }), 'asked-for').code;

  it('asks for nothing any more, and did until then', () => {
    expect(askedFor(end)).toBe('MATTER_NOT_ACTIVE');
    expect(askedFor({ ...end, question: { asOf: '2026-05-09' } })).toBe('ASKED_FOR');
  });

  it('ends what implements it', () => {
    const before: NonNullable<Scenario['before']> = (world) =>
      world.put(recordKey.matter(IMPLEMENTATION), matter(IMPLEMENTATION, { standing: 'implementation' }));
    const question = { matter: IMPLEMENTATION };
    expect(askedFor({ before, question })).toBe('ASKED_FOR');
    expect(askedFor({ ...end, before, question })).toBe('MATTER_NOT_ACTIVE');
  });
});
