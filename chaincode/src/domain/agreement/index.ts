export * from './agreement';
export { NOTICE_DAYS, termsDigest } from './acceptance';
