import { nodeProvider, serverProvider } from '../../../chaincode/src/crypto-node';
import {
  kernelProvider,
  nobleProvider,
  OVER_NOBLE,
  SMALL_KERNEL,
  Sm2Kernel,
} from '../../../chaincode/src/domain/crypto';

/** Every provider answers every question of these tests alike: Node's, noble's, a server's and a browser's. */
export const PROVIDERS = [
  nobleProvider,
  nodeProvider(),
  serverProvider({ ...SMALL_KERNEL, keys: 2 }),
  kernelProvider(nobleProvider, new Sm2Kernel(SMALL_KERNEL), OVER_NOBLE),
] as const;
