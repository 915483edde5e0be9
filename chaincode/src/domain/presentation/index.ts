export {
  askedOfLicence,
  type AskedOfLicence,
  type ClaimPath,
  type DcqlQuery,
  dcqlOf,
  LICENCE_QUERY,
  vctOf,
} from './licence-query';
export * from './request-object';
export * from './rendezvous-ask';
export * from './claim-proof';
