import type { Agreement, Basis } from '../agreement/agreement';
import type { Authority } from '../authority/authority';
import type { Case, CaseEntry } from '../case/case';
import type { DelegationEnd } from '../delegation/delegation';
import type { LicenceDisputes } from '../dispute/dispute';
import type { Group } from '../group/group';
import type { LicenceType } from '../licence-type/licence-type';
import type { Anchor } from '../licence/anchor';
import type { LicenceStatus } from '../licence/status';
import type { Matter, MatterMapping, MatterReference } from '../matter/matter';
import type { KeyClaim, Member, Network, ReceiptHead } from '../member/member';
import type { Motion } from '../member/motion';
import type { Seal } from '../seal/seal';
import type { NetworkChange, OpenChanges } from '../network-change/network-change';
import { recordKey } from './record-key';

/** What stands under each kind of state key. */
export interface Records {
  network: Network;
  member: Member;
  /** The member's id, a JSON string. */
  msp: string;
  motion: Motion;
  authority: Authority;
  key: KeyClaim;
  seal: Seal;
  licenceType: LicenceType;
  matter: Matter;
  mapping: MatterMapping;
  reference: MatterReference;
  agreement: Agreement;
  basis: Basis;
  group: Group;
  anchor: Anchor;
  status: LicenceStatus;
  dispute: LicenceDisputes;
  delegation: DelegationEnd;
  case: Case;
  caseEntry: CaseEntry;
  receiptHead: ReceiptHead;
  networkChange: NetworkChange;
  networkChanges: OpenChanges;
}

export type RecordName = keyof Records;

/** The parts of a state key, in the order that recordKey asks for. */
export type KeyParts<K extends RecordName> = (typeof recordKey)[K] extends (...parts: infer P) => string
  ? P
  : [];

/** One record to be stored: what a decision hands to whoever keeps the state. */
export interface Write {
  readonly key: string;
  readonly value: Records[RecordName];
}

export function stateKey<K extends RecordName>(kind: K, parts: KeyParts<K>): string {
  const key = recordKey[kind] as string | ((...parts: string[]) => string);
  return typeof key === 'string' ? key : key(...(parts as string[]));
}

export function write<K extends RecordName>(kind: K, parts: KeyParts<K>, value: Records[K]): Write {
  return { key: stateKey(kind, parts), value };
}
