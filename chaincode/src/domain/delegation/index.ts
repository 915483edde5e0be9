export * from './delegation';
export * from './chain';
export * from './revocation';
export * from './root';
