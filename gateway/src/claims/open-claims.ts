import type { CryptoProvider } from '@huren/chaincode/domain';
import type { KeyStore, Ledger } from '@huren/network';
import { SeenRequests } from '../cases/seen-requests';
import type { RecordIndex } from '../index/record-index';
import { Issuing } from '../licences/issuing';
import type { LicenceLibrary } from '../licences/licence-library';
import { PageSealing } from '../licences/page-sealing';
import { Sealing } from '../licences/sealing';
import type { SesSeals } from '../licences/ses-seals';
import type { Log } from '../log';
import type { PendingTransactions } from '../transactions/pending-transactions';
import { ClaimBatches } from './claim-batches';
import { ClaimDesk } from './claim-desk';
import type { ClaimStore } from './claim-store';
import type { IdentityServices } from './identity-service';
import { Reissue } from './reissue';
import { Renewals } from './renewals';

/** Offers and claims over the parts of a gateway; what an earlier run left is taken up at once. */
export function openClaims(parts: {
  readonly member: string;
  readonly store: ClaimStore;
  readonly library: LicenceLibrary;
  readonly index: RecordIndex;
  readonly ledger: Ledger;
  readonly keys: KeyStore;
  readonly sesSeals: SesSeals;
  readonly transactions: PendingTransactions;
  readonly identityServices?: IdentityServices;
  readonly provider: CryptoProvider;
  readonly clock: () => number;
  readonly log: Log;
}): ClaimDesk {
  const { index, keys, library, provider, clock } = parts;
  const pages = new PageSealing(parts.sesSeals, index, provider, clock);
  const sealing = new Sealing(index, keys, provider, clock, pages);
  const issuing = new Issuing(library, sealing, index, parts.transactions, provider);
  const reissue = new Reissue({ library, index, keys, provider, clock });
  const batches = new ClaimBatches({ ...parts, issuing, reissue });
  batches.wake();
  const renewals = new Renewals({ ...parts, seen: new SeenRequests(clock) });
  return new ClaimDesk({
    ...parts,
    services: parts.identityServices ?? {},
    sealing,
    issuing,
    batches,
    reissue,
    renewals,
  });
}
