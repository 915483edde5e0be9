export * from './ledger';
export * from './embedded';
export * from './identity';
export * from './keys';
