export { applicationText, makeApplication, pemOf, type ApplicantWords } from './application-file';
export { checkApplication, type ApplicationFinding } from './application-check';
export { ChangeDesk, type Approved, type DeskAccess } from './change-desk';
export { isInForce } from './change-standing';
export { targetOf, withMember, withoutMember } from './change-target';
export {
  invitationDigest,
  invitationOf,
  invitationText,
  parseInvitation,
  type Invitation,
  type UnsignedInvitation,
} from './invitation';
export { checkMaker, isIntact, signInvitation } from './invitation-maker';
export { LedgerChange } from './ledger-change';
export { withDesk, type OpenDesk } from './open-desk';
export { joinNetwork, type Joined, type JoinWaiting } from './join';
export { joinedTopology, keepInvitation, topologyOf } from './joined-folder';
export { clockLimitMs, preflight, type EndpointFinding } from './preflight';
export { startMember, type JoinOptions } from './start-member';
export { reviewOf, type BaseStanding, type Review } from './review';
export {
  firstBlock,
  hasJoined,
  joinBySnapshot,
  peerHeight,
  requestSnapshot,
  snapshotDigest,
  type Snapshot,
} from './snapshot';
export {
  parseMemberFile,
  plainMember,
  planOf,
  wordsOf,
  writeMemberFile,
  type MemberFile,
} from './member-file';
