import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { readiness } from '../readiness';

/** For operators and orchestrators: alive, ready, and in numbers. */
export function healthEndpoints(context: Context): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      token: false,
      always: true,
      handle: () => ({ status: 200, body: { alive: true } }),
    },
    {
      method: 'GET',
      path: '/readyz',
      token: false,
      always: true,
      handle: async () => {
        const reasons = await readiness(context);
        return { status: reasons.length === 0 ? 200 : 503, body: { ready: reasons.length === 0, reasons } };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      token: false,
      always: true,
      handle: async () => ({
        status: 200,
        body: await context.metrics.text(),
        text: context.metrics.contentType,
      }),
    },
  ];
}
