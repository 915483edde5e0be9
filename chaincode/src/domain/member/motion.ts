/** What members decide together: one member, one vote; voters and threshold are fixed when the motion opens. */
export type MotionKind =
  | 'admit-member'
  | 'suspend-member'
  | 'reinstate-member'
  | 'admit-approver'
  | 'witness-competence'
  | 'define-licence-type'
  | 'define-matter'
  | 'adopt-basis';

export interface Motion {
  /** base64url SHA-256 of JCS {kind, body, proposedBy, nonce}; the proposer chooses the nonce. */
  readonly id: string;
  readonly kind: MotionKind;
  /** What takes effect when it is carried; its shape depends on `kind`. */
  readonly body: unknown;
  readonly proposedBy: string;
  /** Admitted members at opening, without the one it is about. */
  readonly voters: readonly string[];
  /** Votes in favour that carry it: more than half of the voters. */
  readonly threshold: number;
  readonly votes: readonly { readonly member: string; readonly approve: boolean }[];
  readonly state: 'open' | 'carried' | 'rejected';
}
