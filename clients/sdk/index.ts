export * from './answers';
export * from './caller-key';
export * from './client';
export * from './credential-file';
export * from './holder';
export * from './problem';
export * from './token-source';
export { Transactions } from './transactions';
export type { Fetch, TransportOptions } from './transport';
