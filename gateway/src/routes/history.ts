import { dayOfMs, isDay, type VerdictWord } from '@huren/chaincode/domain';
import type { Context } from '../context';
import { type Call, callerOf, type Endpoint } from '../http/endpoint';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import type { ReceiptLine } from '../receipts/receipt-note';

type Counts = Record<VerdictWord, number>;

const none = (): Counts => ({ accept: 0, refuse: 0, review: 0, 'cannot-tell': 0 });
const DAY_MS = 86_400_000;

/** The authority whose lines a session may see; an auditor sees those of every authority at this gateway. */
function seenBy(call: Call): string | undefined {
  const { authority, staff } = callerOf(call);
  return staff?.roles.includes('auditor') === true ? undefined : authority.code;
}

function readDay(query: URLSearchParams, name: string, otherwise: string): string {
  const text = query.get(name) ?? otherwise;
  if (!isDay(text)) throw new Problem('bad-query', { details: { parameter: name } });
  return text;
}

function requireOnly(query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!names.includes(name)) throw new Problem('bad-query', { details: { parameter: name } });
  }
}

const newestFirst = (a: ReceiptLine, b: ReceiptLine): number =>
  a.time === b.time ? b.number - a.number : a.time < b.time ? 1 : -1;

/** Number, matter, verdict or code: all that a line has. */
function holds({ number, matter, verdict, codes, matched }: ReceiptLine, search: string): boolean {
  return [String(number), matter, verdict, matched ?? '', ...codes].some((text) =>
    text.toLowerCase().includes(search),
  );
}

/**
 * What an authority asked here on a day, and how often each verdict was given: from the notes beside the receipts, so
 * nothing personal is in it, and nothing of receipts that were given before notes were kept.
 */
export function historyEndpoints({ receipts, clock }: Context): readonly Endpoint[] {
  /** Days that are over do not change. */
  const settled = new Map<string, Counts>();

  async function countsOf(day: string, authority: string | undefined, today: string): Promise<Counts> {
    const name = `${day} ${authority ?? ''}`;
    const known = settled.get(name);
    if (known !== undefined) return known;
    const counts = none();
    for await (const { verdict } of receipts.notes(day, authority)) counts[verdict]++;
    if (day < today) {
      if (settled.size >= LIMITS.historyDays * 64) settled.clear();
      settled.set(name, counts);
    }
    return counts;
  }

  async function list(call: Call): Promise<object> {
    const { query } = call;
    requireOnly(query, ['day', 'q']);
    const day = readDay(query, 'day', dayOfMs(clock()));
    const search = (query.get('q') ?? '').trim().toLowerCase();
    if (search.length > 64) throw new Problem('bad-query', { details: { parameter: 'q' } });
    const counts = none();
    const lines: ReceiptLine[] = [];
    let found = 0;
    for await (const line of receipts.notes(day, seenBy(call))) {
      counts[line.verdict]++;
      if (search !== '' && !holds(line, search)) continue;
      found++;
      lines.push(line);
      if (lines.length > 8 * LIMITS.historyLines) lines.sort(newestFirst).length = LIMITS.historyLines;
    }
    const items = lines
      .sort(newestFirst)
      .slice(0, LIMITS.historyLines)
      .map(({ key: _, ...line }) => line);
    return { day, counts, found, items };
  }

  async function figures(call: Call): Promise<object> {
    const { query } = call;
    requireOnly(query, ['to', 'days']);
    const today = dayOfMs(clock());
    const to = readDay(query, 'to', today);
    const days = Number(query.get('days') ?? '14');
    if (!Number.isInteger(days) || days < 1 || days > LIMITS.historyDays) {
      throw new Problem('bad-query', { details: { parameter: 'days' } });
    }
    const last = Date.parse(`${to}T00:00:00+08:00`);
    const items = [];
    for (let back = days - 1; back >= 0; back--) {
      const day = dayOfMs(last - back * DAY_MS);
      items.push({ day, ...(await countsOf(day, seenBy(call), today)) });
    }
    return { items };
  }

  const staff = ['clerk', 'supervisor', 'auditor'] as const;
  return [
    {
      method: 'GET',
      path: '/v1/verifications/history',
      token: true,
      staff,
      handle: async (call) => ({ status: 200, body: await list(call) }),
    },
    {
      method: 'GET',
      path: '/v1/verifications/figures',
      token: true,
      staff,
      handle: async (call) => ({ status: 200, body: await figures(call) }),
    },
  ];
}
