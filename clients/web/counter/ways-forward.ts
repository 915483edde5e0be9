import { type Finding, type FindingCode, mayMatchInstead, type Verdict } from '@huren/chaincode/domain';

/** What the page itself can do next; what people do stands in the sentences of the findings. */
export type Way = 'present' | 'match' | 'agent' | 'file' | 'retry';

const ways: Partial<Record<FindingCode, readonly Way[]>> = {
  NOT_PRESENTED: ['present', 'match'],
  KEY_BINDING_ABSENT: ['present', 'match'],
  HOLDER_KEY_ABSENT: ['match'],
  KEY_BINDING_INVALID: ['present'],
  AUDIENCE_DIFFERS: ['present'],
  NONCE_DIFFERS: ['present'],
  NONCE_USED: ['present'],
  NONCE_UNKNOWN: ['present'],
  NONCE_EXPIRED: ['present'],
  PRESENTATION_NOT_CURRENT: ['present'],
  PERSON_NAME_NEAR: ['match'],
  AGENT_NAME_NEAR: ['agent'],
  FIELDS_MISSING: ['present', 'file'],
  IDENTITY_LEVEL_TOO_LOW: ['match', 'agent', 'present'],
  LEGAL_FORM_NOT_ENOUGH: ['file'],
  NOT_ANCHORED: ['file'],
  INDEX_STALE: ['retry'],
  INDEX_AHEAD: ['retry'],
  HEIGHT_TO_COME: ['retry'],
};

/** The findings that stand in the way, gravest first, as the judgement ranks them. */
export function obstacles({ findings }: Verdict): readonly Finding[] {
  const rank = { fail: 0, unknown: 1, skipped: 2, pass: 3 } as const;
  return findings
    .filter(({ outcome }) => outcome !== 'pass')
    .sort((a, b) => rank[a.outcome] - rank[b.outcome]);
}

/** A refusal stands on a ground that no second try removes, unless the presentation itself was at fault. */
export function waysForward(verdict: Verdict): readonly Way[] {
  const standing = obstacles(verdict).filter(
    ({ outcome }) => verdict.verdict !== 'refuse' || outcome === 'fail',
  );
  const found = new Set(standing.flatMap(({ code }) => ways[code as FindingCode] ?? []));
  if (!isMatchOfUse(verdict)) found.delete('match');
  if (!isAgentProved(verdict)) found.delete('agent');
  return [...found];
}

/**
 * Whether comparing the person can help: nothing was presented, or an earlier comparison is mended, or the holder's own
 * level is too low. An agent's or guardian's card is another's than the licence's, and whether they may act, it cannot tell.
 * A comparison replaces the presentation, and with it the consents of further holders, without whom nothing is gained.
 */
function isMatchOfUse(verdict: Verdict): boolean {
  return isMatchOpen(verdict) || (holderCode(verdict) === 'HOLDER_PROVED' && !restsOnConsents(verdict));
}

function restsOnConsents({ findings }: Verdict): boolean {
  return findings.some(({ check, evidence }) => check === 'holder' && evidence['consented'] !== undefined);
}

/** Whether an agent presented whose delegations hold: then comparing the agent can add a level, and replaces nothing. */
export function isAgentProved(verdict: Verdict): boolean {
  const proved: readonly string[] = [
    'AGENT_PROVED',
    'AGENT_MATCHED_AT_COUNTER',
    'AGENT_NAME_NEAR',
  ] satisfies FindingCode[];
  return proved.includes(holderCode(verdict));
}

/** Whether the comparison stands open without being asked for. */
export function isMatchOpen(verdict: Verdict): boolean {
  const code = holderCode(verdict);
  // Who has come changes nothing about a licence that is refused.
  const isOpen = mayMatchInstead(code) && verdict.verdict !== 'refuse';
  return isOpen || code.startsWith('PERSON_');
}

function holderCode({ findings }: Verdict): string {
  return findings.find(({ check }) => check === 'holder')?.code ?? '';
}
