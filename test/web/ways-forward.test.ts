import type { Verdict } from '@huren/chaincode/domain';
import { consent, COUPLE, first, OF_ALL, second, SECOND_NAME } from '../verification/co-holder-rows';
import { judge, type Scenario } from '../verification/world';

// A page's module, which no project beside the pages' own compiles.
const { waysForward } = jest.requireActual<{ waysForward: (verdict: Verdict) => readonly string[] }>(
  '../../clients/web/counter/ways-forward',
);
const NAMES = ['certificate_number', 'certificate_holder_name'];
const asking = (identityLevel: number, of: NonNullable<Scenario['matter']>): Scenario['matter'] => ({
  materials: (of.materials ?? []).map((each) => ({ ...each, identityLevel })),
});
const ofCouple = (matter: Scenario['matter'], more: Scenario): Scenario => ({
  ...(COUPLE && { licence: COUPLE }),
  ...(matter && { matter }),
  ...more,
});
const consented: Scenario = {
  disclose: [...NAMES, SECOND_NAME],
  consents: (over) => [consent(second, first, [SECOND_NAME])(over)],
};

describe('what the counter can do next about a level that is too low', () => {
  it('offers no comparison of the person where the verdict rests on another holder’s consent', () => {
    const verdict = judge(ofCouple(asking(3, OF_ALL ?? {}), consented));
    expect(verdict.findings.map(({ code }) => code)).toContain('IDENTITY_LEVEL_TOO_LOW');
    expect(waysForward(verdict)).toEqual(['present']);
  });

  it('offers it where the presenter alone is needed', () => {
    const matter = asking(4, {
      materials: (OF_ALL?.materials ?? []).map(({ holders: _all, ...each }) => each),
    });
    const verdict = judge(ofCouple(matter, { disclose: NAMES }));
    expect(verdict.findings.map(({ code }) => code)).toContain('IDENTITY_LEVEL_TOO_LOW');
    expect(waysForward(verdict)).toEqual(['match', 'present']);
  });
});
