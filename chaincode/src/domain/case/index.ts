export * from './case';
export * from './statement';
export * from './request';
export { authorOf } from './entry';
