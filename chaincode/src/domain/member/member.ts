import type { Bilingual } from '../record/bilingual';
import type { SuiteName } from '../crypto/provider';

/**
 * Founding lists the founders, and the network opens when each has confirmed (DETAILS 2); it opens once and for good.
 */
export interface Network {
  readonly founders: readonly string[];
  readonly confirmed: readonly string[];
  readonly state: 'founding' | 'open';
  /** Last day that the founders have to themselves; then those that confirmed may go on without the others. */
  readonly confirmBy?: string;
  /** How often founding has begun, from 1. */
  readonly round?: number;
  /** Every member ever listed or admitted, in order of id; who votes is read from their records. */
  readonly members?: readonly string[];
}

export type MemberState = 'founding' | 'admitted' | 'suspended' | 'withdrawn';

/** 成员: an organisation that runs nodes and holds a vote; one Fabric MSP. */
export interface Member {
  /** Region code (demo) or unified social credit code. */
  readonly id: string;
  readonly msp: string;
  readonly name: Bilingual;
  readonly region: string;
  readonly state: MemberState;
  readonly receiptKeys: readonly ReceiptKey[];
  /** Origin at which wallets and other members' gateways reach this member's, e.g. `https://gateway.example`. */
  readonly gateway?: string;
}

/** A gateway's receipt key; when it was added and ended is read from the record's history. */
export interface ReceiptKey {
  readonly keyId: string;
  readonly suite: SuiteName;
  /** base64url of the 65-byte uncompressed point or the 32-byte Ed25519 key. */
  readonly publicKey: string;
  readonly state: 'active' | 'ended';
}

/** The newest receipt of one receipt key, as anchored by its gateway; doubles as the member's heartbeat. */
export interface ReceiptHead {
  readonly keyId: string;
  readonly member: string;
  /** Receipts issued so far under this key. */
  readonly number: number;
  /** base64url digest of the receipt numbered `number`; absent while `number` is 0. */
  readonly digest?: string;
  /** base64url root of the tree of receipts 1…`number` (RFC 6962, leaf: a payload's JCS); absent while `number` is 0. */
  readonly root?: string;
  /** The key has ended with this receipt: none of a higher number is in its log. */
  readonly final?: true;
}

/** Who holds a public key and for what: a key has one use and one owner for ever. */
export interface KeyClaim {
  readonly use: 'identity' | 'seal' | 'receipt' | 'third-party';
  readonly owner: string;
}
