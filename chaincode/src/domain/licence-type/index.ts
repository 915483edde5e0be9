export * from './licence-type';
