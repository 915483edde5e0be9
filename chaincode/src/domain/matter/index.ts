export * from './matter';
export { matterDefinition, type MatterDefinition } from './definition';
export * from './drift';
export { acceptedMappings, basicOfLocal, isAccepted, mappingKey, otherSide } from './equal-matters';
export { MATTER_ROWS_LIMIT, type RefusedRow } from './list';
export { referenceEntry } from './reference';
export { matterOn } from './version';
