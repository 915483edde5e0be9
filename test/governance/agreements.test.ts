import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addDays,
  agreedTexts,
  type Agreement,
  agreementOn,
  type Clause,
  contradictionsOf,
  countsBetween,
  type Day,
  dayOfMs,
  endOfDayMs,
  type EqualMatters,
  termsDigest,
  type Version,
} from '@huren/chaincode/domain';
import { RecordIndex } from '@huren/gateway';
import type { Block } from '@huren/network';
import fc from 'fast-check';
import {
  Actors,
  BAICHENG,
  clauseOf,
  DemoNetwork,
  HULUNBUIR,
  PLAIN,
  QIQIHAR,
  QIQIHAR_MATTER,
  BAICHENG_MATTER,
  NATIONAL_MATTER,
  termsOf,
  TWO_SEALS,
} from '../contract/demo-network';

const clause = (change: Partial<Clause> = {}): Clause => clauseOf(change) as unknown as Clause;
const agreement = (
  id: string,
  clauses: readonly Clause[],
  change: object = {},
  terms: object = {},
): Agreement =>
  ({
    id,
    version: 1,
    parties: [QIQIHAR, BAICHENG],
    terms: termsOf({ clauses, ...terms }),
    accepted: [QIQIHAR, BAICHENG],
    state: 'in-force',
    ...change,
  }) as unknown as Agreement;

describe('clauses that contradict', () => {
  const accept = clause({ matters: [NATIONAL_MATTER] });
  const refuse = clause({ id: '9', effect: 'refuse' });
  const look = (mine: Clause, other: Clause, change: object = {}, terms: object = {}) =>
    contradictionsOf({ id: 'new', terms: termsOf({ clauses: [mine] }) as never }, [
      agreement('old', [other], change, terms),
    ]);

  it('are named with what they meet on, and when', () => {
    expect(look(accept, refuse, {}, { to: '2026-12-31' })).toEqual([
      {
        clause: '1',
        effect: 'accept',
        with: { agreement: 'old', version: 1, clause: '9', effect: 'refuse' },
        types: [PLAIN],
        issuingRegions: [QIQIHAR],
        receivingRegions: [BAICHENG],
        matters: [NATIONAL_MATTER],
        from: '2026-03-01',
        to: '2026-12-31',
      },
    ]);
  });

  const rows: readonly (readonly [
    why: string,
    count: number,
    mine: Clause,
    other: Clause,
    more: { readonly change?: object; readonly terms?: object },
  ])[] = [
    ['a refusal meets an acceptance the other way round', 1, refuse, accept, {}],
    ['a province contains a city', 1, accept, clause({ effect: 'refuse', issuingRegions: ['230000'] }), {}],
    [
      'a proposal counts before anybody accepts it',
      1,
      accept,
      refuse,
      { change: { state: 'proposed', accepted: [QIQIHAR] } },
    ],
    ['a review contradicts nothing', 0, accept, clause({ effect: 'review' }), {}],
    ['two acceptances agree', 0, accept, clause(), {}],
    ['other types do not meet', 0, accept, clause({ effect: 'refuse', types: [TWO_SEALS] }), {}],
    ['other regions do not meet', 0, accept, clause({ effect: 'refuse', receivingRegions: [HULUNBUIR] }), {}],
    ['other matters do not meet', 0, accept, clause({ effect: 'refuse', matters: [QIQIHAR_MATTER] }), {}],
    ['days apart do not meet', 0, accept, refuse, { terms: { from: '2026-01-01', to: '2026-02-28' } }],
    [
      'a proposal that was withdrawn is passed over',
      0,
      accept,
      refuse,
      { change: { state: 'withdrawn', accepted: [QIQIHAR], lastDay: '2026-12-31' } },
    ],
    [
      'an agreement under notice holds until its last day',
      1,
      accept,
      refuse,
      { change: { state: 'withdrawn', lastDay: '2026-03-01' } },
    ],
    [
      'days after the last day of notice do not meet',
      0,
      accept,
      refuse,
      { change: { state: 'withdrawn', lastDay: '2026-02-28' } },
    ],
    ['an amendment does not contradict what it amends', 0, accept, refuse, { change: { id: 'new' } }],
  ];
  it.each(rows)('because %s: %i', (_why, count, mine, other, { change, terms }) => {
    expect(look(mine, other, change, terms)).toHaveLength(count);
  });

  it('meet on matters that a mapping makes equal', () => {
    const other = agreement('old', [clause({ effect: 'refuse', matters: [BAICHENG_MATTER] })]);
    const terms = termsOf({ clauses: [clause({ matters: [QIQIHAR_MATTER] })] }) as never;
    const equal = (basic: string) => (basic === BAICHENG_MATTER ? [basic, QIQIHAR_MATTER] : [basic]);
    expect(contradictionsOf({ id: 'new', terms }, [other])).toEqual([]);
    expect(contradictionsOf({ id: 'new', terms }, [other], equal)).toHaveLength(1);
  });

  it.each([
    ['the very regions', [QIQIHAR, BAICHENG], 1],
    ['their provinces', ['230000', '220000'], 1],
    ['a county of one of them', ['230221', BAICHENG], 1],
    ['another city on one side', ['150700', BAICHENG], 0],
    ['one side alone', [QIQIHAR, '230000'], 0],
  ] as const)('meet by a mapping of %s: %p', (_why, regions, count) => {
    const [from, to] = [QIQIHAR_MATTER, BAICHENG_MATTER];
    const parties = regions.map((region, at) => ({ authority: String(at), region }));
    const mapping = { from, to, version: 1, parties, accepted: ['0', '1'], state: 'accepted' as const };
    const other = agreement('old', [clause({ effect: 'refuse', matters: [to] })]);
    const terms = termsOf({ clauses: [clause({ matters: [from] })] }) as never;
    const reach =
      (change: object): EqualMatters =>
      (basic, ...between) =>
        countsBetween({ ...mapping, ...change }, ...between) ? [from, to] : [basic];
    expect(contradictionsOf({ id: 'new', terms }, [other], reach({}))).toHaveLength(count);
    expect(contradictionsOf({ id: 'new', terms }, [other], reach({ state: 'proposed' }))).toEqual([]);
  });

  it('within one text are an exception where the refusal is the narrower, and a contradiction where it is not', () => {
    const within = (...clauses: readonly Clause[]) =>
      contradictionsOf({ id: 'new', terms: termsOf({ clauses }) as never }, []).length;
    expect(within(clause(), clause({ id: '2', effect: 'refuse', matters: [NATIONAL_MATTER] }))).toBe(0);
    expect(within(clause(), clause({ id: '2', effect: 'refuse' }))).toBe(1);
    expect(within(accept, clause({ id: '2', effect: 'refuse' }))).toBe(1);
  });
});

/** One attempt on one of two agreements; many are refused and change nothing. */
interface Attempt {
  readonly waitHours: number;
  readonly run: (net: DemoNetwork, today: Day) => readonly [actor: string, fn: string, argument: object];
}
const party = fc.constantFrom(QIQIHAR, BAICHENG, HULUNBUIR);
const id = fc.constantFrom('demo', 'other');
const stated = fc.record({
  from: fc.integer({ min: -40, max: 5 }),
  to: fc.option(fc.integer({ min: 0, max: 40 })),
  title: fc.nat(9),
});
const held = (net: DemoNetwork, of: string): Agreement | undefined =>
  net.ledger.value(`agreement/${of}`) as Agreement | undefined;
const wording = (today: Day, { from, to, title }: { from: number; to: number | null; title: number }) =>
  termsOf({
    title: `第 ${String(title)} 稿`,
    from: addDays(today, from),
    ...(to === null ? {} : { to: addDays(today, Math.max(from, 0) + to) }),
  });
const attempts: fc.Arbitrary<readonly Attempt[]> = fc.array(
  fc.record({
    waitHours: fc.nat(120),
    run: fc.oneof(
      fc.tuple(party, id, stated).map(
        ([by, of, said]) =>
          (_net: DemoNetwork, today: Day) =>
            [
              by,
              'agreement:propose',
              { id: of, parties: [QIQIHAR, BAICHENG], terms: wording(today, said) },
            ] as const,
      ),
      fc.tuple(party, id, stated).map(
        ([by, of, said]) =>
          (net: DemoNetwork, today: Day) =>
            [
              by,
              'agreement:amend',
              { id: of, version: held(net, of)?.version ?? 1, terms: wording(today, said) },
            ] as const,
      ),
      fc.tuple(party, id, fc.boolean()).map(([by, of, isRight]) => (net: DemoNetwork) => {
        const now = held(net, of);
        const version = (now?.version ?? 1) + (now?.amendment === undefined ? 0 : 1);
        const terms = now?.amendment?.terms ?? now?.terms;
        const digest = isRight && terms !== undefined ? { termsDigest: termsDigest(terms) } : {};
        return [by, 'agreement:accept', { id: of, version, ...digest }] as const;
      }),
      fc.tuple(party, id, fc.integer({ min: -2, max: 60 })).map(
        ([by, of, days]) =>
          (_net: DemoNetwork, today: Day) =>
            [by, 'agreement:withdraw', { id: of, lastDay: addDays(today, days) }] as const,
      ),
    ),
  }),
  { minLength: 5, maxLength: 25 },
);

/** What a clerk would note: every text that all parties had accepted, when, and the last day that was given. */
interface Notes {
  readonly agreed: {
    readonly time: number;
    readonly title: string;
    readonly from: string;
    readonly to?: string;
  }[];
  lastDay?: string;
}

function naively({ agreed, lastDay }: Notes, day: Day): string | undefined {
  if (lastDay !== undefined && day > lastDay) return undefined;
  const known = agreed.filter(({ time, from }) => time < endOfDayMs(day) && from <= day);
  const text = known.at(-1);
  return text === undefined || (text.to !== undefined && day > text.to) ? undefined : text.title;
}

describe('the parties of an agreement', () => {
  const among = [QIQIHAR, BAICHENG, HULUNBUIR];
  let populated: DemoNetwork;
  let net: DemoNetwork;
  beforeAll(async () => {
    populated = await new DemoNetwork(await Actors.create()).populate();
  });
  beforeEach(async () => {
    net = populated.fork();
    await net.act(QIQIHAR, 'agreement:propose', { id: 'three', parties: among, terms: termsOf() });
    await net.act(BAICHENG, 'agreement:accept', { id: 'three', version: 1 });
  });
  const second = termsOf({ title: '第二版' });
  const amended = { id: 'three', version: 2, termsDigest: termsDigest(second as never) };
  const amend = () => net.act(QIQIHAR, 'agreement:amend', { id: 'three', version: 1, terms: second });

  it('amend it without one that has left the network, which is no party of the amended text', async () => {
    await net.act(HULUNBUIR, 'agreement:accept', { id: 'three', version: 1 });
    await net.act(HULUNBUIR, 'member:withdraw');
    await amend();
    await net.act(BAICHENG, 'agreement:accept', amended);
    expect(held(net, 'three')).toMatchObject({
      version: 2,
      state: 'in-force',
      parties: [BAICHENG, QIQIHAR].sort(),
      accepted: [BAICHENG, QIQIHAR].sort(),
    });
  });

  it('wait for one that is only suspended', async () => {
    await net.act(HULUNBUIR, 'agreement:accept', { id: 'three', version: 1 });
    await net.carry('suspend-member', { member: HULUNBUIR });
    await amend();
    await net.act(BAICHENG, 'agreement:accept', amended);
    expect(held(net, 'three')).toMatchObject({ version: 1, parties: [...among].sort() });
  });

  it('do not bring a first text into force without one that it names', async () => {
    await net.act(HULUNBUIR, 'member:withdraw');
    expect(held(net, 'three')).toMatchObject({ state: 'proposed', accepted: [BAICHENG, QIQIHAR].sort() });
  });
});

describe('agreements through amendment and withdrawal', () => {
  const root = mkdtempSync(join(tmpdir(), 'huren-agreements-'));
  let populated: DemoNetwork;
  let count = 0;
  beforeAll(async () => {
    populated = await new DemoNetwork(await Actors.create()).populate();
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('hold on each day as a naive replay of what was agreed says, in whatever order things happened', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(attempts, async (run) => {
        const net = populated.fork();
        const index = await RecordIndex.open(join(root, String(count++)));
        try {
          const notes = new Map<string, Notes>([
            ['demo', { agreed: [] }],
            ['other', { agreed: [] }],
          ]);
          let height = 0;
          const commit = (writes: readonly (readonly [string, string])[]): void => {
            index.apply(blockOf(height++, net.ledger.nowMs, writes));
          };
          const note = (of: string): void => {
            const now = held(net, of);
            const book = notes.get(of);
            if (now === undefined || book === undefined) return;
            const { title, from, to } = now.terms;
            const isAgreed = now.accepted.length === now.parties.length && now.state === 'in-force';
            const known = book.agreed.at(-1);
            if (isAgreed && (known === undefined || book.agreed.length < now.version)) {
              book.agreed.push({ time: net.ledger.nowMs, title, from, ...(to !== undefined && { to }) });
            }
            if (now.lastDay !== undefined) book.lastDay = now.lastDay;
          };
          commit(['agreement/demo'].map((key) => [key, JSON.stringify(net.ledger.value(key))]));
          note('demo');
          const first = dayOfMs(net.ledger.nowMs);
          for (const { waitHours, run: attempt } of run) {
            net.ledger.nowMs += waitHours * 3_600_000;
            const [actor, fn, argument] = attempt(net, dayOfMs(net.ledger.nowMs));
            const { ok, writes, text } = await net.call(actor, fn, argument);
            if (!ok) {
              expect(text).toMatch(/^HUREN\.[A-Z_]+ \{/);
              continue;
            }
            written++;
            commit([...writes]);
            note((argument as { id: string }).id);
          }
          const last = addDays(dayOfMs(net.ledger.nowMs), 70);
          for (const [of, book] of notes) {
            const history = index.history<Agreement>(`agreement/${of}`);
            const texts = agreedTexts(history);
            for (let day = addDays(first, -3); day <= last; day = addDays(day, 1)) {
              const title = naively(book, day);
              expect([of, day, agreementOn(history, day)?.terms.title]).toEqual([of, day, title]);
              const holding = texts.filter(({ from, to }) => from <= day && (to === undefined || day <= to));
              const known = holding.filter(({ acceptedOn }) => acceptedOn <= day);
              expect([of, day, known.map(({ terms }) => terms.title)]).toEqual([
                of,
                day,
                title === undefined ? [] : [title],
              ]);
            }
          }
        } finally {
          await index.close();
        }
      }),
      { numRuns: 40 },
    );
    expect(written).toBeGreaterThan(30);
  }, 240_000);
});

const hashOf = (number: number): string => String(number + 1).padStart(64, '0');

function blockOf(number: number, time: number, writes: readonly (readonly [string, string])[]): Block {
  return {
    number,
    previousHash: number === 0 ? '0'.repeat(64) : hashOf(number - 1),
    hash: hashOf(number),
    transactions: [
      {
        id: `t${String(number)}`,
        valid: true,
        creator: { mspId: 'x', certificate: '' },
        timestamp: new Date(time).toISOString(),
        writes: writes.map(([key, value]) => ({ key, value })),
      },
    ],
  };
}

describe('the index by type and way', () => {
  const root = mkdtempSync(join(tmpdir(), 'huren-ways-'));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('leaves out agreements of other ways, and follows one that is amended', async () => {
    const index = await RecordIndex.open(join(root, 'index'));
    try {
      const put = (number: number, value: Agreement): void => {
        index.apply(
          blockOf(number, Date.UTC(2026, 2, number + 1), [[`agreement/${value.id}`, JSON.stringify(value)]]),
        );
      };
      put(0, agreement('here', [clause()]));
      put(1, agreement('elsewhere', [clause({ receivingRegions: [HULUNBUIR] })]));
      put(2, agreement('any', [clause({ types: '*' as never, issuingRegions: ['000000'] })]));
      const between = { issuing: '230221', receiving: BAICHENG };
      expect(index.grounds(PLAIN, between).agreements).toEqual(['agreement/any', 'agreement/here']);
      expect(index.grounds(TWO_SEALS, between).agreements).toEqual(['agreement/any']);
      expect(index.grounds(PLAIN).agreements).toHaveLength(3);
      put(3, agreement('elsewhere', [clause()], { version: 2 }));
      expect(index.grounds(PLAIN, between).agreements).toEqual([
        'agreement/any',
        'agreement/elsewhere',
        'agreement/here',
      ]);
      const versions: readonly Version<Agreement>[] = index.history<Agreement>('agreement/elsewhere');
      expect(versions).toHaveLength(2);
    } finally {
      await index.close();
    }
  });
});
