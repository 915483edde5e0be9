import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addDays,
  type Authority,
  type Day,
  dayOfMs,
  endOfDayMs,
  type Group,
  groupDigest,
  matterOn,
  type Member,
  versionAtTime,
} from '@huren/chaincode/domain';
import { groupChanges, groupView, RecordIndex } from '@huren/gateway';
import type { Block } from '@huren/network';
import fc from 'fast-check';
import {
  Actors,
  APPROVER,
  BAICHENG,
  CUSTODIAN,
  DemoNetwork,
  FORMER,
  grantOf,
  groupTermsOf,
  ISSUER,
  ISSUER_KEY,
  JILIN_APPROVER,
  matterOf,
  narrowingOf,
  OTHER_APPROVER,
  PLAIN,
  QIQIHAR,
  QIQIHAR_MATTER,
  ROLE_KEY,
  sealOf,
  signer,
  SUCCESSOR,
  TWO_SEALS,
  WITNESSED,
} from '../contract/demo-network';
import { groupInForce, mapping, NEWCOMER } from '../contract/valid-calls';

const departments = [ISSUER, SUCCESSOR, CUSTODIAN, FORMER, NEWCOMER] as const;
const COUNTY = '230221';

/** One attempt: what is tried on that day; many are refused, and change nothing. */
interface Attempt {
  readonly waitHours: number;
  readonly run: (net: DemoNetwork, today: Day) => readonly (readonly [string, string, unknown])[];
}

const department = fc.constantFrom(...departments);
const types = fc.constantFrom([PLAIN], [TWO_SEALS], [PLAIN, TWO_SEALS]);
const offset = fc.nat(4);

const approval = fc
  .tuple(department, types, fc.constantFrom(-400, 0, 2), fc.option(offset), fc.boolean())
  .map(([authority, of, from, days, isWhole]) => (_net: DemoNetwork, today: Day) => {
    const first = addDays(today, from);
    const to = days === null ? {} : { to: addDays(today, Math.max(from, 0) + days) };
    const competence = [{ ...grantOf(of, isWhole ? QIQIHAR : COUNTY), from: first, ...to }];
    return [
      [APPROVER, 'authority:approve', { authority, roles: ['issuing', 'relying'], competence }],
    ] as const;
  });
const roleChange = department.map((authority) => () => {
  return [[APPROVER, 'authority:approve', { authority, roles: ['relying'], competence: [] }]] as const;
});
const narrowing = fc
  .tuple(department, fc.oneof(types, fc.constant('*')), fc.integer({ min: -1, max: 3 }), fc.boolean())
  .map(([authority, of, days, isPartial]) => (_net: DemoNetwork, today: Day) => {
    const lastDay = addDays(today, days);
    const kept = isPartial ? { kept: [{ ...grantOf([PLAIN], COUNTY), from: addDays(lastDay, 1) }] } : {};
    return [[APPROVER, 'authority:narrow', narrowingOf({ authority, types: of, lastDay, ...kept })]] as const;
  });
const succession = fc
  .tuple(department, department, fc.oneof(types, fc.constant('*')), fc.integer({ min: -1, max: 2 }))
  .map(([authority, predecessor, of, days]) => (_net: DemoNetwork, today: Day) => {
    const from = addDays(today, days);
    return [[APPROVER, 'authority:succeed', { authority, predecessor, types: of, from }]] as const;
  });
const standing = fc
  .tuple(
    department,
    fc.constantFrom('suspend', 'reinstate', 'suspend', 'reinstate', 'abolish', 'changeSuperior'),
  )
  .map(([authority, fn]) => () => {
    const argument = fn === 'changeSuperior' ? { authority, superior: OTHER_APPROVER } : { authority };
    return [[APPROVER, `authority:${fn}`, argument]] as const;
  });
const motion = fc
  .constantFrom(
    ['suspend-member', { member: QIQIHAR }],
    ['reinstate-member', { member: QIQIHAR }],
    ['suspend-approver', { authority: APPROVER }],
    ['reinstate-approver', { authority: APPROVER }],
  )
  .map(([kind, body]) => (net: DemoNetwork) => {
    const nonce = String(net.ledger.nowMs);
    return [
      [BAICHENG, 'member:propose', { kind, body, nonce }],
      [QIQIHAR, 'member:vote', { nonce, kind, body }],
      ['150700', 'member:vote', { nonce, kind, body }],
    ] as const;
  });
const registration = fc.constant((net: DemoNetwork) => {
  const argument = { ...net.department(ISSUER, APPROVER, ['spare']), code: NEWCOMER };
  return [[QIQIHAR, 'authority:register', argument]] as const;
});
const rotation = fc
  .tuple(fc.constantFrom(ISSUER_KEY, ROLE_KEY, signer('ES256', 61)), fc.integer({ min: 61, max: 66 }))
  .map(([{ keyId }, seed]) => () => {
    return [[ISSUER, 'seal:rotate', { keyId, next: sealOf(signer('ES256', seed), ISSUER) }]] as const;
  });
const rules = fc
  .tuple(
    fc.boolean(),
    fc.constantFrom(['issuing'], ['relying', 'supervising']),
    fc.oneof(types, fc.constant('*')),
  )
  .map(([witnessed, roles, of]) => (net: DemoNetwork) => {
    const parties = [QIQIHAR, BAICHENG];
    const { version } = net.ledger.value('group/nen') as Group;
    const terms = groupTermsOf({ witnessed, roles, types: of });
    const digest = groupDigest({ parties, terms: terms as never });
    return [
      [QIQIHAR, 'group:amend', { id: 'nen', version, parties, terms }],
      [BAICHENG, 'group:accept', { id: 'nen', version: version + 1, digest }],
    ] as const;
  });
const mandate = fc
  .tuple(fc.constantFrom(CUSTODIAN, SUCCESSOR), fc.integer({ min: -1, max: 2 }))
  .map(([custodian, days]) => (_net: DemoNetwork, today: Day) => {
    const argument = { custodian, acts: ['seal'], types: [PLAIN], from: addDays(today, days) };
    return [[ISSUER, 'authority:mandate', argument]] as const;
  });
/** The first versions of two matters among them. */
const definition = fc
  .tuple(
    fc.constantFrom(`${ISSUER}3${QIQIHAR_MATTER}`, '230100003000', QIQIHAR_MATTER),
    fc.integer({ min: -2, max: 3 }),
  )
  .map(([code, days]) => (_net: DemoNetwork, today: Day) => {
    const who = code.startsWith(ISSUER) ? ISSUER : APPROVER;
    return [[who, 'matter:define', matterOf(code, addDays(today, days))]] as const;
  });
const mappingStep = fc
  .constantFrom(
    [APPROVER, 'matter:map', { ...mapping, with: [JILIN_APPROVER] }],
    [JILIN_APPROVER, 'matter:acceptMapping', { ...mapping, version: 1 }],
    [APPROVER, 'matter:endMapping', mapping],
  )
  .map((step) => () => [step as readonly [string, string, unknown]] as const);
const leaving = fc.constant(() => [[BAICHENG, 'group:leave', { id: 'nen' }]] as const);

const attempts: fc.Arbitrary<readonly Attempt[]> = fc.array(
  fc.record({
    waitHours: fc.nat(60),
    run: fc.oneof(
      { weight: 6, arbitrary: approval },
      { weight: 4, arbitrary: narrowing },
      { weight: 3, arbitrary: succession },
      { weight: 4, arbitrary: standing },
      { weight: 2, arbitrary: roleChange },
      { weight: 3, arbitrary: motion },
      { weight: 2, arbitrary: registration },
      { weight: 2, arbitrary: rotation },
      { weight: 2, arbitrary: rules },
      { weight: 2, arbitrary: mandate },
      { weight: 3, arbitrary: definition },
      { weight: 2, arbitrary: mappingStep },
      { weight: 1, arbitrary: leaving },
    ),
  }),
  { minLength: 4, maxLength: 20 },
);

type State = ReadonlyMap<string, unknown>;

/** What the naive replay keeps: the whole state after each block. */
interface Snapshot {
  readonly height: number;
  readonly time: number;
  readonly state: State;
}

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

function stateOf(net: DemoNetwork): State {
  return new Map(net.ledger.keys('').map((key) => [key, net.ledger.value(key)]));
}

/** Tries everything in order; each success is a block for the index and a snapshot of all that is known. */
async function replay(net: DemoNetwork, run: readonly Attempt[], index: RecordIndex): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  const commit = (writes: readonly (readonly [string, string])[]): void => {
    const height = snapshots.length + 1;
    index.apply(blockOf(height - 1, net.ledger.nowMs, writes));
    snapshots.push({ height, time: net.ledger.nowMs, state: stateOf(net) });
  };
  commit(net.ledger.keys('').map((key) => [key, JSON.stringify(net.ledger.value(key))]));
  for (const { waitHours, run: attempt } of run) {
    net.ledger.nowMs += waitHours * 3_600_000;
    let opened: string | undefined;
    for (const [actor, fn, argument] of attempt(net, dayOfMs(net.ledger.nowMs))) {
      const isVote = fn === 'member:vote';
      if (isVote && opened === undefined) continue;
      const { ok, text, writes } = await net.call(
        actor,
        fn,
        isVote ? { motion: opened, approve: true } : argument,
      );
      if (!ok) expect(text).toMatch(/^HUREN\.[A-Z_]+ \{/);
      if (fn === 'member:propose' && ok) opened = (JSON.parse(text) as { motion: string }).motion;
      if (writes.size > 0) commit([...writes]);
    }
  }
  return snapshots;
}

const covers = (outer: string, inner: string): boolean =>
  inner.startsWith(outer.replace(/(?:00)+$/, '')) || outer === '000000';

/** The rules of a group once more, told naively: who is in it, and in which roles, on that day. */
function membersNaively(state: State, day: string): Map<string, string> {
  const group = state.get('group/nen') as Group;
  const found = new Map<string, string>();
  if (group.state !== 'active') return found;
  const { terms } = group;
  const meets = (named: readonly string[]): boolean =>
    terms.types === '*' || named.some((type) => terms.types.includes(type));
  const touches = (one: string): boolean =>
    terms.regions.some((other) => covers(one, other) || covers(other, one));
  for (const [key, value] of state) {
    if (!key.startsWith('authority/')) continue;
    const record = value as Authority;
    const member = state.get(`member/${record.member}`) as Member;
    if (record.state !== 'active' || member.state !== 'admitted') continue;
    if (!group.parties.includes(member.id) || !group.accepted.includes(member.id)) continue;
    const isApprover = record.kind === 'approver';
    const reaches = isApprover
      ? record.directs.some((scope) => touches(scope.region) && meets(scope.types))
      : terms.regions.some((outer) => covers(outer, record.region));
    if (!reaches) continue;
    const isApproved = isApprover || record.approval?.standing === 'approved';
    const roles: string[] = [];
    const isCompetent = record.competence.some(
      (entry) =>
        entry.from <= day &&
        day <= (entry.to ?? '9999') &&
        meets(entry.types) &&
        touches(entry.region) &&
        (terms.witnessed || entry.standing === 'approved'),
    );
    if (record.roles.includes('issuing') && isCompetent) roles.push('issuing');
    if (record.roles.includes('relying') && (isApproved || terms.witnessed)) roles.push('relying');
    if (record.roles.includes('supervising') && (isApproved || terms.witnessed)) roles.push('supervising');
    const filled = roles.filter((role) => terms.roles.includes(role as 'issuing'));
    if (filled.length > 0) found.set(record.code, filled.join());
  }
  return found;
}

/** The last snapshot whose block came before the end of the day. */
function atEndOf(snapshots: readonly Snapshot[], day: Day): Snapshot | undefined {
  return snapshots.filter(({ time }) => time < endOfDayMs(day)).at(-1);
}

describe('questions about past days', () => {
  const root = mkdtempSync(join(tmpdir(), 'huren-as-of-'));
  let populated: DemoNetwork;
  let count = 0;
  beforeAll(async () => {
    populated = await new DemoNetwork(await Actors.create()).populate();
    await groupInForce(populated);
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  async function withReplay(
    run: readonly Attempt[],
    holds: (index: RecordIndex, snapshots: readonly Snapshot[], days: readonly Day[]) => void,
  ): Promise<void> {
    const net = populated.fork();
    const index = await RecordIndex.open(join(root, String(count++)));
    try {
      const snapshots = await replay(net, run, index);
      const first = dayOfMs(snapshots[0]!.time);
      const last = dayOfMs(net.ledger.nowMs);
      const days: Day[] = [];
      for (let day = addDays(first, -1); day <= last; day = addDays(day, 1)) days.push(day);
      holds(index, snapshots, days);
    } finally {
      await index.close();
    }
  }

  it('are answered as a naive replay answers them, in whatever order things happened', async () => {
    let tried = 0;
    let written = 0;
    await fc.assert(
      fc.asyncProperty(attempts, (run) =>
        withReplay(run, (index, snapshots, days) => {
          tried += run.length;
          written += snapshots.length - 1;
          recordsHold(index, snapshots, days);
          heightsHold(index, snapshots);
          groupsHold(index, snapshots, days);
        }),
      ),
      { numRuns: 40 },
    );
    // Attempts that are all refused would show nothing.
    expect(written).toBeGreaterThan(tried / 4);
  }, 240_000);

  it('keep a matter in its group while its next version waits for its first day', async () => {
    const code = `${ISSUER}3${QIQIHAR_MATTER}`;
    const define = (days: number): Attempt => ({
      waitHours: 24,
      run: (_net, today) => [
        [ISSUER, 'matter:define', { ...matterOf(code), materials: [], from: addDays(today, days) }],
      ],
    });
    await withReplay([define(0), define(3), { waitHours: 120, run: () => [] }], (index, snapshots, days) => {
      expect(snapshots).toHaveLength(3);
      const first = dayOfMs(snapshots[1]!.time);
      const seen = days.map((day) => {
        const matter = groupView(index, 'nen', day).matters.find((each) => each.code === QIQIHAR_MATTER);
        return [day, matter?.authorities.includes(ISSUER) ?? false];
      });
      expect(seen).toEqual(days.map((day) => [day, day >= first]));
    });
  }, 60_000);

  it('keep the answer of a day however much happens after it', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, attempts, async (early, late) => {
        const told = new Map<Day, unknown>();
        let until = 0;
        await withReplay(early, (index, snapshots, days) => {
          until = snapshots.length;
          for (const day of days.slice(0, -1)) told.set(day, groupView(index, 'nen', day));
        });
        await withReplay([...early, { waitHours: 48, run: () => [] }, ...late], (index, snapshots) => {
          expect(snapshots.length).toBeGreaterThanOrEqual(until);
          for (const [day, view] of told) expect([day, groupView(index, 'nen', day)]).toEqual([day, view]);
        });
      }),
      { numRuns: 15 },
    );
  }, 240_000);
});

/** Every record of every day is the one of the last block before its end. */
function recordsHold(index: RecordIndex, snapshots: readonly Snapshot[], days: readonly Day[]): void {
  const keys = [...(snapshots.at(-1)?.state.keys() ?? [])].filter((key) =>
    /^(?:authority|member|seal|licence-type|matter|mapping|group|network|motion)/.test(key),
  );
  for (const day of days) {
    const state = atEndOf(snapshots, day)?.state;
    for (const key of keys) {
      expect([day, key, versionAtTime(index.history(key), endOfDayMs(day))?.value]).toEqual([
        day,
        key,
        state?.get(key),
      ]);
      // A matter that nobody had entered by then holds on no such day; those of the first block are older than it.
      const isEntered = key.startsWith('matter/') && snapshots[0]?.state.has(key) !== true;
      if (isEntered && state?.has(key) !== true)
        expect([day, key, matterOn(index.history(key), day)]).toEqual([day, key, undefined]);
    }
  }
}

/** What was known at a height is the state after that many blocks. */
function heightsHold(index: RecordIndex, snapshots: readonly Snapshot[]): void {
  for (const { height, state } of snapshots) {
    for (const code of [...departments, APPROVER, WITNESSED]) {
      const key = `authority/${code}`;
      const known = index.history(key).filter(({ position }) => position.block < height);
      expect([height, key, known.at(-1)?.value]).toEqual([height, key, state.get(key)]);
    }
  }
}

/** The view of each day has exactly the naive members, and so has what the changes add up to. */
function groupsHold(index: RecordIndex, snapshots: readonly Snapshot[], days: readonly Day[]): void {
  const today = days.at(-1)!;
  const changes = groupChanges(index, 'nen', today);
  for (const day of days) {
    const snapshot = atEndOf(snapshots, day);
    const naive = snapshot === undefined ? new Map<string, string>() : membersNaively(snapshot.state, day);
    const viewed = new Map(
      groupView(index, 'nen', day).authorities.map(({ authority, roles }) => [authority, roles.join()]),
    );
    expect([day, [...viewed].sort()]).toEqual([day, [...naive].sort()]);
    const summed = new Map<string, string>();
    for (const { authority, placement } of changes.filter((change) => change.day <= day)) {
      if (placement === undefined) summed.delete(authority);
      else summed.set(authority, placement.roles.join());
    }
    expect([day, [...summed].sort()]).toEqual([day, [...naive].sort()]);
  }
}
