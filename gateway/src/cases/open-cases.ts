import type { CryptoProvider } from '@huren/chaincode/domain';
import type { KeyStore, Ledger } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import { CaseDesk } from './case-desk';
import { CaseReader } from './case-reader';
import type { CaseStore } from './case-store';
import { SeenRequests } from './seen-requests';
import { ThirdPartyDesk } from './third-party-desk';

/** Both sides of cases: the authorities that run them, and those who take part in one. */
export interface Cases {
  readonly desk: CaseDesk;
  readonly thirdParties: ThirdPartyDesk;
  readonly close: () => Promise<void>;
}

export function openCases(parts: {
  readonly member: string;
  readonly store: CaseStore;
  readonly index: RecordIndex;
  readonly ledger: Ledger;
  readonly keys: KeyStore;
  readonly provider: CryptoProvider;
  readonly clock: () => number;
}): Cases {
  const reader = new CaseReader(parts.index, parts.member);
  return {
    desk: new CaseDesk({ ...parts, reader }),
    thirdParties: new ThirdPartyDesk({ ...parts, reader, seen: new SeenRequests(parts.clock) }),
    close: () => parts.store.close(),
  };
}
