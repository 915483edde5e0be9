import type { Bilingual } from '../record/bilingual';
import type { MemberApplication } from './application';

/** What the administrators of the members change about the network itself, by one update of the channel. */
export type NetworkChangeKind = 'admit-member' | 'remove-member' | 'channel-update';

/** The channel configuration that an update was computed from: an update fits no other. */
export interface ConfigurationBase {
  readonly sequence: number;
  /** base64url SHA-256 of the configuration's tree (`huren-channel-configuration/1`). */
  readonly digest: string;
}

/** So many of these MSPs' administrators must sign, as the channel's policies have it. */
export interface SignatureQuorum {
  readonly msps: readonly string[];
  readonly atLeast: number;
}

/** A member's yes: its administrator's signature under the update. */
export interface ChangeApproval {
  readonly member: string;
  readonly msp: string;
  /** base64url of `common.SignatureHeader`. */
  readonly header: string;
  /** base64url of the DER signature over `header ‖ update`. */
  readonly signature: string;
}

/** 网络变更: a request to change the network, with the signatures that it has so far. */
export interface NetworkChange {
  readonly id: string;
  readonly kind: NetworkChangeKind;
  /** The member that it concerns. */
  readonly member: string;
  /** admit-member: the applicant's own signed file. */
  readonly application?: MemberApplication;
  /** Others: what it is for. */
  readonly note?: Bilingual;
  readonly sponsor: string;
  /** Who began each round, the first first: a member cannot void the others' signatures for ever, nor unseen. */
  readonly begunBy: readonly string[];
  /** Admitted members when the round began, without the one that is to go. */
  readonly voters: readonly string[];
  /** More than half of the voters; `quorums` come on top. */
  readonly threshold: number;
  /** 1, and one more whenever a change of the channel, or a proposal that was wrong, voided the signatures. */
  readonly round: number;
  readonly base: ConfigurationBase;
  /** base64url of `common.ConfigUpdate`. */
  readonly update: string;
  readonly quorums: readonly SignatureQuorum[];
  readonly approvals: readonly ChangeApproval[];
  readonly state: 'open' | 'approved' | 'done' | 'cancelled';
  /** The channel's sequence with the update in force, once it is done. */
  readonly sequence?: number;
  /** Whose word `done` is: readers look at the channel itself before they believe it. */
  readonly completedBy?: string;
}

/** The changes that are neither done nor cancelled, oldest first. */
export interface OpenChanges {
  /** Their ids. */
  readonly open: readonly string[];
  /** The sponsor of each. */
  readonly sponsors: readonly string[];
}
