export * from './request-object';
export * from './claim-proof';
