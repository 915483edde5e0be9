export * from './ledger';
export * from './embedded';
export * from './identity';
