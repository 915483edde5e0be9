export * from './tag';
export * from './reader';
export * from './writer';
