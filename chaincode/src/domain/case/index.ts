export * from './case';
export * from './statement';
