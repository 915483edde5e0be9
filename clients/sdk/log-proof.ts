import type { LogProof, Receipt } from '@huren/chaincode/domain';
import type { ReceiptAnswer } from './answers';
import { HurenProblem, HurenUnreachable } from './problem';
import { Transport, type TransportOptions } from './transport';

/** The receipt itself is judged already: nobody waits long for this. */
const PATIENCE_MS = 4000;

/**
 * What the gateway that gave a receipt shows of its log, for the head that another gateway knows; undefined where it has
 * none, or does not answer.
 */
export async function logProofOf(
  { payload: { key, number } }: Receipt,
  { gateway, logSize }: Pick<ReceiptAnswer, 'gateway' | 'logSize'>,
  options: TransportOptions,
): Promise<LogProof | undefined> {
  if (gateway === undefined || logSize === undefined) return undefined;
  const path = `/v1/receipts/${key}/${String(number)}/log-proof?size=${String(logSize)}`;
  try {
    const call = { method: 'GET', path, idempotent: true } as const;
    return (await new Transport({ ...options, url: gateway, timeoutMs: PATIENCE_MS, retries: 0 }).call(call))
      .body as LogProof;
  } catch (error) {
    if (error instanceof HurenProblem || error instanceof HurenUnreachable) return undefined;
    throw error;
  }
}
