export * from './member';
export * from './motion';
