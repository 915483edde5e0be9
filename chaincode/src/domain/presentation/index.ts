export * from './request-object';
