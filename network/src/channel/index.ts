export { appliedUpdate, isReached, isReadable, readUpdate, type ReadUpdate } from './applied-update';
export {
  awaitSequence,
  configurationOfBlock,
  fetchConfig,
  readConfiguration,
  type ChannelConfiguration,
} from './channel-configuration';
export {
  anchorAddresses,
  isSigned,
  ordererAddresses,
  quorumsOf,
  readConsenters,
  readParts,
  type ChannelParts,
  type ConsenterView,
  type SignatureQuorum,
} from './channel-parts';
export {
  emptyGroup,
  groupAt,
  readGroup,
  treeDigest,
  withGroup,
  withPolicy,
  withValue,
  writeGroup,
  type ConfigGroup,
  type ConfigPolicy,
  type ConfigValue,
} from './config-tree';
export { computeSets, computeUpdate, NothingChanges, type UpdateSets } from './config-update';
export { describeUpdate, type ConfigDifference } from './describe-update';
export { policyText } from './policy-words';
export {
  applicationGroup,
  endpointOf,
  fingerprint,
  mspValue,
  ordererGroup,
  readOrganisation,
  valueOf,
  type Organisation,
  type OrganisationView,
} from './organisation-group';
export { signUpdate, submitUpdate, updateEnvelope, type UpdateSignature } from './update-signature';
