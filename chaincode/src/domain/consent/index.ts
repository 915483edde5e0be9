export * from './ask';
export * from './consent';
export * from './refusal';
