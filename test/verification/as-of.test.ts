import {
  type Agreement,
  type Anchor,
  gatherFacts,
  type LicenceStatus,
  type LicenceType,
  recordKey,
  stateOnDay,
  type StatusChange,
  verifyCredential,
} from '@huren/chaincode/domain';
import {
  agreement,
  arrange,
  BAICHENG,
  clause,
  findingOf,
  ISSUER,
  judge,
  licenceType,
  QIQIHAR,
  type Scenario,
  TYPE,
  type World,
} from './world';

const change = (state: StatusChange['state'], effectiveFrom: string, retroactive = false): StatusChange => ({
  state,
  by: ISSUER,
  decision: '演示决定 1',
  decidedOn: effectiveFrom,
  effectiveFrom,
  retroactive,
});

describe('the state of a licence on a day', () => {
  const suspended = [change('suspended', '2026-05-01'), change('valid', '2026-06-01')];
  it.each([
    ['is valid before any decision', suspended, '2026-04-30', 'valid'],
    ['is suspended from the effective day', suspended, '2026-05-01', 'suspended'],
    ['is suspended until the day before it is lifted', suspended, '2026-05-31', 'suspended'],
    ['is valid from the day on which it is lifted', suspended, '2026-06-01', 'valid'],
    ['is annulled from the beginning', [change('annulled', '2026-06-01', true)], '2020-01-01', 'annulled'],
    [
      'is annulled from the beginning whatever was decided before',
      [...suspended, change('annulled', '2026-07-01', true)],
      '2026-06-15',
      'annulled',
    ],
    [
      'follows the decision that takes effect last, not the one that was recorded last',
      [change('revoked', '2026-06-01'), change('suspended', '2026-05-01')],
      '2026-06-15',
      'revoked',
    ],
    [
      'follows of two decisions of one day the one recorded last',
      [change('suspended', '2026-05-01'), change('revoked', '2026-05-01')],
      '2026-05-01',
      'revoked',
    ],
    ['is valid without any decision', [], '2026-05-01', 'valid'],
  ] as const)('%s', (_rule, changes, day, state) => {
    expect(stateOnDay(changes, day).state).toBe(state);
  });
});

const asOf = (day: string): Scenario => ({ presentation: null, question: { asOf: day } });
const status = (changes: readonly StatusChange[]) => (world: World, leafHash: string) =>
  world.put(recordKey.status(ISSUER, leafHash), { authority: ISSUER, leafHash, root: '', changes });

describe('questions about a day', () => {
  it('tells what is now known of that day: suspended later, in force then', () => {
    const later = { after: status([change('suspended', '2026-04-01')]) };
    expect(judge({ ...asOf('2026-03-31'), ...later }).verdict).toBe('accept');
    expect(judge({ ...asOf('2026-04-01'), ...later }).verdict).toBe('refuse');
  });

  it('lets a retroactive annulment reach back', () => {
    const verdict = judge({ ...asOf('2026-03-31'), after: status([change('annulled', '2026-04-01', true)]) });
    expect(findingOf(verdict, 'status').code).toBe('ANNULLED');
  });

  it('needs no presentation for a day that is past, and one for today under its date', () => {
    expect(judge(asOf('2026-05-31')).verdict).toBe('accept');
    expect(judge(asOf('2026-06-01')).verdict).toBe('review');
  });

  it('says since when the ledger attests a licence that was issued before its anchor', () => {
    const verdict = judge({ ...asOf('2026-03-02'), anchoredAt: '2026-03-02T16:00:00.000Z' });
    expect(findingOf(verdict, 'anchored')).toMatchObject({
      code: 'ATTESTED_ONLY_SINCE',
      evidence: { attestedSince: '2026-03-02T16:00:00.000Z' },
    });
    expect(verdict).toMatchObject({ verdict: 'review', attestedSince: '2026-03-02T16:00:00.000Z' });
  });

  it('attests the whole day of the anchor, as days are counted in Shanghai', () => {
    const verdict = judge({ ...asOf('2026-03-02'), anchoredAt: '2026-03-02T15:59:59.999Z' });
    expect(findingOf(verdict, 'anchored').code).toBe('ANCHORED');
  });

  it('finds no agreement in force before the last party had accepted it', () => {
    const late: Scenario = {
      agreement: null,
      before: (world) =>
        world.put(
          recordKey.agreement('nen-river'),
          agreement([clause()], { state: 'proposed', accepted: [QIQIHAR] }),
        ),
      after: (world) =>
        world.clock('2026-04-10T00:00:00.000Z').change<Agreement>(recordKey.agreement('nen-river'), {
          state: 'in-force',
          accepted: [BAICHENG, QIQIHAR],
        }),
    };
    expect(findingOf(judge({ ...asOf('2026-04-09'), ...late }), 'basis').code).toBe('AGREEMENT_NOT_IN_FORCE');
    expect(findingOf(judge({ ...asOf('2026-04-10'), ...late }), 'basis').code).toBe('BASIS_CLAUSE');
  });

  const redefined = (change: Partial<LicenceType>): Scenario => ({
    after: (world) =>
      world
        .clock('2026-04-10T02:00:00.000Z')
        .put(recordKey.licenceType(TYPE), licenceType({ version: 2, ...change })),
  });
  it.each([
    ['reaches its territory alone', { reach: 'territory' }, 'basis', 'TERRITORY_UNSTATED'],
    ['reaches its premises alone', { reach: 'premises' }, 'basis', 'TERRITORY_UNSTATED'],
    ['is inspected yearly', { yearlyInspection: true }, 'status', 'INSPECTION_UNSTATED'],
  ] as const)(
    'reads a type that %s from a later day on as it was before that day',
    (_why, change, check, code) => {
      const scenario = redefined(change);
      expect(judge({ ...asOf('2026-04-09'), ...scenario }).verdict).toBe('accept');
      expect(findingOf(judge({ ...asOf('2026-04-10'), ...scenario }), check).code).toBe(code);
      expect(findingOf(judge(scenario), check).code).toBe(code);
    },
  );

  it('reads of a day before the type was on the ledger its first entry, and not what it became', () => {
    const scenario = redefined({ reach: 'territory' });
    const verdict = judge({
      ...asOf('2025-12-31'),
      ...scenario,
      licence: { issueDay: '2025-06-01', validFrom: '2025-06-01' },
    });
    expect(findingOf(verdict, 'status').code).not.toBe('TYPE_UNKNOWN');
    expect(findingOf(verdict, 'basis').code).not.toBe('TERRITORY_UNSTATED');
  });

  it.each([
    ['an identity level', { identityLevel: 4 }],
    ['a fresh index', { maxIndexAgeMs: 60_000 }],
  ] as const)(
    'asks for %s today and not of a past day, for which nobody can meet it',
    (_what, conditions) => {
      const clauses = [clause({ conditions })];
      expect(findingOf(judge({ ...asOf('2026-05-31'), clauses }), 'basis').code).toBe('BASIS_CLAUSE');
      expect(judge({ ...asOf('2026-05-31'), clauses }).verdict).toBe('accept');
      expect(findingOf(judge({ ...asOf('2026-06-01'), clauses }), 'basis').code).toBe('CONDITIONS_UNMET');
      expect(findingOf(judge({ clauses }), 'basis').code).toBe('CONDITIONS_UNMET');
    },
  );

  it.each([
    ['the page form', { legalForm: 'page' }],
    ['a current inspection', { inspection: true }],
  ] as const)('asks for %s of every day, past or not', (_what, conditions) => {
    const clauses = [clause({ conditions })];
    expect(findingOf(judge({ ...asOf('2026-05-31'), clauses }), 'basis').code).toBe('CONDITIONS_UNMET');
  });

  it('keeps the old version of an agreement in force until the first day of the new one', () => {
    const amended: Scenario = {
      after: (world) =>
        world
          .clock('2026-04-10T00:00:00.000Z')
          .put(
            recordKey.agreement('nen-river'),
            agreement([clause({ effect: 'review' })], { version: 2 }, '2026-05-01'),
          ),
    };
    expect(findingOf(judge({ ...asOf('2026-04-30'), ...amended }), 'basis')).toMatchObject({
      code: 'BASIS_CLAUSE',
    });
    expect(findingOf(judge({ ...asOf('2026-05-01'), ...amended }), 'basis')).toMatchObject({
      code: 'CLAUSE_REVIEW',
    });
    expect(judge({ ...asOf('2026-05-01'), ...amended }).basis).toEqual({
      kind: 'clause',
      reference: 'nen-river',
      version: 2,
      clause: '1',
    });
  });
});

describe('questions about a height', () => {
  it('answers with what the ledger had told by then', () => {
    const { inquiry, world } = arrange({
      presentation: null,
      after: (within, leafHash) =>
        within.clock('2026-04-01T00:00:00.000Z').put(recordKey.status(ISSUER, leafHash), {
          authority: ISSUER,
          leafHash,
          root: '',
          changes: [change('annulled', '2026-04-01', true)],
        } satisfies LicenceStatus),
    });
    const written = Object.entries(world.records).find(([key]) => key.startsWith('status/'))![1][0]!;
    const at = (height: number) =>
      verifyCredential({ ...inquiry, question: { ...inquiry.question, knownAt: height, asOf: '2026-05-31' } })
        .verdict;
    expect(at(written.position.block)).toBe('accept');
    expect(at(written.position.block + 1)).toBe('refuse');
  });

  it('does not know an anchor that was made later', () => {
    const { inquiry, world } = arrange({ presentation: null });
    const [anchor] = Object.entries(world.records).find(([key]) => key.startsWith('anchor/'))![1];
    const verdict = verifyCredential({
      ...inquiry,
      question: { ...inquiry.question, knownAt: anchor!.position.block },
    });
    expect((anchor!.value as Anchor).authority).toBe(ISSUER);
    expect(findingOf(verdict, 'anchored').code).toBe('BATCH_UNKNOWN');
    expect(verdict.verdict).toBe('review');
  });

  it('reproduces an earlier verdict exactly, whatever came after', () => {
    const { inquiry, world, credential } = arrange({ presentation: null });
    const question = { ...inquiry.question, knownAt: world.height, asOf: '2026-05-31' };
    const then = verifyCredential({ ...inquiry, question });
    world
      .clock('2026-07-01T00:00:00.000Z')
      .change(recordKey.authority(ISSUER), { state: 'suspended', competence: [] })
      .change(recordKey.agreement('nen-river'), { state: 'withdrawn', lastDay: '2026-05-01' })
      .change(recordKey.seal(credential.keyId), {
        compromise: { from: { block: 0, tx: 0 }, reportedBy: ISSUER, confirmedBy: QIQIHAR },
      });
    const later = arrangeFacts(world, inquiry);
    const now = verifyCredential({
      ...inquiry,
      question,
      facts: later,
      nowMs: inquiry.nowMs + 90 * 86_400_000,
    });
    const same = ({ check, outcome, code }: (typeof now.findings)[number]) => [check, outcome, code];
    expect(now.findings.map(same)).toEqual(then.findings.map(same));
    expect({ ...now, findings: [] }).toEqual({ ...then, findings: [] });
    expect(
      verifyCredential({ ...inquiry, facts: later, question: { ...question, knownAt: 1e6 } }).verdict,
    ).toBe('refuse');
  });
});

function arrangeFacts(world: World, { credential, question }: ReturnType<typeof arrange>['inquiry']) {
  return gatherFacts(credential, question, world.source());
}
