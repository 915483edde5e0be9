export * from './authority';
export { certificateDer, certificateKid, identityKeyOf } from './certificate';
export {
  type AuthorityLookup,
  continuedAuthorities,
  heirOf,
  LINEAGE_LIMIT,
  presentAuthority,
} from './lineage';
export { hasJoinedSuperior, hasMandate } from './right';
