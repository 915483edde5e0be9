export * from './matter';
export { matterDefinition, type MatterDefinition } from './definition';
export * from './deviation';
export * from './drift';
export {
  acceptedMappings,
  basicOfLocal,
  countsBetween,
  isAccepted,
  type LocalMatter,
  type LocalQuestion,
  mappingKey,
  otherSide,
} from './equal-matters';
export { decideMatterList, MATTER_ROWS_LIMIT, matterListArgument, type RefusedRow } from './list';
export { changedSides, namedDigests, type NamedMatters } from './named';
export { referenceEntry } from './reference';
export { matterOn } from './version';
