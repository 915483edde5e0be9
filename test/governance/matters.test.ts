import {
  addDays,
  type Authority,
  completeUscc,
  type Day,
  type Deviation,
  driftOn,
  endOfDayMs,
  type History,
  type Matter,
  matterOn,
  startOfDayMs,
  type Version,
} from '@huren/chaincode/domain';
import fc from 'fast-check';
import {
  Actors,
  APPROVER,
  DemoNetwork,
  ISSUER,
  matterOf,
  PLAIN,
  QIQIHAR_MATTER,
  TWO_SEALS,
} from '../contract/demo-network';

/** Demo data: an office of a real region that does not exist. */
const OFFICE = completeUscc('11230200000000077');
const BASIC = '000100001000';
const CODE = `${OFFICE}3${BASIC}`;
const TODAY = '2026-03-10' as Day;

const text = (change: Partial<Matter> = {}): Matter => ({
  code: BASIC,
  name: { zh: '演示事项', en: 'Demo matter' },
  kind: '01',
  legalBasis: [{ title: '演示条例', article: '第一条' }],
  standing: 'definer',
  version: 1,
  from: '2026-01-01',
  state: 'active',
  materials: [{ types: [PLAIN], fields: ['name'], legalForm: 'any', identityLevel: 0 }],
  ...change,
});
const local = (change: Partial<Matter> = {}): Matter =>
  text({ code: CODE, authority: OFFICE, standing: 'implementation', materials: [], ...change });

function historyOf(...values: readonly (readonly [day: string, value: Matter])[]): History<Matter> {
  return values.map(([day, value], block): Version<Matter> => ({
    position: { block, tx: 0 },
    time: startOfDayMs(day as Day) + 3_600_000,
    value,
  }));
}

function driftBetween(
  basic: History<Matter>,
  implementation: History<Matter>,
  region = '230200',
  on = TODAY,
  states: readonly (readonly [day: string, state: Authority['state']])[] = [['2026-01-01', 'active']],
): readonly Deviation[] {
  const office = states.map(([day, state], block): Version<Partial<Authority>> => ({
    position: { block, tx: 9 },
    time: startOfDayMs(day as Day),
    value: { code: OFFICE, region, state },
  }));
  const records: Readonly<Record<string, History<unknown>>> = {
    [`matter/${BASIC}`]: basic,
    [`matter/${implementation[0]?.value?.code ?? CODE}`]: implementation,
    [`authority/${OFFICE}`]: office,
  };
  const history = <T>(key: string): History<T> => (records[key] ?? []) as History<T>;
  return [
    ...driftOn(
      { history },
      Object.keys(records).filter((key) => key.startsWith('matter/')),
      on,
    ),
  ];
}

describe('an implementation', () => {
  const rows: readonly (readonly [why: string, element: string | undefined, change: Partial<Matter>])[] = [
    ['says what the basic matter says', undefined, {}],
    ['asks for fewer licences, which is its own procedure', undefined, { materials: [] }],
    [
      'has another English name, which is no element of the four',
      undefined,
      { name: { zh: '演示事项', en: 'Other' } },
    ],
    ['has another name', 'name', { name: { zh: '演示事项（本市）', en: 'Demo matter' } }],
    ['has another type', 'kind', { kind: '02' }],
    ['has another legal basis', 'legal-basis', { legalBasis: [{ title: '演示条例', article: '第二条' }] }],
    ['has no legal basis', 'legal-basis', { legalBasis: [] }],
    [
      'asks for a licence beyond the list',
      'materials',
      { materials: [{ types: [TWO_SEALS], fields: [], legalForm: 'any', identityLevel: 0 }] },
    ],
    ['is of another level than its office', 'code', { code: `${OFFICE}2${BASIC}` }],
  ];
  it.each(rows)('that %s deviates in: %p %s', (_why, element, change) => {
    const found = driftBetween(historyOf(['2026-01-01', text()]), historyOf(['2026-02-01', local(change)]));
    expect(found.map((each) => each.element)).toEqual(element === undefined ? [] : [element]);
    for (const { authority, basic, fix } of found) {
      expect([authority, basic]).toEqual([OFFICE, BASIC]);
      expect(fix.zh).toContain(OFFICE);
      expect(fix.en).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('deviates when nothing stands above it, or what did has ended', () => {
    expect(driftBetween([], historyOf(['2026-02-01', local()]))).toMatchObject([
      { element: 'basic', expected: '' },
    ]);
    const over = historyOf(['2026-01-01', text()], ['2026-03-01', text({ state: 'ended', version: 2 })]);
    expect(driftBetween(over, historyOf(['2026-02-01', local()]))).toMatchObject([
      {
        element: 'basic',
        expected: 'ended',
        since: { day: '2026-03-01', by: 'superior', position: { block: 1 } },
      },
    ]);
  });

  it('tells since when, and whose text brought it about', () => {
    const renamed = text({ name: { zh: '新名称', en: 'New name' }, from: '2026-03-05', version: 2 });
    const superior = historyOf(['2026-01-01', text()], ['2026-02-20', renamed]);
    const own = historyOf(['2026-02-01', local()]);
    expect(driftBetween(superior, own, '230200', '2026-03-04' as Day)).toEqual([]);
    expect(driftBetween(superior, own)).toMatchObject([
      {
        element: 'name',
        stated: '演示事项',
        expected: '新名称',
        since: { day: '2026-03-05', by: 'superior', position: { block: 1, tx: 0 } },
      },
    ]);
    const followed = historyOf(
      ['2026-02-01', local()],
      ['2026-03-06', local({ name: { zh: '新名称', en: '' }, from: '2026-03-07', version: 2 })],
    );
    expect(driftBetween(superior, followed)).toEqual([]);
    expect(driftBetween(superior, followed, '230200', '2026-03-06' as Day)).toHaveLength(1);
  });

  it('that has ended, or has not begun, deviates from nothing', () => {
    const wrong = { name: { zh: '别的', en: 'Other' } };
    const basic = historyOf(['2026-01-01', text()]);
    const over = historyOf(['2026-02-01', local(wrong)], ['2026-03-01', local({ ...wrong, state: 'ended' })]);
    expect(driftBetween(basic, over)).toEqual([]);
    expect(driftBetween(basic, historyOf(['2026-02-01', local({ ...wrong, from: '2026-03-11' })]))).toEqual(
      [],
    );
  });

  describe('whose authority', () => {
    const both = [historyOf(['2026-01-01', text()]), historyOf(['2026-02-01', local()])] as const;
    const rows: readonly (readonly [
      why: string,
      states: readonly (readonly [string, Authority['state']])[],
      since: string | undefined,
      block: number,
    ])[] = [
      ['acts', [['2026-01-01', 'active']], undefined, 0],
      [
        'was abolished',
        [
          ['2026-01-01', 'active'],
          ['2026-03-03', 'abolished'],
        ],
        '2026-03-03',
        1,
      ],
      [
        'was changed again after it was abolished',
        [
          ['2026-01-01', 'active'],
          ['2026-03-03', 'abolished'],
          ['2026-03-05', 'abolished'],
        ],
        '2026-03-03',
        1,
      ],
      [
        'came back from a suspension',
        [
          ['2026-03-03', 'suspended'],
          ['2026-03-04', 'active'],
        ],
        undefined,
        0,
      ],
      [
        'was suspended once more',
        [
          ['2026-02-02', 'suspended'],
          ['2026-03-04', 'active'],
          ['2026-03-06', 'suspended'],
        ],
        '2026-03-06',
        2,
      ],
      ['is abolished tomorrow', [['2026-03-11', 'abolished']], undefined, 0],
      ['was abolished before the list began', [['2025-12-05', 'abolished']], '2026-01-01', 0],
    ];
    it.each(rows)('%s', (_why, states, since, block) => {
      const found = driftBetween(...both, '230200', TODAY, states);
      if (since === undefined) {
        expect(found).toEqual([]);
        return;
      }
      const [, state] = states[block] ?? [];
      expect(found).toMatchObject([
        { element: 'authority', stated: state, expected: 'active', authority: OFFICE, basic: BASIC },
      ]);
      expect(found[0]?.since).toMatchObject({ day: since, position: { block }, by: 'local' });
      expect(found[0]?.fix.zh).toContain(OFFICE);
      expect(found[0]?.fix.en).toMatch(/^[A-Z].*\.$/);
    });
  });

  it('of a village carries a deeper level than its county', () => {
    const village = local({ code: `${OFFICE}6${BASIC}` });
    const at = (region: string) =>
      driftBetween(historyOf(['2026-01-01', text()]), historyOf(['2026-02-01', village]), region);
    expect(at('230221')).toEqual([]);
    expect(at('230200')).toMatchObject([{ element: 'code', stated: '6', expected: '3' }]);
  });
});

describe('versions of a matter', () => {
  let populated: DemoNetwork;
  beforeAll(async () => {
    populated = await new DemoNetwork(await Actors.create()).populate();
  });

  it('begin on their day, and leave the former one in force until then', () => {
    const history = historyOf(
      ['2026-01-01', text()],
      ['2026-02-01', text({ from: '2026-03-01', version: 2 })],
      ['2026-02-02', text({ from: '2026-04-01', version: 3 })],
      ['2026-05-01', text({ from: '2026-04-01', version: 4, state: 'ended' })],
      ['2026-05-02', text({ from: '2026-06-01', version: 5 })],
    );
    const versions = [
      '2025-12-31',
      '2026-01-01',
      '2026-02-28',
      '2026-03-01',
      '2026-04-30',
      '2026-05-01',
      '2026-05-31',
      '2026-06-01',
    ];
    expect(versions.map((day) => matterOn(history, day as Day)?.version)).toEqual([
      undefined,
      1,
      1,
      2,
      3,
      4,
      4,
      5,
    ]);
  });

  it('of past days never change, whatever is defined or ended later (naive replay)', async () => {
    const attempt = fc.record({
      waitHours: fc.nat(72),
      act: fc.oneof(
        fc.record({ fn: fc.constant('define' as const), offset: fc.integer({ min: -3, max: 6 }) }),
        fc.record({ fn: fc.constant('end' as const), offset: fc.constant(0) }),
      ),
    });
    let written = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 3, maxLength: 14 }), async (attempts) => {
        const net = populated.fork();
        const key = `matter/${QIQIHAR_MATTER}`;
        const history: Version<Matter>[] = [
          { position: { block: 0, tx: 0 }, time: net.ledger.nowMs, value: net.ledger.value(key) as Matter },
        ];
        // What a clerk would note down: the version of each day, as it was told on that day.
        const told = new Map<Day, number | undefined>();
        let today = dayAt(net.ledger.nowMs);
        const note = (until: Day): void => {
          for (; today < until; today = addDays(today, 1)) told.set(today, running(history, today));
        };
        for (const [at, { waitHours, act }] of attempts.entries()) {
          net.ledger.nowMs += waitHours * 3_600_000;
          const now = dayAt(net.ledger.nowMs);
          note(now);
          const argument =
            act.fn === 'end'
              ? { code: QIQIHAR_MATTER }
              : { ...matterOf(QIQIHAR_MATTER), from: addDays(now, act.offset) };
          const { ok } = await net.call(APPROVER, `matter:${act.fn}`, argument);
          if (act.fn === 'define' && act.offset < 0) expect(ok).toBe(false);
          if (!ok) continue;
          written++;
          const value = net.ledger.value(key) as Matter;
          history.push({ position: { block: at + 1, tx: 0 }, time: net.ledger.nowMs, value });
        }
        note(addDays(dayAt(net.ledger.nowMs), 8));
        for (const [day, version] of told) {
          const found = matterOn(history, day);
          expect([day, found?.state === 'active' ? found.version : undefined]).toEqual([day, version]);
        }
      }),
      { numRuns: 25 },
    );
    expect(written).toBeGreaterThan(25);
  }, 120_000);
});

const dayAt = (ms: number): Day => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10) as Day;

/** The version that runs at the end of a day, told from the writes one after the other. */
function running(history: History<Matter>, day: Day): number | undefined {
  const begun: { from: string; version: number }[] = [];
  for (const { value, time } of history) {
    if (value === null || time >= endOfDayMs(day)) continue;
    if (value.state === 'ended') begun.length = 0;
    else begun.push({ from: value.from, version: value.version });
  }
  return begun.filter(({ from }) => from <= day).at(-1)?.version;
}

describe('a list of matters', () => {
  let net: DemoNetwork;
  beforeAll(async () => {
    net = await new DemoNetwork(await Actors.create()).populate();
  });

  it('comes in row by row: what the rules refuse does not keep the others out', async () => {
    const own = (basic: string) => ({ ...matterOf(`${ISSUER}3${basic}`), kind: '01' });
    const rows = [
      own(QIQIHAR_MATTER),
      own('230100009000'),
      { ...matterOf(`${APPROVER}2${QIQIHAR_MATTER}`) },
      own('230100002000'),
    ];
    expect(await net.act(ISSUER, 'matter:defineMany', { rows })).toEqual({
      written: 1,
      unchanged: 0,
      refused: [
        {
          row: 1,
          code: `${ISSUER}3230100009000`,
          rejection: 'BASIC_MATTER_UNKNOWN',
          details: { code: '230100009000' },
        },
        {
          row: 2,
          code: `${APPROVER}2${QIQIHAR_MATTER}`,
          rejection: 'NOT_ENTITLED',
          details: { needs: 'its authority' },
        },
        {
          row: 3,
          code: `${ISSUER}3230100002000`,
          rejection: 'MATTER_ENDED',
          details: { code: '230100002000' },
        },
      ],
    });
    expect(net.ledger.value(`matter/${ISSUER}3${QIQIHAR_MATTER}`)).toMatchObject({
      authority: ISSUER,
      version: 1,
    });
  });

  it('may hold a basic matter before what stands under it, and not after it', async () => {
    const [basic, other] = ['230100007000', '230100008000'].map((code) => matterOf(code));
    const under = (code: unknown) => matterOf(`${APPROVER}2${String(code)}`);
    const rows = [basic, under('230100007000'), under('230100008000'), other];
    expect(await net.act(APPROVER, 'matter:defineMany', { rows })).toMatchObject({
      written: 3,
      refused: [{ row: 2, rejection: 'BASIC_MATTER_UNKNOWN' }],
    });
  });

  it('comes in twice without a second version', async () => {
    const rows = [matterOf(`${ISSUER}3${QIQIHAR_MATTER}`)];
    expect(await net.act(ISSUER, 'matter:defineMany', { rows })).toEqual({
      written: 0,
      unchanged: 1,
      refused: [],
    });
  });
});
