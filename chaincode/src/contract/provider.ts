import { type CryptoProvider, nobleProvider } from '../domain/crypto';

/** Contracts verify few signatures and must answer alike on every peer: pure TypeScript, no native code. */
export const provider: CryptoProvider = nobleProvider;
