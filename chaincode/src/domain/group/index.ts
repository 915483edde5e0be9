export * from './group';
export * from './placement';
export * from './timeline';
export { groupDigest } from './proposal';
