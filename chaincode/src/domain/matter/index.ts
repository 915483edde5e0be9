export * from './matter';
