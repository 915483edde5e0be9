import type { DelegationChain } from '../../delegation/chain';
import { COUNTER_LEVELS } from '../counter-match';
import type { Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';
import { agencyEvidence } from './agent';

/**
 * An agent whose delegations hold and who has presented. A licence says at which level its holder was identified, and
 * nothing of an agent; a clerk's comparison of the agent with the name in the last delegation gives the level of its way.
 * It adds to the delegations and stands in the place of none: where they fail, nothing of this is asked.
 */
export function provedAgent({ question, policy }: Examination, chain: DelegationChain): Finding {
  const evidence = agencyEvidence(chain);
  const { counterMatch } = question;
  const named = chain.links.at(-1)?.payload.agentName !== undefined;
  // Where nobody is named there is nothing to compare with.
  if (counterMatch?.of !== 'agent' || !named)
    return finding('AGENT_PROVED', { ...evidence, identityLevel: 0 });
  const { method, name } = counterMatch;
  if (name === 'differs') return finding('AGENT_DIFFERS', { ...evidence, method });
  if (name === 'near') return finding('AGENT_NAME_NEAR', { ...evidence, method });
  const identityLevel = (policy.counterLevels ?? COUNTER_LEVELS)[method];
  return finding('AGENT_MATCHED_AT_COUNTER', { ...evidence, method, name, identityLevel });
}
