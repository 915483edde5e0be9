export * from './authority';
export { certificateDer, certificateKid, identityKeyOf } from './certificate';
export { heirOf, LINEAGE_LIMIT } from './lineage';
export { hasMandate } from './right';
