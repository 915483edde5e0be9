export * from './inspection';
export * from './inspect-ofd';
export * from './inspect-seal-file';
export * from './limits';
export * from './refusal';
