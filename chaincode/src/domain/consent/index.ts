export * from './consent';
export * from './refusal';
