export { approvalsOnLedger, packageHash, type LedgerApproval } from './approvals-on-ledger';
export { chaincodePackage, type ChaincodePackage } from './chaincode-package';
export { checkGenesis, genesisDifferences } from './genesis';
export { memberProfile, profileFile, writeProfiles } from './member-profile';
export { addressOf, NetworkHome, type Placed } from './home';
export {
  adminAccess,
  chaincodeName,
  NetworkRun,
  type NodeStatus,
  type Outcome,
  type Step,
} from './network-run';
export { type Programs } from './node-programs';
export { OperatorFault, type Words } from './operator-fault';
export { checkClocks, clockLimitMs, peerTime, type ClockReading } from './peer-clock';
export { portHolder, type PortHolder } from './port-holder';
export { awaitEndorsement } from './readiness';
export { findRelease, triedRelease, type Release } from './release';
