import { setTimeout as wait } from 'node:timers/promises';
import { WAITING_WALKS, Walks } from '@huren/gateway';

/** Steps of which each takes its milliseconds of work. */
function* working(
  steps: number,
  msEach: number,
  heard: () => void = () => undefined,
): Generator<number | null> {
  for (let at = 0; at < steps; at++) {
    for (const end = performance.now() + msEach; performance.now() < end;);
    heard();
    yield at % 2 === 0 ? at : null;
  }
}

describe('a walk over many records', () => {
  it('answers what its steps found, in their order, and nothing for a step that found nothing', async () => {
    expect(await new Walks().run(() => working(5, 0))).toEqual([0, 2, 4]);
  });

  it('lets others work between its slices', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await new Walks().run(() => working(40, 5));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('begins when the one before it has ended', async () => {
    const walks = new Walks();
    const heard: string[] = [];
    await Promise.all(
      ['first', 'second', 'third'].map((name) => walks.run(() => working(3, 6, () => heard.push(name)))),
    );
    expect(heard).toEqual(['first', 'second', 'third'].flatMap((name) => [name, name, name]));
  });

  it('is refused where too many wait, and taken again once they are done', async () => {
    const walks = new Walks();
    const begun = [walks.run(() => working(4, 10))];
    await wait(1);
    for (let at = 0; at < WAITING_WALKS; at++) begun.push(walks.run(() => working(1, 0)));
    expect(() => walks.run(() => working(1, 0))).toThrow(
      expect.objectContaining({ code: 'too-busy' }) as Error,
    );
    await Promise.all(begun);
    expect(await walks.run(() => working(1, 0))).toEqual([0]);
  });

  it('stops between two slices once nobody waits for it, and does not begin when nobody does', async () => {
    const walks = new Walks();
    let steps = 0;
    let gone = false;
    const abandoned = walks.run(
      () => working(1000, 5, () => (gone = ++steps >= 3)),
      () => gone,
    );
    const begun: string[] = [];
    const never = walks.run(
      () => working(1, 0, () => begun.push('never')),
      () => true,
    );
    const next = walks.run(() => working(1, 0));
    await expect(abandoned).rejects.toMatchObject({ code: 'request-timeout' });
    await expect(never).rejects.toMatchObject({ code: 'request-timeout' });
    expect(await next).toEqual([0]);
    expect(steps).toBeLessThan(1000);
    expect(begun).toEqual([]);
  });

  it('that fails tells its caller, and the next one runs', async () => {
    const walks = new Walks();
    const failing = walks.run<number>(() => {
      throw new TypeError('a bug');
    });
    const next = walks.run(() => working(1, 0));
    await expect(failing).rejects.toThrow('a bug');
    expect(await next).toEqual([0]);
  });
});
