import { join } from 'node:path';

/** Where the demo keeps what, below HUREN_DATA. */
export interface DemoFolders {
  readonly data: string;
  readonly ledger: string;
  /** Passphrase, network file, identities to try with, sample licences: everything that is only of the demo. */
  readonly demo: string;
  readonly identities: string;
  readonly licences: string;
  /** A member's own keys: `<keys>/<member>`. */
  readonly keys: (member: string) => string;
  /** What a member's gateway writes: index, receipts, licence library. */
  readonly gateway: (member: string) => string;
}

/** @param keys folder of the members' key folders; `<data>/keys` */
export function demoFolders(data: string, keys = join(data, 'keys')): DemoFolders {
  const demo = join(data, 'demo');
  return {
    data,
    ledger: join(data, 'ledger'),
    demo,
    identities: join(demo, 'identities'),
    licences: join(demo, 'licences'),
    keys: (member) => join(keys, member),
    gateway: (member) => join(data, 'gateway', member),
  };
}
