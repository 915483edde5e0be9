import { admits, gist, type Sent, unmappedCodes } from './answer-class';
import { applierOf, type Seen } from './appliers';
import { type HostileCase, readHostileCases } from './hostile-file';
import { type HostileWorld, openHostileWorld } from './hostile-world';
import { startSlow } from './http-cases';
import { closeLedgerFiles } from './ledger-file-cases';
import { leaksOf } from './leaks';
import { NAMED_IDS, notApplicable } from './not-applicable';
import { READ_AS } from './read-as';

const cases = readHostileCases();
/** Milliseconds, on a machine that runs other suites beside this one; no answer waits for a clock but those that say so. */
const PROMPT_MS = 5_000;

const applicable = (cases ?? []).filter((hostile) => notApplicable(hostile) === undefined);
/** Every so many cases the good request is asked again. */
const STRIDE = 8;

describe('hostile inputs', () => {
  if (cases === undefined) {
    it('did not run: shared/data/hostile/hostile-inputs.json is absent', () => {
      console.warn('hostile-inputs.json is absent: the 572 abstract cases did not run (own.test.ts did)');
    });
    return;
  }
  let world: HostileWorld;
  beforeAll(async () => {
    world = await openHostileWorld();
    await startSlow(world);
  }, 60_000);
  afterAll(async () => {
    await closeLedgerFiles();
    await world.close();
  });

  it('knows the class of every finding that can keep a verdict from accept', () => {
    expect(unmappedCodes()).toEqual([]);
  });

  it('applies every case or names it among those not applicable, with a reason', () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect([...NAMED_IDS, ...Object.keys(READ_AS)].filter((id) => !ids.has(id))).toEqual([]);
    expect(applicable.filter((hostile) => applierOf(hostile) === undefined).map(({ id }) => id)).toEqual([]);
    const lines = cases.flatMap((hostile) => {
      const reason = notApplicable(hostile);
      return reason === undefined ? [] : [`${hostile.id.padEnd(22)} ${reason}`];
    });
    console.info(`not applicable: ${String(lines.length)} of ${String(cases.length)}\n${lines.join('\n')}`);
  });

  it.each(applicable.map((hostile, at) => [hostile.id, hostile.name, hostile, at] as const))(
    '%s: %s',
    async (_id, _name, hostile, at) => {
      const applier = applierOf(hostile);
      if (applier === undefined) throw new TypeError('no applier');
      const seen = await applier(hostile, world);
      expectInvariants(seen, hostile);
      const { classes, what } = seen;
      const isAdmitted = seen.sent.length > 0 && seen.sent.every((sent) => admits(hostile.expect, sent));
      const expected = [...hostile.expect, ...(READ_AS[hostile.id]?.slice(0, 1) ?? [])];
      const matched = isAdmitted || classes.some((name) => expected.includes(name));
      if (!matched) throw new Error(`${what} is [${classes.join(' ')}], not one of [${expected.join(' ')}]`);
      if (at % STRIDE !== 0) return;
      const next = await world.send(await world.request());
      expect(gist(next)).toBe(world.accepted);
    },
    120_000,
  );

  function expectInvariants({ sent, patientMs = PROMPT_MS }: Seen, hostile: HostileCase): void {
    const mayAccept = hostile.expect.some((name) => name.includes('accept') || name === 'per-item');
    for (const each of sent) {
      expect(leaksOf(each)).toEqual([]);
      if (each.status >= 500)
        expect([each.status, hostile.expect]).toEqual([503, expect.arrayContaining(['fail-closed-503'])]);
      if (!mayAccept) expect(each.body['verdict']).not.toBe('accept');
      expect(each.ms).toBeLessThan(patientMs);
      expectProblem(each);
    }
  }

  function expectProblem({ status, body, headers }: Sent): void {
    if (status < 400 || headers['content-type'] === undefined) return;
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({
      status,
      type: `urn:huren:problem:${String(body['code'])}`,
      messages: { zh: expect.any(String) as string, en: expect.any(String) as string },
    });
  }

  it('leaves no name, number, token or key of anybody in the log', () => {
    const text = world.log.join('');
    expect(leaksOf({ status: 200, text, body: {}, headers: {}, ms: 0 })).toEqual([]);
    expect(text).not.toMatch(/Bearer|eyJ[A-Za-z0-9_-]{20}|PRIVATE KEY/);
  });
});
