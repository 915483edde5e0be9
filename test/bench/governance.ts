/**
 * What governance costs at the size of a region of the country: 3,000 authorities, 100,000 implementation matters and
 * 2,000 agreements. The clause lookup of a verification is measured against the same with 10 agreements (goal: within
 * 10 %), the drift report against 2 s, imports on the embedded engine against 5,000 rows a second.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Agreement,
  clausesFor,
  completeUscc,
  type Day,
  dayOfMs,
  type History,
  MATTER_ROWS_LIMIT,
  type Occasion,
} from '@huren/chaincode/domain';
import { DriftReports, RecordIndex } from '@huren/gateway';
import type { Block } from '@huren/network';
import { ISSUER, MATTER, openWorld, OTHER_MATTER } from '../gateway/world';
import { type BenchRow, elapsedMs, median, rounded } from './row';

const AUTHORITIES = 3_000;
const MATTERS = 100_000;
const AGREEMENTS = 2_000;
const FEW = 10;
const TYPES = 40;
const BASICS = 500;
const DAY = '2026-06-01' as Day;
const START = Date.UTC(2026, 0, 1);

const digest = createHash('sha256').update('demo').digest('base64url');
const office = (at: number): string =>
  completeUscc(`11${regionOf(at % 2_000)}${String(at).padStart(9, '0')}`);
const typeOf = (at: number): string =>
  `${completeUscc('11230000000000001')}${String(at % TYPES).padStart(3, '0')}`;
const basicOf = (at: number): string => `0001${String(10_000 + (at % BASICS))}000`;
const PROVINCES = [13, 14, 15, 21, 22, 23, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 51, 52, 53];
/** Made-up prefectures of real provinces. */
function regionOf(at: number): string {
  return `${String(PROVINCES[at % 20])}${String(1 + (Math.floor(at / 20) % 89)).padStart(2, '0')}00`;
}

type Entry = readonly [key: string, value: unknown];

/** Agreements of pairs of neighbours: the first ones are the same however many there are. */
function agreementOf(at: number): Entry {
  const [issuing, receiving] = [regionOf(at), regionOf(at + 1)];
  const clauses = Array.from({ length: 5 }, (_, nth) => ({
    id: String(nth + 1),
    types: [typeOf(at + nth), typeOf(at + nth + 7), typeOf(at + nth + 14)],
    issuingRegions: [issuing],
    receivingRegions: [receiving],
    matters: [basicOf(at), basicOf(at + 1)],
    effect: 'accept' as const,
    conditions: {},
  }));
  const parties = [issuing, receiving];
  const text = { digest, filing: '演示', publication: '' };
  const terms = { title: '演示协议', text, from: '2026-01-01', clauses };
  const id = `demo-${String(at)}`;
  return [`agreement/${id}`, { id, version: 1, parties, terms, accepted: parties, state: 'in-force' }];
}

function authorityOf(at: number): Entry {
  const code = office(at);
  const region = regionOf(at % 2_000);
  const name = { zh: '演示部门', en: 'Demo office' };
  const record = {
    code,
    member: region,
    kind: 'department',
    region,
    name,
    roles: ['relying'],
    state: 'active',
  };
  const lists = { keys: [], competence: [], mandates: [], predecessors: [], directs: [] };
  return [`authority/${code}`, { ...record, ...lists }];
}

function matterRecord(code: string, change: object): Entry {
  // The basic code stands at the end of an implementation's, before the item.
  const basic = code.length === 12 ? code : code.slice(19, 31);
  const name = { zh: `演示事项 ${basic}`, en: 'Demo matter' };
  const legalBasis = [{ title: '演示条例', article: '第一条' }];
  const materials = [{ types: [typeOf(1)], fields: ['name'], legalForm: 'any', identityLevel: 0 }];
  const rest = { version: 1, from: '2026-01-01', state: 'active', standing: 'definer', materials };
  return [`matter/${code}`, { code, name, kind: '01', legalBasis, ...rest, ...change }];
}

function* world(agreements: number): Generator<Entry> {
  for (let at = 0; at < AUTHORITIES; at++) yield authorityOf(at);
  for (let at = 0; at < BASICS; at++) yield matterRecord(basicOf(at), {});
  for (let at = 0; at < MATTERS; at++) {
    const authority = office(at % AUTHORITIES);
    const implementation = `${authority}3${basicOf(Math.floor(at / AUTHORITIES) * 13 + at)}`;
    const item = `${implementation}${String(Math.floor(at / AUTHORITIES)).padStart(2, '0')}`;
    // One in a hundred has a name of its own.
    const drifted = at % 100 === 0 ? { name: { zh: '另一名称', en: 'Another name' } } : {};
    yield matterRecord(item, { authority, standing: 'implementation', ...drifted });
  }
  for (let at = 0; at < agreements; at++) yield agreementOf(at);
}

async function indexOf(path: string, entries: Iterable<Entry>): Promise<RecordIndex> {
  const index = await RecordIndex.open(path);
  let number = 0;
  let previousHash = '0'.repeat(64);
  let writes: { key: string; value: string }[] = [];
  const close = (): void => {
    const hash = createHash('sha256').update(previousHash).digest('hex');
    const timestamp = new Date(START + number).toISOString();
    const creator = { mspId: 'demo', certificate: '' };
    const transaction = { id: hash, valid: true, creator, timestamp, writes };
    const block: Block = { number, previousHash, hash, transactions: [transaction] };
    index.apply(block);
    number++;
    previousHash = hash;
    writes = [];
  };
  for (const [key, value] of entries) {
    writes.push({ key, value: JSON.stringify(value) });
    if (writes.length === 1_000) close();
  }
  close();
  await index.flush();
  return index;
}

const OCCASIONS: readonly Occasion[] = Array.from({ length: FEW }, (_, at) => ({
  type: typeOf(at),
  issuing: regionOf(at),
  receiving: regionOf(at + 1),
  matters: [basicOf(at)],
  day: DAY,
}));

/** Nanoseconds of one lookup, as a verification makes it. */
function lookupNs(index: RecordIndex, turns: number): number {
  let found = 0;
  const from = process.hrtime.bigint();
  for (let turn = 0; turn < turns; turn++) {
    for (const occasion of OCCASIONS) {
      const { agreements } = index.grounds(occasion.type, occasion);
      const histories = agreements.map((key): History<Agreement> => index.history(key));
      found += clausesFor(histories, occasion).matched.length;
    }
  }
  const ns = Number(process.hrtime.bigint() - from) / (turns * OCCASIONS.length);
  if (found < turns * OCCASIONS.length) throw new Error('a clause was not found');
  return ns;
}

async function* clauseLookup(folder: string): AsyncGenerator<BenchRow> {
  const few = await indexOf(join(folder, 'few'), world(FEW));
  const many = await indexOf(join(folder, 'many'), world(AGREEMENTS));
  try {
    const ratios: number[] = [];
    const values: number[] = [];
    for (const index of [few, many]) lookupNs(index, 20_000);
    // In turns, so that what else the machine does meets both alike.
    for (let round = 0; round < 15; round++) {
      const small = lookupNs(few, 5_000);
      const large = lookupNs(many, 5_000);
      ratios.push(small / large);
      values.push(large);
    }
    yield {
      name: 'governance clause lookup',
      value: Math.round(median(values)),
      unit: 'ns',
      ratio: rounded(median(ratios)),
      limit: 0.9,
    };
    let deviations = 0;
    const ms = await elapsedMs(async () => {
      const report = await new DriftReports(many).of(DAY);
      if (report.rows !== MATTERS) throw new Error(`the report looked at ${String(report.rows)} rows`);
      deviations = report.deviations.length;
    });
    if (deviations !== MATTERS / 100) throw new Error(`${String(deviations)} deviations`);
    yield {
      name: 'governance drift',
      value: Math.round(ms),
      unit: 'ms',
      ratio: rounded(2_000 / ms),
      limit: 1,
    };
  } finally {
    await few.close();
    await many.close();
  }
}

const REFERENCE_ROWS = 20_000;
const REFERENCE_CHUNK = 1_000;

async function* imports(): AsyncGenerator<BenchRow> {
  const demo = await openWorld();
  try {
    const references = Array.from({ length: REFERENCE_ROWS }, (_, at) => ({
      localCode: `demo-${String(at)}`,
      name: `演示事项 ${String(at)}`,
      region: '511602',
      kind: '01',
      department: '演示部门',
      source: 'demo list',
    }));
    yield await rate('governance import', references, REFERENCE_CHUNK, async (rows) => {
      await demo.submit(ISSUER, 'matter', 'reference', { rows });
    });
    const own = [MATTER, OTHER_MATTER].flatMap((basic) =>
      Array.from({ length: 6 }, (_, level) =>
        Array.from(
          { length: 100 },
          (__, item) => `${ISSUER}${String(level + 1)}${basic}${String(item).padStart(2, '0')}`,
        ),
      ).flat(),
    );
    const definitions = own.map((code) => ({
      code,
      name: { zh: '演示事项', en: 'Demo matter' },
      kind: '01',
      legalBasis: [{ title: '演示条例', article: '第一条' }],
      from: dayOfMs(demo.now),
      materials: [],
    }));
    yield await rate('governance own import', definitions, MATTER_ROWS_LIMIT, async (rows) => {
      const { result } = await demo.submit(ISSUER, 'matter', 'defineMany', { rows });
      const { written } = JSON.parse(result) as { written: number };
      if (written !== rows.length) throw new Error('rows were refused');
    });
  } finally {
    await demo.close();
  }
}

async function rate<T>(
  name: string,
  rows: readonly T[],
  chunk: number,
  submit: (rows: readonly T[]) => Promise<void>,
): Promise<BenchRow> {
  const ms = await elapsedMs(async () => {
    for (let at = 0; at < rows.length; at += chunk) await submit(rows.slice(at, at + chunk));
  });
  const value = (1000 * rows.length) / ms;
  return { name, value: Math.round(value), unit: 'rows/s', ratio: rounded(value / 5_000), limit: 1 };
}

/** Rows `governance clause lookup`, `governance drift`, `governance import`, `governance own import`. */
export async function* benchGovernance(): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'huren-bench-governance-'));
  try {
    yield* clauseLookup(folder);
    yield* imports();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
