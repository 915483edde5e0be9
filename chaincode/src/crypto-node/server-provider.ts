import { OVER_NATIVE, type KernelProvider, kernelProvider } from '../domain/crypto/sm2-kernel-provider';
import { Sm2Kernel } from '../domain/crypto/sm2-kernel';
import { type KernelLimits, SERVER_KERNEL } from '../domain/crypto/sm2-kernel-tables';
import { type NodeProvider, nodeProvider } from './native-provider';

/** Node's own crypto, and the kernel for SM2. */
export type ServerProvider = KernelProvider & Pick<NodeProvider, 'degraded'>;

/**
 * The provider of a long-running process: nodeProvider with SM2 verification by the kernel. Building the generator's
 * table takes some 0.1 s here, so it is made at start-up; a command that checks one signature uses nodeProvider. Where
 * the platform has no WebAssembly or the known-answer test fails, everything stays native (`accelerated` is false).
 */
export function serverProvider(
  limits: KernelLimits = SERVER_KERNEL,
  base: NodeProvider = nodeProvider(),
): ServerProvider {
  let kernel: Sm2Kernel;
  try {
    kernel = new Sm2Kernel(limits);
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return { ...base, accelerated: false, warm: () => false };
  }
  return { ...kernelProvider(base, kernel, OVER_NATIVE), degraded: base.degraded };
}
