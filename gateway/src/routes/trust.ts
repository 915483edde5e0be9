import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { TrustExport } from '../verification/trust-export';

/** GET /v1/trust: the public records, signed, for verifiers that work offline. */
export function trustEndpoints(context: Context): readonly Endpoint[] {
  const trust = new TrustExport(context);
  return [
    {
      method: 'GET',
      path: '/v1/trust',
      token: false,
      // Public and signed: a page of any system may check receipts by it.
      cors: true,
      handle: async () => ({
        status: 200,
        body: await trust.text(),
        text: 'application/json; charset=utf-8',
        headers: { 'content-disposition': 'attachment; filename="huren-trust.json"' },
      }),
    },
  ];
}
