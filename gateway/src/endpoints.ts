import type { Context } from './context';
import type { Endpoint } from './http/endpoint';
import { caseEndpoints } from './routes/cases';
import { certificateEndpoints } from './routes/certificates';
import { claimEndpoints } from './routes/claims';
import { delegationEndpoints } from './routes/delegations';
import { docsEndpoints } from './routes/docs';
import { governanceEndpoints } from './routes/governance';
import { groupEndpoints } from './routes/groups';
import { historyEndpoints } from './routes/history';
import { healthEndpoints } from './routes/health';
import { issuerDeskEndpoints } from './routes/issuer-desk';
import { ledgerEndpoints } from './routes/ledger';
import { licenceStateEndpoints } from './routes/licence-states';
import { licenceEndpoints } from './routes/licences';
import { presentationEndpoints } from './routes/presentations';
import { receiptEndpoints } from './routes/receipts';
import { recordEndpoints } from './routes/records';
import { rendezvousEndpoints } from './routes/rendezvous';
import { staffEndpoints } from './routes/staff';
import { transactionEndpoints } from './routes/transactions';
import { trustEndpoints } from './routes/trust';
import { verificationEndpoints } from './routes/verifications';

/** Every operation that a gateway answers. */
export function createEndpoints(context: Context): readonly Endpoint[] {
  return [
    ...verificationEndpoints(context),
    ...historyEndpoints(context),
    ...presentationEndpoints(context),
    ...rendezvousEndpoints(context),
    ...claimEndpoints(context),
    ...issuerDeskEndpoints(context),
    ...delegationEndpoints(context),
    ...caseEndpoints(context),
    ...receiptEndpoints(context),
    ...licenceEndpoints(context),
    ...licenceStateEndpoints(context),
    ...transactionEndpoints(context),
    // Before the records, whose addresses take any id.
    ...governanceEndpoints(context),
    ...recordEndpoints(context),
    ...groupEndpoints(context),
    ...ledgerEndpoints(context),
    ...trustEndpoints(context),
    ...certificateEndpoints(context),
    ...staffEndpoints(context),
    ...healthEndpoints(context),
    ...docsEndpoints(),
  ];
}
