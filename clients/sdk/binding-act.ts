import type { AgreementTerms, JsonObject } from '@huren/chaincode/domain';
import type { AgreementCheck } from './answers';
import type { HurenClient } from './client';
import { HurenProblem } from './problem';

/** Acts by which a member binds itself to a text: what contradicts it is told before they are signed. */
const BINDING: ReadonlySet<string> = new Set(['propose', 'accept', 'amend']);

export function bindsToText(contract: string, fn: string): boolean {
  return contract === 'agreement' && BINDING.has(fn);
}

/**
 * What contradicts the text of the act; undefined where the ledger holds no such agreement, which the act itself meets.
 * @throws HurenProblem with a status of 500 and above, HurenUnreachable
 */
export async function checkOfAct(
  client: HurenClient,
  fn: string,
  { id, terms }: JsonObject,
): Promise<AgreementCheck | undefined> {
  if (typeof id !== 'string') return undefined;
  const drafted = fn === 'accept' || terms === undefined ? {} : { terms: terms as unknown as AgreementTerms };
  try {
    return await client.checkAgreement({ id, ...drafted });
  } catch (error) {
    // Content that is malformed or unknown: the ledger says so in its own words.
    if (error instanceof HurenProblem && error.status < 500) return undefined;
    throw error;
  }
}
