export * from './matter';
export { matterDefinition, type MatterDefinition } from './definition';
export * from './drift';
export { MATTER_ROWS_LIMIT, type RefusedRow } from './list';
export { referenceEntry } from './reference';
export { matterOn } from './version';
