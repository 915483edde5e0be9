export * from './group';
export * from './placement';
export * from './timeline';
export { groupDigest, groupElectorate } from './proposal';
