export * from './canonical';
export * from './reader';
export * from './shape';
export * from './value';
