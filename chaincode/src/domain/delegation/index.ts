export * from './delegation';
export * from './chain';
export * from './revocation';
export * from './root';
export * from './giver';
export * from './holder-request';
