import fc from 'fast-check';
import {
  type Case,
  CASE_STEPS,
  type CaseEntry,
  isClosed,
  isPartyActive,
  stepsAfter,
} from '@huren/chaincode/domain';
import {
  CASE,
  closed,
  entryOf,
  EXPERT,
  named,
  NEIGHBOUR,
  opened,
  opening,
  partyOf,
} from '../contract/case-calls';
import {
  Actors,
  APPROVER,
  b64,
  DemoNetwork,
  ISSUER,
  PLAIN,
  QIQIHAR_MATTER,
  SUCCESSOR,
} from '../contract/demo-network';

const DAY_MS = 86_400_000;

let populated: DemoNetwork;
let net: DemoNetwork;
const recordIn = (of: DemoNetwork): Case => of.ledger.value(`case/${CASE}`) as Case;
const record = (): Case => recordIn(net);
const entriesIn = (of: DemoNetwork): readonly CaseEntry[] =>
  of.ledger.keys(`case-entry/${CASE}/`).map((key) => of.ledger.value(key) as CaseEntry);
const isSame = (one: CaseEntry, other: CaseEntry): boolean =>
  one.party === other.party && one.number === other.number;
beforeAll(async () => {
  populated = await new DemoNetwork(await Actors.create()).populate();
});
beforeEach(() => {
  net = populated.fork();
});

describe('a case', () => {
  it('begins with its acceptance, and names its matter, its authority and nothing else', async () => {
    await net.act(ISSUER, 'case:open', opening({ document: b64(9) }));
    expect(record()).toEqual({
      id: CASE,
      authority: ISSUER,
      matter: QIQIHAR_MATTER,
      milestones: [{ step: 'accepted', on: '2026-03-02', document: b64(9) }],
      parties: [],
    });
  });

  it('goes through its steps in their order, each with the day of its transaction', async () => {
    await opened(net);
    for (const step of CASE_STEPS.slice(1)) {
      net.ledger.nowMs += DAY_MS;
      await net.act(ISSUER, 'case:advance', { id: CASE, step });
    }
    expect(record().milestones.map(({ step, on }) => [step, on])).toEqual([
      ['accepted', '2026-03-02'],
      ['handling', '2026-03-03'],
      ['reviewed', '2026-03-04'],
      ['decided', '2026-03-05'],
      ['closed', '2026-03-06'],
    ]);
  });

  it('may close early, and what it left out shows', async () => {
    await opened(net);
    await net.act(ISSUER, 'case:advance', { id: CASE, step: 'closed' });
    expect(record().milestones.map(({ step }) => step)).toEqual(['accepted', 'closed']);
  });
});

describe('a third party', () => {
  it('is a key for one case, claimed on the ledger like every other key', async () => {
    await named(net);
    expect(record().parties).toEqual([
      {
        keyId: EXPERT.keyId,
        capacity: 'expert',
        suite: 'ES256',
        publicKey: expect.any(String) as string,
        from: '2026-03-02',
      },
    ]);
    expect(net.ledger.value(`key/${EXPERT.keyId}`)).toEqual({ use: 'third-party', owner: CASE });
    const seal = { suite: 'ES256', publicKey: partyOf(EXPERT)['publicKey'], kind: 'seal', name: '章' };
    const proof = partyOf(EXPERT)['proof'];
    expect((await net.refusal(ISSUER, 'seal:register', { ...seal, proof }))?.code).toBe('KEY_EXISTS');
  });

  it('adds until its last day, and keeps what it added once it has ended', async () => {
    await opened(net);
    await net.act(ISSUER, 'case:nameParty', partyOf(EXPERT, { until: '2026-03-03' }));
    net.ledger.nowMs += DAY_MS;
    await net.act(ISSUER, 'case:add', entryOf(EXPERT));
    net.ledger.nowMs += DAY_MS;
    const late = entryOf(EXPERT, { number: 2, digest: b64(71) });
    expect((await net.refusal(ISSUER, 'case:add', late))?.code).toBe('CASE_PARTY_ENDED');
    expect(net.ledger.value(`case-entry/${CASE}/${EXPERT.keyId}/1`)).toEqual({
      case: CASE,
      party: EXPERT.keyId,
      number: 1,
      digest: b64(70),
      on: '2026-03-03',
      signature: entryOf(EXPERT).by['signature'],
    });
  });

  it('ends with the case, and who was withdrawn before keeps that end', async () => {
    await named(net);
    await net.act(ISSUER, 'case:nameParty', partyOf(NEIGHBOUR));
    await net.act(ISSUER, 'case:withdrawParty', { id: CASE, keyId: EXPERT.keyId });
    net.ledger.nowMs += DAY_MS;
    await net.act(ISSUER, 'case:advance', { id: CASE, step: 'closed' });
    expect(record().parties.map(({ end }) => end)).toEqual([
      { on: '2026-03-02', by: 'withdrawal' },
      { on: '2026-03-03', by: 'closing' },
    ]);
  });

  it('counts its own entries, whatever others add between', async () => {
    await named(net);
    await net.act(ISSUER, 'case:nameParty', partyOf(NEIGHBOUR));
    await net.act(ISSUER, 'case:add', entryOf(EXPERT));
    await net.act(ISSUER, 'case:add', { id: CASE, number: 1, digest: b64(71) });
    await net.act(ISSUER, 'case:add', entryOf(NEIGHBOUR));
    await net.act(ISSUER, 'case:add', entryOf(EXPERT, { number: 2, digest: b64(73) }));
    expect(net.ledger.keys('case-entry/')).toEqual(
      ['authority/1', `${EXPERT.keyId}/1`, `${EXPERT.keyId}/2`, `${NEIGHBOUR.keyId}/1`]
        .map((name) => `case-entry/${CASE}/${name}`)
        .sort(),
    );
  });

  it('cannot be told apart by a refusal from one of a closed case that knows it', async () => {
    await closed(net);
    for (const entry of [entryOf(EXPERT), entryOf(NEIGHBOUR)]) {
      expect((await net.refusal(ISSUER, 'case:add', entry))?.code).toBe('CASE_CLOSED');
    }
  });
});

describe('whatever is tried with a case, in whatever order', () => {
  const keys = fc.constantFrom(EXPERT, NEIGHBOUR);
  const acts = fc.array(
    fc.oneof(
      fc.constant({ fn: 'case:open', argument: opening() }),
      fc
        .constantFrom(...CASE_STEPS.slice(1))
        .map((step) => ({ fn: 'case:advance', argument: { id: CASE, step } })),
      keys.map((key) => ({ fn: 'case:nameParty', argument: partyOf(key) })),
      keys.map(({ keyId }) => ({ fn: 'case:withdrawParty', argument: { id: CASE, keyId } })),
      fc
        .tuple(keys, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 70, max: 74 }))
        .map(([key, number, byte]) => ({
          fn: 'case:add',
          argument: entryOf(key, { number, digest: b64(byte) }),
        })),
      fc
        .integer({ min: 1, max: 3 })
        .map((number) => ({ fn: 'case:add', argument: { id: CASE, number, digest: b64(75) } })),
    ),
    { minLength: 1, maxLength: 20 },
  );
  const callers = fc.infiniteStream(fc.constantFrom<string>(ISSUER, ISSUER, ISSUER, SUCCESSOR));
  const dayShifts = fc.infiniteStream(fc.constantFrom(0, 0, 1, -1));

  it('its steps only go forward, nothing is lost or written twice, and nobody adds once they have ended', () =>
    fc.assert(
      fc.asyncProperty(acts, callers, dayShifts, async (run, who, shifts) => {
        const tried = populated.fork();
        await opened(tried);
        for (const { fn, argument } of run) {
          tried.ledger.nowMs += shifts.next().value * DAY_MS;
          const [before, entries] = [recordIn(tried), entriesIn(tried)];
          const { ok, text } = await tried.call(String(who.next().value), fn, argument);
          if (!ok) {
            expect(text).toMatch(/^HUREN\.[A-Z_]+ \{/);
            expect([recordIn(tried), entriesIn(tried)]).toEqual([before, entries]);
          } else {
            courseHolds(before, recordIn(tried));
            entriesHold(before, entries, entriesIn(tried));
          }
        }
      }),
      { numRuns: 60 },
    ));

  function courseHolds(before: Case, after: Case): void {
    expect(after.authority).toBe(before.authority);
    expect(stepsAfter(before)).not.toEqual([]);
    expect(after.milestones.slice(0, before.milestones.length)).toEqual(before.milestones);
    for (const { step } of after.milestones.slice(before.milestones.length)) {
      expect(stepsAfter(before)).toContain(step);
    }
    const days = after.milestones.map(({ on }) => on);
    expect(days).toEqual([...days].sort());
    before.parties.forEach((party, at) => {
      expect(after.parties[at]).toMatchObject(party);
    });
    if (isClosed(after)) expect(after.parties.every(({ end }) => end !== undefined)).toBe(true);
  }

  function entriesHold(before: Case, known: readonly CaseEntry[], now: readonly CaseEntry[]): void {
    expect(now).toEqual(expect.arrayContaining([...known]));
    for (const entry of now.filter((each) => !known.some((old) => isSame(old, each)))) {
      const by = before.parties.find(({ keyId }) => keyId === entry.party);
      expect(entry.party === undefined || (by !== undefined && isPartyActive(by, entry.on))).toBe(true);
      const earlier = known.filter(({ party }) => party === entry.party);
      expect(entry.number).toBe(earlier.length + 1);
      expect(earlier.every(({ on }) => on <= entry.on)).toBe(true);
    }
  }
});

describe('a case of an authority that was abolished', () => {
  const merged = (types: unknown) =>
    net.act(APPROVER, 'authority:succeed', {
      authority: SUCCESSOR,
      predecessor: ISSUER,
      types,
      from: '2026-03-02',
    });

  it('is run to its end by whoever continues it as a whole', async () => {
    await named(net);
    await merged('*');
    await net.act(SUCCESSOR, 'case:add', entryOf(EXPERT));
    await net.act(SUCCESSOR, 'case:nameParty', partyOf(NEIGHBOUR));
    await net.act(SUCCESSOR, 'case:withdrawParty', { id: CASE, keyId: NEIGHBOUR.keyId });
    await net.act(SUCCESSOR, 'case:advance', { id: CASE, step: 'closed' });
    expect(record()).toMatchObject({ authority: ISSUER, milestones: [{}, { step: 'closed' }] });
    expect(entriesIn(net)).toMatchObject([{ party: EXPERT.keyId }]);
  });

  it.each([
    ['continues it for a type only', [PLAIN]],
    ['does not continue it', undefined],
  ])('is not run by an authority that %s', async (_why, types) => {
    await named(net);
    if (types !== undefined) await merged(types);
    const refused = await net.refusal(SUCCESSOR, 'case:advance', { id: CASE, step: 'closed' });
    expect(refused?.code).toBe('NOT_ENTITLED');
  });
});
