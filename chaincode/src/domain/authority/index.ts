export * from './authority';
export { certificateDer, certificateKid, identityKeyOf } from './certificate';
export { hasMandate } from './right';
