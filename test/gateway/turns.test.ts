import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Turns } from '@huren/gateway';

/** Longer than a slice while connections come; longer than any, where `ms` says so. */
function work(ms = 3): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

/** How many rounds of the event loop have passed. */
function rounds(): { readonly count: () => number; readonly end: () => void } {
  let count = 0;
  let ended = false;
  const next = (): void => {
    count++;
    if (!ended) setImmediate(next);
  };
  setImmediate(next);
  return {
    count: () => count,
    end: () => {
      ended = true;
    },
  };
}

describe('turns', () => {
  it('end the round of the event loop after a slice of work, so that new connections are taken meanwhile', async () => {
    const turns = new Turns();
    const loop = rounds();
    const seen = await Promise.all(
      Array.from({ length: 6 }, async () => {
        await turns.take();
        work(12);
        return loop.count();
      }),
    );
    loop.end();
    expect(new Set(seen).size).toBe(6);
    expect([...seen].sort((one, other) => one - other)).toEqual(seen);
  });

  it('are short while connections come, and each of these lets the next one in', async () => {
    const turns = new Turns();
    const loop = rounds();
    turns.connected();
    const seen = await Promise.all(
      Array.from({ length: 6 }, async () => {
        await turns.take();
        turns.connected();
        work();
        return loop.count();
      }),
    );
    loop.end();
    expect(new Set(seen).size).toBe(6);
  });

  it('count what runs behind settled promises to the same piece of work', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const piece = async (name: string): Promise<void> => {
      await turns.take();
      order.push(`${name} begins`);
      for (let hop = 0; hop < 5; hop++) await Promise.resolve();
      order.push(`${name} ends`);
    };
    await Promise.all([piece('first'), piece('second')]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('come to everybody in order, also to who asks while others work', async () => {
    const turns = new Turns();
    const order: number[] = [];
    const one = async (at: number): Promise<void> => {
      await turns.take();
      order.push(at);
      if (at < 3) later.push(one(at + 10));
    };
    const later: Promise<void>[] = [];
    await Promise.all([0, 1, 2, 3, 4].map(one));
    await Promise.all(later);
    await one(20);
    expect(order).toEqual([0, 1, 2, 3, 4, 10, 11, 12, 20]);
  });

  it('keep nothing of whoever has had theirs, also where somebody always waits', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const turns = new Turns();
    const had: WeakRef<Promise<void>>[] = [];
    let next = turns.take();
    for (let at = 0; at < 20; at++) {
      const mine = next;
      next = turns.take();
      had.push(new WeakRef(mine));
      await mine;
      work(12);
    }
    collect();
    const kept = had.filter((each) => each.deref() !== undefined);
    await next;
    expect(kept.length).toBeLessThan(5);
  });

  it('are not lost when the work of one fails', async () => {
    const turns = new Turns();
    const fail = async (): Promise<void> => {
      await turns.take();
      throw new RangeError('demo');
    };
    const [failed, fine] = await Promise.allSettled([fail(), turns.take()]);
    expect([failed.status, fine.status]).toEqual(['rejected', 'fulfilled']);
  });
});
