/** What members decide together: one member, one vote; voters and threshold are fixed when the motion opens. */
export type MotionKind =
  | 'admit-member'
  | 'suspend-member'
  | 'reinstate-member'
  | 'admit-approver'
  | 'suspend-approver'
  | 'reinstate-approver'
  | 'witness-competence'
  | 'end-competence'
  | 'witness-succession'
  | 'define-licence-type'
  | 'deprecate-licence-type'
  | 'define-matter'
  | 'adopt-basis'
  | 'amend-basis'
  | 'end-basis';

export interface Motion {
  /** base64url SHA-256 of JCS {kind, body, proposedBy, nonce}; the proposer chooses the nonce. */
  readonly id: string;
  readonly kind: MotionKind;
  /** What takes effect when it is carried; its shape depends on `kind`. */
  readonly body: unknown;
  readonly proposedBy: string;
  /** Day of the proposal, and the last day on which votes are taken: fixed when it opens. */
  readonly openedOn: string;
  readonly closesOn: string;
  /** Admitted members at opening, without the one it is about. */
  readonly voters: readonly string[];
  /** Votes in favour that carry it: more than half of the voters. */
  readonly threshold: number;
  readonly votes: readonly { readonly member: string; readonly approve: boolean }[];
  /** An `open` motion whose last day has passed has expired: time alone writes nothing. */
  readonly state: 'open' | 'carried' | 'rejected';
}
