export * from './seal';
export { isSignedStatement, sealPossessionStatement } from './possession';
