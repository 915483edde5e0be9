export * from './agreed-text';
export * from './agreement';
export { agreementTerms, NOTICE_DAYS, NOTICE_LIMIT_DAYS, proposeArgument, termsDigest } from './acceptance';
export * from './contradiction';
export * from './explanation';
export type { Approval, ExplainedClause } from './explained-clause';
export type { ExplainedIssuer } from './explained-issuer';
export type { Missing, MissingCode } from './missing';
export type { Occurrence } from './occurrence';
