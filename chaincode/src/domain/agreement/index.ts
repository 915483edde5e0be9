export * from './agreement';
export { agreementTerms, NOTICE_DAYS, proposeArgument, termsDigest } from './acceptance';
export * from './contradiction';
export * from './explanation';
