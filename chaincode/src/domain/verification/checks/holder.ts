import { consentHash } from '../../consent/consent';
import type { CryptoProvider } from '../../crypto/provider';
import { agentOf, chainHash } from '../../delegation/chain';
import { holdersOf, type LicenceHolder } from '../../licence/co-holders';
import type { DataCredential } from '../../licence/credential';
import { type KeyBindingResult, verifyKeyBinding } from '../../sd-jwt/key-binding';
import { COUNTER_LEVELS } from '../counter-match';
import { type Finding } from '../finding';
import { finding, type FindingCode } from '../finding-code';
import type { Examination } from '../inquiry';
import type { PresentingHolder } from '../verdict';
import { agencyFault } from './agent';
import { provedAgent } from './agent-match';
import { type HolderWords, type Presented, readCoHolders } from './co-holders';
import { isRepresentationOver, isSignedSince, keyOf } from './holder-key';
import { presentationAudience } from './presentation-audience';

/** What check 10 saw, and on whose word fields of a licence with several holders may be read. */
export interface HolderReading {
  readonly finding: Finding;
  /** Absent: the licence has one holder. */
  readonly words?: HolderWords;
}

/**
 * 10. The holder's key signed this very presentation, for this authority and matter, in answer to this nonce, just
 * now. A binding that belongs to somebody or something else fails; one that only came late is unknown. Where no key
 * speaks for the holder, the word of the clerk who compared the person does, and the finding says so. An agent's key
 * speaks for the holder as far as the delegations go that lead to it. Of several holders any may present, and shows
 * another's fields by that other's consent alone.
 */
export function readHolder(examination: Examination): HolderReading {
  const presented = checkPresentation(examination);
  const { credential } = examination;
  if (credential.form === 'page') return { finding: matchedInstead(examination, presented.finding) };
  if (credential.claims.coHolders !== undefined) {
    return readCoHolders(examination, credential, presented, (found) => matchedInstead(examination, found));
  }
  // A card would show the agent, and whether their delegation holds, a comparison cannot tell.
  if (credential.delegations !== undefined) return { finding: presented.finding };
  return { finding: matchedInstead(examination, presented.finding) };
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

/** The clerk's comparison, where it may stand in the place of what was found; else what was found. */
function matchedInstead(examination: Examination, found: Finding): Finding {
  return mayMatchInstead(found.code) ? (matchedAtCounter(examination) ?? found) : found;
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

function checkPresentation(examination: Examination): Presented {
  const { question, credential, provider, presentation } = examination;
  const found = (...of: Parameters<typeof finding>): Presented => ({ finding: finding(...of) });
  if (question.nonce === undefined) return found('NOT_PRESENTED');
  const nonceState = presentation?.nonce === question.nonce ? presentation.state : 'unknown';
  if (nonceState === 'unknown') return found('NONCE_UNKNOWN');
  if (nonceState === 'used') return found('NONCE_USED');
  // A file proves nothing about who hands it over.
  if (credential.form === 'page' || credential.sdJwt.keyBinding === undefined)
    return found('KEY_BINDING_ABSENT');
  const holders = holdersOf(credential.claims);
  if (holders.length === 0) return found('HOLDER_KEY_ABSENT');
  const speaker = speakerOf(holders, credential, provider);
  if ('code' in speaker) return { finding: speaker };
  const { binding, place, holder } = speaker;
  const { delegations, consents } = credential;
  // A chain that the presenter did not sign for may have been put there by somebody on the way.
  const named = delegations === undefined ? undefined : chainHash(provider, delegations.texts);
  if (binding.delegationHash !== named) return found('AGENT_CHAIN_BROKEN', { reason: 'other-chain' });
  const audience = presentationAudience(question.relying, question.matter);
  if (binding.aud !== audience || presentation?.audience !== audience)
    return found('AUDIENCE_DIFFERS', { audience });
  if (binding.nonce !== question.nonce) return found('NONCE_DIFFERS');
  const given = consents === undefined ? undefined : consentHash(provider, consents.texts);
  if (binding.consentHash !== given) return found('CO_HOLDER_CONSENT_INVALID', { reason: 'other-consents' });
  const fault =
    representationFault(examination, holder) ?? (delegations && agencyFault(examination, delegations));
  if (fault !== undefined) return { finding: fault };
  if (nonceState === 'expired') return found('NONCE_EXPIRED');
  if (!isCurrent(binding.iat * 1000, examination)) return found('PRESENTATION_NOT_CURRENT');
  if (delegations === undefined) return { finding: provedBy(holder), place };
  const agent = provedAgent(examination, delegations);
  return agent.outcome === 'fail' ? { finding: agent } : { finding: agent, place };
}

interface Speaker {
  readonly place: number;
  readonly holder: LicenceHolder;
  readonly binding: Extract<KeyBindingResult, { readonly outcome: 'valid' }>;
}

/** The holder whose key, or whose agent's, signed the binding; or why it is nobody's. */
function speakerOf(
  holders: readonly LicenceHolder[],
  { delegations, sdJwt }: DataCredential,
  provider: CryptoProvider,
): Speaker | Finding {
  const faults: Finding[] = [];
  for (const [place, holder] of holders.entries()) {
    const cnfKey = keyOf(holder.holderKey);
    if (cnfKey === undefined) {
      faults.push(finding('KEY_BINDING_INVALID', { reason: 'BAD_KEY' }));
      continue;
    }
    const agent = delegations === undefined ? undefined : agentOf(delegations, cnfKey, provider);
    if (agent !== undefined && 'fault' in agent) {
      faults.push(finding('AGENT_CHAIN_BROKEN', { reason: agent.fault }));
      continue;
    }
    const binding = verifyKeyBinding(provider, sdJwt, { cnfKey: agent?.key ?? cnfKey });
    if (binding.outcome === 'valid') return { place, holder, binding };
    faults.push(
      finding('KEY_BINDING_INVALID', { reason: binding.outcome === 'invalid' ? binding.code : 'ABSENT' }),
    );
  }
  // Of several holders the one from whom the chain comes is told of.
  const told = faults.find(({ evidence }) => evidence['reason'] !== 'wrong-signer') ?? faults[0];
  return told ?? finding('HOLDER_KEY_ABSENT');
}

function provedBy({ representation, identityLevel = 0 }: LicenceHolder): Finding {
  return representation === undefined
    ? finding('HOLDER_PROVED', { identityLevel })
    : finding('HOLDER_REPRESENTED', { ...representation, identityLevel });
}

/** A guardian or proxy, and whomever they let act, may present to the last day that the issuer recorded. */
function representationFault({ day }: Examination, holder: LicenceHolder): Finding | undefined {
  if (!isRepresentationOver(holder, day)) return undefined;
  const { relation, until } = holder.representation ?? {};
  return finding('REPRESENTATION_ENDED', { day, relation, until });
}

/** Signed after the request was made and not longer ago than policy allows. */
function isCurrent(signedAtMs: number, examination: Examination): boolean {
  return isSignedSince(signedAtMs, examination.policy.presentationMaxAgeMs, examination);
}

/** The level at which the holder was identified, by presentation or at the counter; undefined without either. */
export function identityLevelOf(holder: Finding): number | undefined {
  const level = holder.outcome === 'pass' ? holder.evidence['identityLevel'] : undefined;
  return typeof level === 'number' ? level : undefined;
}

/** Which of several holders presented, or was compared; undefined where that is not known or there is but one. */
export function presenterOf({ evidence: { holder, holders } }: Finding): PresentingHolder | undefined {
  return typeof holder === 'number' && typeof holders === 'number' ? { holder, holders } : undefined;
}
