export { chaincodePackage, type ChaincodePackage } from './chaincode-package';
export { NetworkHome, type Placed } from './home';
export { memberProfile, profileFile, writeProfiles } from './member-profile';
export { addressOf, chaincodeName, NetworkRun, type NodeStatus, type Step } from './network-run';
export { type Programs } from './node-programs';
export { OperatorFault, type Words } from './operator-fault';
export { findRelease, triedRelease, type Release } from './release';
