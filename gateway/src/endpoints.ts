import type { Context } from './context';
import type { Endpoint } from './http/endpoint';
import { healthEndpoints } from './routes/health';
import { ledgerEndpoints } from './routes/ledger';
import { recordEndpoints } from './routes/records';
import { transactionEndpoints } from './routes/transactions';

/** Every operation that a gateway answers. */
export function createEndpoints(context: Context): readonly Endpoint[] {
  return [
    ...recordEndpoints(context),
    ...ledgerEndpoints(context),
    ...transactionEndpoints(context),
    ...healthEndpoints(context),
  ];
}
