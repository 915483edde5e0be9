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
export { changeId, isApproved, updateDigest, UPDATE_BYTES_LIMIT } from './deciding';
export type {
  ChangeApproval,
  ConfigurationBase,
  NetworkChange,
  NetworkChangeKind,
  OpenChanges,
  SignatureQuorum,
} from './network-change';
export { isAdministratorsSignature, readUpdateSigner, type UpdateSigner } from './update-signature';
