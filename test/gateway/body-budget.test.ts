import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { BodyBudget } from '@huren/gateway';

/** An answer as far as a budget looks at it: it ends once. */
const answer = (): ServerResponse => new EventEmitter() as unknown as ServerResponse;

describe('a budget for large bodies', () => {
  it('takes bytes up to its limit, and not one more, from all senders together', () => {
    const budget = new BodyBudget(10, 6);
    expect(budget.hold(answer(), 'a')(6)).toBeUndefined();
    const other = budget.hold(answer(), 'b');
    expect(other(4)).toBeUndefined();
    expect(other(1)?.code).toBe('too-busy');
  });

  it('gives one sender no more than its share, over all of its bodies', () => {
    const budget = new BodyBudget(10, 6);
    expect(budget.hold(answer(), 'a')(3)).toBeUndefined();
    const second = budget.hold(answer(), 'a');
    expect(second(4)?.code).toBe('too-busy');
    expect(second(3)).toBeUndefined();
  });

  it('counts nothing of what it refused, and frees what it held when the answer has ended', () => {
    const budget = new BodyBudget(10, 10);
    const response = answer();
    const hold = budget.hold(response, 'a');
    expect(hold(8)).toBeUndefined();
    expect(hold(8)?.code).toBe('too-busy');
    expect(budget.hold(answer(), 'b')(3)?.code).toBe('too-busy');
    response.emit('close');
    expect(budget.hold(answer(), 'b')(10)).toBeUndefined();
  });
});
