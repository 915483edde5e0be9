/** Ways to a better verdict than the law gives: what the checks say to them. */
import { type Agreement, type LicenceType, recordKey } from '@huren/chaincode/domain';
import {
  agreement,
  APPROVER,
  authority,
  clause,
  competence,
  CUSTODIAN,
  findingOf,
  ISSUER,
  judge,
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
