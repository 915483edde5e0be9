import { array, gatherFacts, type JsonValue, object } from '@huren/chaincode/domain';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import { slices } from '../index/walks';
import { LIMITS } from '../limits';
import { internalProblem, Problem, problemOf } from '../problems';
import type { Caller } from '../tokens/caller';
import { signFreshness } from '../verification/freshness';
import { readPageSubmission, readSubmission } from '../verification/submission';
import { askerOf, localOf, requireRelying, verifySubmission } from '../verification/verification';

const BatchBody = object({
  items: array((value: JsonValue): JsonValue => value, { min: 1, max: LIMITS.batchItems }),
});

async function verifyItem(context: Context, item: JsonValue, caller: Caller): Promise<object> {
  try {
    return { status: 200, ...(await verifySubmission(context, item, caller)) };
  } catch (error) {
    const known = problemOf(error);
    // As for a request of its own: the kind of a bug is for the operator, its message may quote what was sent.
    if (known === undefined) {
      context.log.error(
        { error: error instanceof Error ? error.name : typeof error },
        'an item of a batch failed',
      );
    }
    const problem = known ?? internalProblem();
    return { status: problem.status, problem: problem.body };
  }
}

/** The question of DESIGN, one by one and many at once, and the public facts for whoever wants to judge alone. */
export function verificationEndpoints(context: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/verifications',
      token: true,
      staff: ['clerk'],
      bodyBytes: LIMITS.singleBodyBytes,
      pages: true,
      handle: async (call) => {
        const caller = callerOf(call);
        requireRelying(caller);
        return { status: 200, body: await verifySubmission(context, call.body, caller, call.ofd) };
      },
    },
    {
      method: 'POST',
      path: '/v1/verifications/batch',
      token: true,
      bodyBytes: LIMITS.batchBodyBytes,
      handle: async (call) => {
        const caller = callerOf(call);
        requireRelying(caller);
        const { items } = BatchBody(call.body);
        const results: Promise<object>[] = [];
        // An item takes a millisecond or two at most.
        const pause = slices();
        for (const item of items) {
          results.push(verifyItem(context, item, caller));
          if ((await pause()) && call.abandoned?.() === true) throw new Problem('request-timeout');
        }
        return { status: 200, body: { results: await Promise.all(results) } };
      },
    },
    {
      method: 'POST',
      path: '/v1/facts',
      token: true,
      bodyBytes: LIMITS.singleBodyBytes,
      pages: true,
      handle: async (call) => {
        const { index, provider, policy, clock, pages } = context;
        const asker = askerOf(callerOf(call));
        const now = { nowMs: clock(), height: index.head.height, index };
        const { credential, question } =
          call.ofd === undefined
            ? readSubmission(call.body, asker, now)
            : await readPageSubmission(call.body, call.ofd, pages, asker, now);
        const signer = context.receiptSigner();
        if (signer === undefined) throw new Problem('no-receipt-key', { retryAfterSeconds: 30 });
        const facts = gatherFacts(credential, question, index, provider);
        const freshness = signFreshness(facts, signer, provider);
        return { status: 200, body: { facts, policy, freshness, ...localOf(question) } };
      },
    },
  ];
}
