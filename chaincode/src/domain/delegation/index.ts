export * from './delegation';
export * from './chain';
export * from './revocation';
