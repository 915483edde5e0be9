export { approvalsOnLedger, packageHash, type LedgerApproval } from './approvals-on-ledger';
export { forecastExpiries, type CertificateUse, type Expiry } from './certificate-forecast';
export { chaincodePackage, type ChaincodePackage } from './chaincode-package';
export { checkGenesis, genesisDifferences } from './genesis';
export { memberProfile, profileFile, refreshProfiles, writeProfiles } from './member-profile';
export { addressOf, certifiedNodes, NetworkHome, type Placed } from './home';
export { type Outcome } from './founding';
export { chaincodeName, NetworkRun } from './network-run';
export { adminAccess } from './own-orderers';
export { type NodeStatus } from './running-nodes';
export { step, type Step, type Told } from './step';
export { type Programs } from './node-programs';
export {
  exportPart,
  importPart,
  networkFileOf,
  parsePart,
  partFileChars,
  type ImportedMember,
  type NetworkPart,
} from './network-part';
export { ChannelChange, parseChange, type ChangeFile } from './channel-change';
export {
  bftQuorum,
  consenterAddresses,
  consenterCertificates,
  withConsenter,
  withoutConsenter,
  withOrdererEndpoints,
  withTrustedCas,
  type ConsenterPlan,
} from './consenter-change';
export { CertificateRenewal } from './certificate-renewal';
export { type ChannelChanges } from './channel-changes';
export { OrdererSet } from './orderer-set';
export { OperatorFault, type Words } from './operator-fault';
export { checkClocks, clockLimitMs, peerTime, type ClockReading } from './peer-clock';
export { portHolder, type PortHolder } from './port-holder';
export { awaitEndorsement } from './readiness';
export { findRelease, triedRelease, type Release } from './release';
