export * from './matter';
export { referenceEntry } from './reference';
