export {
  APPLICATION_LIMIT,
  APPLICATION_TYPE,
  applicationBytes,
  applicationDigest,
  applicationFault,
  memberApplication,
  parseApplication,
  type ApplicationFault,
  type ApplicationStatement,
  type MemberApplication,
} from './application';
export { UPDATE_BYTES_LIMIT } from './change-argument';
export { changeId, updateDigest } from './change-id';
export { isApproved } from './round';
export type {
  ChangeApproval,
  ConfigurationBase,
  NetworkChange,
  NetworkChangeKind,
  OpenChanges,
  SignatureQuorum,
} from './network-change';
export { isAdministratorsSignature, readUpdateSigner, type UpdateSigner } from './update-signature';
