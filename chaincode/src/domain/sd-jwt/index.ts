export * from './parse';
export * from './process';
export * from './key-binding';
export * from './issue';
export * from './present';
