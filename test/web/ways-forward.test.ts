import type { Finding, Verdict } from '@huren/chaincode/domain';
import { isMatchOpen, waysForward } from '../../clients/web/counter/ways-forward';

const verdictOf = (word: Verdict['verdict'], ...findings: Partial<Finding>[]): Verdict =>
  ({ verdict: word, findings }) as unknown as Verdict;
const holder = (code: string, outcome: Finding['outcome']): Partial<Finding> =>
  ({ check: 'holder', code, outcome }) as Partial<Finding>;
const lowLevel = {
  check: 'asked-for',
  code: 'IDENTITY_LEVEL_TOO_LOW',
  outcome: 'unknown',
} as Partial<Finding>;

describe('comparing the person at the counter', () => {
  it.each<[when: string, verdict: Verdict]>([
    ['nothing was presented', verdictOf('review', holder('NOT_PRESENTED', 'unknown'))],
    ['the licence has no key of its holder', verdictOf('review', holder('HOLDER_KEY_ABSENT', 'unknown'))],
    ['the holder’s own level is too low', verdictOf('review', holder('HOLDER_PROVED', 'pass'), lowLevel)],
    ['the names are nearly the same', verdictOf('review', holder('PERSON_NAME_NEAR', 'unknown'))],
  ])('is a way forward when %s', (_when, verdict) => {
    expect(waysForward(verdict)).toContain('match');
  });

  it.each<[when: string, verdict: Verdict]>([
    ['an agent was revoked', verdictOf('refuse', holder('AGENT_REVOKED', 'fail'))],
    [
      'an agent acts outside of what was delegated',
      verdictOf('refuse', holder('AGENT_OUT_OF_SCOPE', 'fail')),
    ],
    ['the chain does not lead to the agent', verdictOf('refuse', holder('AGENT_CHAIN_BROKEN', 'fail'))],
    ['an agent’s level is too low', verdictOf('review', holder('AGENT_PROVED', 'pass'), lowLevel)],
    ['a guardian’s time is over', verdictOf('refuse', holder('REPRESENTATION_ENDED', 'fail'))],
    ['a guardian’s level is too low', verdictOf('review', holder('HOLDER_REPRESENTED', 'pass'), lowLevel)],
    ['somebody else’s key answered', verdictOf('refuse', holder('KEY_BINDING_INVALID', 'fail'))],
  ])('is neither offered nor open when %s', (_when, verdict) => {
    expect([waysForward(verdict).includes('match'), isMatchOpen(verdict)]).toEqual([false, false]);
  });
});
