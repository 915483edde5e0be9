import { acceleratedProvider, type KernelProvider, OVER_NATIVE } from '../domain/crypto/sm2-kernel-provider';
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
  return { ...acceleratedProvider(base, limits, OVER_NATIVE), degraded: base.degraded };
}
