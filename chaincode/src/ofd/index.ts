export * from './inspection';
export * from './inspect-ofd';
export * from './inspect-seal-file';
export * from './inspector';
export * from './limits';
export * from './refusal';
export * from './write';
