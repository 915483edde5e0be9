export * from './compromise';
export * from './engraving';
export * from './seal';
export { SES_SEAL_LIMIT, type SesProof } from './ses-proof';
export { isSignedStatement, sealPossessionStatement } from './possession';
export { compromiseArgument } from './state-change';
