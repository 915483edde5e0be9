import fc from 'fast-check';
import {
  type Agreement,
  type Authority,
  type Day,
  endOfDayMs,
  gatherFacts,
  type LicenceType,
  recordKey,
  recordsSource,
  type Seal,
  type Verdict,
  verifyCredential,
  type Version,
} from '@huren/chaincode/domain';
import { addDays } from '../../chaincode/src/domain/code/day';
import {
  agreement,
  arrange,
  authority,
  BAICHENG,
  basis,
  clause,
  findingOf,
  ISSUER,
  issuerKey,
  licenceType,
  LOCAL_MATTER,
  MAPPING_PARTIES,
  MATTER,
  QIQIHAR,
  type Scenario,
  TYPE,
  type World,
} from '../verification/world';

type Effect = 'accept' | 'review' | 'refuse';
/** What may happen, with how many days later it happens or takes effect. */
type Happening =
  | { readonly kind: 'rotate' | 'merge' | 'suspend' | 'reinstate' | 'map' | 'unmap' }
  | { readonly kind: 'narrow' | 'withdraw' | 'law' | 'halt' | 'resume'; readonly days: number }
  | { readonly kind: 'redefine'; readonly reach: LicenceType['reach']; readonly yearlyInspection: boolean }
  | { readonly kind: 'amend'; readonly days: number; readonly effect: Effect; readonly matter: string };
interface Step {
  readonly wait: number;
  readonly what: Happening;
}

const days = fc.integer({ min: 0, max: 4 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('rotate', 'merge', 'suspend', 'reinstate', 'map', 'unmap')
      .map((kind): Happening => ({ kind: kind as 'map' })),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('narrow' as const, 'law' as const, 'halt' as const, 'resume' as const),
      days,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), days }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('redefine' as const),
      reach: fc.constantFrom('nationwide' as const, 'territory' as const, 'premises' as const),
      yearlyInspection: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('amend' as const),
      days,
      effect: fc.constantFrom<Effect>('accept', 'review', 'refuse'),
      matter: fc.constantFrom(MATTER, LOCAL_MATTER),
    }),
  },
);
const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 3 }), what: happening }), {
  minLength: 3,
  maxLength: 14,
});

/** What a naive reader of the events keeps: what was said, and from which day it holds. */
interface Told {
  readonly on: Day;
  readonly from: Day;
  readonly what: Happening;
}
const START = '2026-03-03' as Day;
const AGREEMENT = recordKey.agreement('nen-river');
const MAPPING = recordKey.mapping(LOCAL_MATTER, MATTER);
const SUCCESSOR = ISSUER.replace('MB0000001', 'MB0000009');

/** Lets the steps happen on the ledger one after the other; a step that cannot happen is passed over. */
function happen(world: World, leafHash: string, run: readonly Step[]): readonly Told[] {
  const told: Told[] = [];
  let day = START;
  let lastFrom = START;
  let lastChange = START;
  const changes: { readonly state: string }[] = [];
  for (const { wait, what } of run) {
    day = addDays(day, wait);
    world.clock(`${day}T02:00:00.000Z`);
    const held = world.newest(AGREEMENT) as Agreement;
    const from = 'days' in what ? addDays(day, what.days) : day;
    switch (what.kind) {
      case 'rotate':
        world.change<Seal>(recordKey.seal(issuerKey.keyId), { state: 'retired' });
        break;
      case 'merge': {
        const predecessors = [{ predecessor: ISSUER, types: '*' as const, from: day }];
        world.put(recordKey.authority(SUCCESSOR), authority(SUCCESSOR, QIQIHAR, { predecessors }));
        world.change<Authority>(recordKey.authority(ISSUER), { state: 'abolished' });
        break;
      }
      case 'suspend':
      case 'reinstate':
        world.change<Authority>(recordKey.authority(ISSUER), {
          state: what.kind === 'suspend' ? 'suspended' : 'active',
        });
        break;
      case 'narrow': {
        const { competence } = world.newest(recordKey.authority(ISSUER)) as Authority;
        world.change<Authority>(recordKey.authority(ISSUER), {
          competence: competence.map((entry) => ({ ...entry, to: from })),
        });
        break;
      }
      case 'map':
      case 'unmap':
        world.put(MAPPING, {
          from: LOCAL_MATTER,
          to: MATTER,
          version: 1,
          parties: MAPPING_PARTIES,
          accepted: MAPPING_PARTIES.map((party) => party.authority),
          state: what.kind === 'map' ? 'accepted' : 'ended',
        });
        break;
      case 'redefine': {
        const { version } = world.newest(recordKey.licenceType(TYPE)) as LicenceType;
        const { reach, yearlyInspection } = what;
        world.put(
          recordKey.licenceType(TYPE),
          licenceType({ version: version + 1, reach, yearlyInspection }),
        );
        break;
      }
      case 'law':
        world.put(recordKey.basis('law-1'), basis({ from }));
        break;
      case 'halt':
      case 'resume': {
        const state = what.kind === 'halt' ? 'suspended' : 'valid';
        // A suspension is lifted, and nothing else is; what follows takes no effect before what it follows.
        if (state === (changes.at(-1)?.state ?? 'valid')) continue;
        lastChange = from > lastChange ? from : lastChange;
        const decision = `演示决定 ${String(changes.length + 1)}`;
        const when = { decidedOn: day, effectiveFrom: lastChange, retroactive: false };
        changes.push({ state, ...{ by: ISSUER, decision, ...when } });
        const named = { authority: ISSUER, leafHash, root: leafHash };
        world.put(recordKey.status(ISSUER, leafHash), { ...named, changes: [...changes] });
        told.push({ on: day, from: lastChange, what });
        continue;
      }
      case 'amend': {
        if (held.state === 'withdrawn') continue;
        // The contract takes no version that begins before the one it follows.
        lastFrom = from > lastFrom ? from : lastFrom;
        const clauses = [clause({ effect: what.effect, matters: [what.matter] })];
        world.put(AGREEMENT, agreement(clauses, { version: held.version + 1 }, lastFrom));
        told.push({ on: day, from: lastFrom, what });
        continue;
      }
      case 'withdraw':
        if (held.state === 'withdrawn') continue;
        world.change<Agreement>(AGREEMENT, { state: 'withdrawn', lastDay: from });
    }
    told.push({ on: day, from, what });
  }
  return told;
}

/** What stood on a day, by reading the events in their order: which ground there was, and whether it was suspended. */
function naively(told: readonly Told[], day: Day) {
  const known = told.filter(({ on }) => on <= day);
  const last = (...kinds: readonly Happening['kind'][]) =>
    known.filter(({ what, from }) => kinds.includes(what.kind) && from <= day).at(-1);
  const withdrawn = known.find(({ what }) => what.kind === 'withdraw');
  const amended = last('amend')?.what as Extract<Happening, { kind: 'amend' }> | undefined;
  const isMapped = last('map', 'unmap')?.what.kind === 'map';
  const said = amended ?? { effect: 'accept' as const, matter: MATTER };
  const holds = withdrawn === undefined || day <= withdrawn.from;
  const applies = holds && (said.matter === MATTER || isMapped);
  const hasLaw = last('law') !== undefined;
  const ground =
    applies && said.effect !== 'accept' ? said.effect : hasLaw ? 'law' : applies ? 'accept' : 'none';
  const isAcceptance = ground === 'law' || ground === 'accept';
  const type = last('redefine')?.what as Extract<Happening, { kind: 'redefine' }> | undefined;
  // The licence states neither a territory nor premises nor an inspection.
  const isUnstated = isAcceptance && type !== undefined && type.reach !== 'nationwide';
  return {
    ground: isUnstated ? 'unstated' : ground,
    isSuspended: last('halt', 'resume')?.what.kind === 'halt',
    isUninspected: type?.yearlyInspection ?? false,
  };
}

const GROUNDS: Readonly<Record<string, string>> = {
  BASIS_CLAUSE: 'accept',
  CLAUSE_REVIEW: 'review',
  CLAUSE_REFUSES: 'refuse',
  BASIS_LAW: 'law',
  TERRITORY_UNSTATED: 'unstated',
  NOT_COVERED: 'none',
  AGREEMENT_NOT_IN_FORCE: 'none',
};

/** Everything that a verdict says but how old the index is, which is another on every day. */
function wholeOf({ verdict, lamps, basis: ground, findings, ...rest }: Verdict): unknown {
  const told = findings
    .filter(({ check }) => check !== 'fresh')
    .map(({ check, outcome, code }) => [check, outcome, code]);
  return { verdict, lamps, ground, told, legalForm: rest.legalForm, provenance: rest.provenance };
}

describe('verdicts about past days', () => {
  it('are those that a naive reader of the events finds, and those that were given on the day, whatever came after', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(steps, (run) => {
        let told: readonly Told[] = [];
        const scenario: Scenario = {
          presentation: null,
          after: (world, leafHash) => (told = happen(world, leafHash, run)),
        };
        const { world, inquiry, credential } = arrange(scenario);
        const lastDay = told.at(-1)?.on ?? START;
        for (let day: Day = START; day <= addDays(lastDay, 6); day = addDays(day, 1)) {
          const question = { ...inquiry.question, asOf: day };
          const now = verifyCredential({ ...inquiry, question });
          // What the ledger held when the day ended, and nothing of what came later.
          const records: Record<string, Version<unknown>[]> = {};
          let height = 0;
          for (const [key, history] of Object.entries(world.records)) {
            const known = history.filter(({ time }) => time < endOfDayMs(day));
            if (known.length > 0) records[key] = known;
            for (const { position } of known) height = Math.max(height, position.block + 1);
          }
          const then = recordsSource({ ...inquiry.facts.head, height }, records);
          const facts = gatherFacts(credential, question, then);
          const given = verifyCredential({ ...inquiry, question, facts });
          expect([day, wholeOf(now)]).toEqual([day, wholeOf(given)]);
          const reproduced = verifyCredential({ ...inquiry, question: { ...question, knownAt: height } });
          expect([day, wholeOf(reproduced)]).toEqual([day, wholeOf(given)]);
          const naive = naively(told, day);
          const { code } = findingOf(now, 'basis');
          expect([day, GROUNDS[code] ?? code]).toEqual([day, naive.ground]);
          expect([day, findingOf(now, 'status').code === 'SUSPENDED']).toEqual([day, naive.isSuspended]);
          const isUninspected = findingOf(now, 'status').code === 'INSPECTION_UNSTATED';
          expect([day, isUninspected]).toEqual([day, naive.isUninspected && !naive.isSuspended]);
          expect([day, findingOf(now, 'competence').outcome, findingOf(now, 'key').outcome]).toEqual([
            day,
            'pass',
            'pass',
          ]);
          if (naive.isSuspended) expect(now.verdict).toBe('refuse');
          met.add(`${now.verdict} ${naive.ground}`);
        }
      }),
      { numRuns: 60 },
    );
    // Orders in which nothing ever changes would show nothing.
    expect(met.size).toBeGreaterThan(3);
  }, 240_000);

  it('are asked by an office of the other province', () => {
    const { inquiry } = arrange({ presentation: null });
    expect(findingOf(verifyCredential(inquiry), 'basis').evidence).toMatchObject({
      issuing: QIQIHAR,
      receiving: BAICHENG,
    });
  });
});
