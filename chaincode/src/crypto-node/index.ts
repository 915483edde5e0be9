export * from './native-provider';
export * from './native-signer';
export * from './server-provider';
export { KEY_CACHE_LIMIT } from './key-cache';
export { nativePrimitives, type NativePrimitives } from './native-primitives';
