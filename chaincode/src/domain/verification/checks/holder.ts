import { importJwk } from '../../crypto/jwk';
import type { VerificationKey } from '../../crypto/verification-key';
import { agentOf, chainHash } from '../../delegation/chain';
import { MalformedError } from '../../encoding/malformed';
import type { JsonObject } from '../../json/value';
import { verifyKeyBinding } from '../../sd-jwt/key-binding';
import { COUNTER_LEVELS } from '../counter-match';
import { type Finding } from '../finding';
import { finding, type FindingCode } from '../finding-code';
import type { Examination } from '../inquiry';
import { agencyFault } from './agent';
import { provedAgent } from './agent-match';

/** How far a holder's clock may run ahead of the verifier's. */
export const CLOCK_SKEW_MS = 60_000;

/** What a presentation is addressed to: one authority and one matter. */
export function presentationAudience(authority: string, matter: string): string {
  return `urn:huren:authority:${authority}:matter:${matter}`;
}

/**
 * 10. The holder's key signed this very presentation, for this authority and matter, in answer to this nonce, just
 * now. A binding that belongs to somebody or something else fails; one that only came late is unknown. Where no key
 * speaks for the holder, the word of the clerk who compared the person does, and the finding says so. An agent's key
 * speaks for the holder as far as the delegations go that lead to it.
 */
export function checkHolder(examination: Examination): Finding {
  const presented = checkPresentation(examination);
  const { credential } = examination;
  // A card would show the agent, and whether their delegation holds, a comparison cannot tell.
  if (credential.form === 'data' && credential.delegations !== undefined) return presented;
  return mayMatchInstead(presented.code) ? (matchedAtCounter(examination) ?? presented) : presented;
}

/** Findings in whose place a match at the counter may stand: nothing was presented, or nothing that could prove. */
const MATCHED_INSTEAD: ReadonlySet<string> = new Set<FindingCode>([
  'NOT_PRESENTED',
  'KEY_BINDING_ABSENT',
  'HOLDER_KEY_ABSENT',
]);

/** Whether a clerk's comparison of the person may stand in the place of such a finding about the holder. */
export function mayMatchInstead(code: string): boolean {
  return MATCHED_INSTEAD.has(code);
}

function matchedAtCounter({ question, policy }: Examination): Finding | undefined {
  const { counterMatch } = question;
  // What was compared with a delegation says nothing of the holder.
  if (counterMatch === undefined || counterMatch.of !== undefined) return undefined;
  const { method, name } = counterMatch;
  if (name === 'differs') return finding('PERSON_DIFFERS', { method });
  if (name === 'near') return finding('PERSON_NAME_NEAR', { method });
  const identityLevel = (policy.counterLevels ?? COUNTER_LEVELS)[method];
  return finding('PERSON_MATCHED_AT_COUNTER', { method, name, identityLevel });
}

function checkPresentation(examination: Examination): Finding {
  const { question, credential, provider, presentation } = examination;
  if (question.nonce === undefined) return finding('NOT_PRESENTED');
  const nonceState = presentation?.nonce === question.nonce ? presentation.state : 'unknown';
  if (nonceState === 'unknown') return finding('NONCE_UNKNOWN');
  if (nonceState === 'used') return finding('NONCE_USED');
  const { holderKey } = credential.claims;
  // A file proves nothing about who hands it over.
  if (credential.form === 'page' || credential.sdJwt.keyBinding === undefined)
    return finding('KEY_BINDING_ABSENT');
  if (holderKey === undefined) return finding('HOLDER_KEY_ABSENT');
  const cnfKey = keyOf(holderKey);
  if (cnfKey === undefined) return finding('KEY_BINDING_INVALID', { reason: 'BAD_KEY' });
  const { delegations } = credential;
  const agent = delegations === undefined ? undefined : agentOf(delegations, cnfKey, provider);
  if (agent !== undefined && 'fault' in agent) return finding('AGENT_CHAIN_BROKEN', { reason: agent.fault });
  const binding = verifyKeyBinding(provider, credential.sdJwt, { cnfKey: agent?.key ?? cnfKey });
  if (binding.outcome !== 'valid') {
    return finding('KEY_BINDING_INVALID', {
      reason: binding.outcome === 'invalid' ? binding.code : 'ABSENT',
    });
  }
  // A chain that the presenter did not sign for may have been put there by somebody on the way.
  const named = delegations === undefined ? undefined : chainHash(provider, delegations.texts);
  if (binding.delegationHash !== named) return finding('AGENT_CHAIN_BROKEN', { reason: 'other-chain' });
  const audience = presentationAudience(question.relying, question.matter);
  if (binding.aud !== audience || presentation?.audience !== audience)
    return finding('AUDIENCE_DIFFERS', { audience });
  if (binding.nonce !== question.nonce) return finding('NONCE_DIFFERS');
  const fault = representationFault(examination) ?? (delegations && agencyFault(examination, delegations));
  if (fault !== undefined) return fault;
  if (nonceState === 'expired') return finding('NONCE_EXPIRED');
  if (!isCurrent(binding.iat * 1000, examination)) return finding('PRESENTATION_NOT_CURRENT');
  if (delegations === undefined) return provedBy(examination);
  return provedAgent(examination, delegations);
}

function provedBy({ credential }: Examination): Finding {
  const { representation, identityLevel = 0 } = credential.claims;
  return representation === undefined
    ? finding('HOLDER_PROVED', { identityLevel })
    : finding('HOLDER_REPRESENTED', { ...representation, identityLevel });
}

/** A guardian or proxy, and whomever they let act, may present to the last day that the issuer recorded. */
function representationFault({ credential, day }: Examination): Finding | undefined {
  const { relation, until } = credential.claims.representation ?? {};
  if (until === undefined || day <= until) return undefined;
  return finding('REPRESENTATION_ENDED', { day, relation, until });
}

/** Signed after the request was made and not longer ago than policy allows. */
function isCurrent(signedAtMs: number, { nowMs, policy, presentation }: Examination): boolean {
  if (signedAtMs > nowMs + CLOCK_SKEW_MS || nowMs - signedAtMs > policy.presentationMaxAgeMs) return false;
  return presentation === undefined || signedAtMs >= presentation.issuedAtMs - CLOCK_SKEW_MS;
}

function keyOf(jwk: JsonObject): VerificationKey | undefined {
  try {
    return importJwk(jwk);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** The level at which the holder was identified, by presentation or at the counter; undefined without either. */
export function identityLevelOf(holder: Finding): number | undefined {
  const level = holder.outcome === 'pass' ? holder.evidence['identityLevel'] : undefined;
  return typeof level === 'number' ? level : undefined;
}
