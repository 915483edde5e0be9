import { nodeProvider } from '../../../chaincode/src/crypto-node';
import { nobleProvider } from '../../../chaincode/src/domain/crypto';

/** Every provider answers every question of these tests alike. */
export const PROVIDERS = [nobleProvider, nodeProvider()] as const;
