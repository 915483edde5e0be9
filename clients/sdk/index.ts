export type { AgentUsesAnswer, ToldUse, UnaskedMember } from './agent-uses';
export * from './answers';
export { bindsToText, checkOfAct } from './binding-act';
export * from './caller-key';
export * from './cases';
export * from './client';
export type { CredentialFile, CredentialInput, PageFile } from './credential-file';
export { formsOf } from './issued-forms';
export {
  consentLink,
  type ConsentAsk,
  type ConsentReply,
  isAskedFor,
  readConsentLink,
} from './co-holder-consent';
export { type GivenConsent, holdersIn } from './licence-holders';
export * from './delegation';
export * from './facts-signature';
export { type HandedOver, parseHandedOver } from './handed-over';
export * from './holder';
export * from './identity-pem';
export * from './local-verification';
export * from './problem';
export * from './token-source';
export * from './third-party';
export type { JudgedRequest } from './judged-request';
export * from './offer';
export { readPreparedCall, type PreparedCall } from './prepared-call';
export { expectedCall, isExpectedCall, Transactions, type ExpectedCall } from './transactions';
export type { Fetch, TransportOptions } from './transport';
export * from './words';
export * from './wallet';
