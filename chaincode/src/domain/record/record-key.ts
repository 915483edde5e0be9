/**
 * Keys of the world state. Parts never contain `/`: they are codes, base64url or fixed words, so that one spelling
 * names one record and a prefix names one kind.
 */
export const recordKey = {
  network: 'network',
  member: (id: string) => `member/${id}`,
  /** MSP id → member id, so that a caller's member is one read away. */
  msp: (mspId: string) => `msp/${mspId}`,
  motion: (id: string) => `motion/${id}`,
  authority: (code: string) => `authority/${code}`,
  /** Every public key known to the ledger, whatever its use: the unit of uniqueness (DETAILS 4). */
  key: (keyId: string) => `key/${keyId}`,
  seal: (keyId: string) => `seal/${keyId}`,
  licenceType: (code: string) => `licence-type/${code}`,
  matter: (code: string) => `matter/${code}`,
  /**
   * Two codes as one matter: `from` is province-scoped; or the entry of a local code (`referenceEntry`) with the
   * authority whose list holds it, so that lists which share a code never meet.
   */
  mapping: (from: string, to: string, list?: string) =>
    list === undefined ? `mapping/${from}/${to}` : `mapping/${list}/${from}/${to}`,
  /** A foreign reference list entry: `authority` keeps it, `entry` is base64url(SHA-256(local code)). */
  reference: (authority: string, entry: string) => `reference/${authority}/${entry}`,
  agreement: (id: string) => `agreement/${id}`,
  basis: (id: string) => `basis/${id}`,
  group: (id: string) => `group/${id}`,
  /** Batch id is `authority/root`. */
  anchor: (authority: string, root: string) => `anchor/${authority}/${root}`,
  status: (authority: string, leafHash: string) => `status/${authority}/${leafHash}`,
  /** Disputes about one licence, by the authority that anchored it. */
  dispute: (authority: string, leafHash: string) => `dispute/${authority}/${leafHash}`,
  /** A delegation that was revoked, by its id. */
  delegation: (id: string) => `delegation/${id}`,
  /** 办件, by its random id. */
  case: (id: string) => `case/${id}`,
  /** One entry of a case: `author` is the key id of a third party, or `authority`. */
  caseEntry: (id: string, author: string, number: string) => `case-entry/${id}/${author}/${number}`,
  receiptHead: (keyId: string) => `receipt-head/${keyId}`,
  networkChange: (id: string) => `network-change/${id}`,
  /** Ids of the changes that are not done. */
  networkChanges: 'network-changes',
} as const;

export type RecordKind =
  | 'network'
  | 'member'
  | 'msp'
  | 'motion'
  | 'authority'
  | 'key'
  | 'seal'
  | 'licence-type'
  | 'matter'
  | 'mapping';

/** The kind of record that a state key names. */
export function recordKind(key: string): RecordKind {
  const slash = key.indexOf('/');
  return (slash < 0 ? key : key.slice(0, slash)) as RecordKind;
}
