import { nodeProvider } from '../crypto-node';
import type { CryptoProvider } from '../domain/crypto';

/**
 * Native, since the proofs of possession of a founding network add up. The domain's strict checks come first and both
 * providers give the same answers (test/domain/crypto), so that peers of different builds agree; an algorithm that a
 * build lacks or gets wrong runs on noble.
 */
export const provider: CryptoProvider = nodeProvider();
