import fc from 'fast-check';
import {
  FINDING_CODES,
  type JsonValue,
  MalformedError,
  recordKey,
  rolesMet,
  type Seal,
  sealRoles,
} from '@huren/chaincode/domain';
import { coSealed, coSealedPage, INSPECTOR, later, PAGE_SEAL_ROWS, SEAL_ROWS, SECOND } from './co-seals';
import { judgePage } from './page-world';
import { authority, findingOf, ISSUER, judge, QIQIHAR, seal, signerOf, TYPE, type World } from './world';

describe('several seals', () => {
  it.each(SEAL_ROWS)('%s (%s → %s)', (_rule, code, verdict, scenario) => {
    const judged = judge(scenario);
    expect(findingOf(judged, 'key')).toMatchObject({ code, outcome: FINDING_CODES[code].outcome });
    expect(judged.verdict).toBe(verdict);
  });

  it.each(PAGE_SEAL_ROWS)('%s (%s → %s)', (_rule, code, verdict, scenario) => {
    const judged = judgePage(scenario);
    expect(findingOf(judged, 'key')).toMatchObject({ code, outcome: FINDING_CODES[code].outcome });
    expect(judged.verdict).toBe(verdict);
  });

  it.each([
    ['the second authority is suspended', later({ state: 'suspended' })],
    ['it leaves the region', later({ region: '220800' })],
    [
      'its seal is retired',
      (world: World): unknown => world.change<Seal>(recordKey.seal(SECOND.keyId), { state: 'retired' }),
    ],
    [
      'the type gives the role to another',
      (world: World): unknown =>
        world.change(recordKey.licenceType(TYPE), { seals: { roles: ['issuer', 'inspector'], atLeast: 2 } }),
    ],
  ])('stand as they stood at the anchor when later %s', (_change, change) => {
    const scenario = coSealed();
    const after = (world: World, leafHash: string): void => {
      scenario.after?.(world, leafHash);
      change(world);
    };
    expect(judge({ ...scenario, after }).verdict).toBe('accept');
  });

  it('leave the first seal of a page form good', () => {
    const judged = judgePage(coSealedPage());
    expect(findingOf(judged, 'signature').code).toBe('PAGE_SEAL_VALID');
    expect(findingOf(judged, 'integrity').code).toBe('PAGE_INTACT');
  });

  it('are named in the evidence: which are filled, and which only claimed', () => {
    expect(findingOf(judge(coSealed({ holder: null })), 'key').evidence).toMatchObject({
      roles: ['issuer', 'inspector'],
      filled: ['issuer'],
      notHeld: ['inspector'],
      withoutMandate: [],
    });
  });
});

describe('the rule of several seals', () => {
  const rule = { roles: ['a', 'b'], atLeast: 1 };

  it.each([
    ['more seals than roles', { ...rule, atLeast: 3 }, 'more-seals-than-roles'],
    ['a holder of no role', { ...rule, holders: [{ role: 'c', by: 'issuer' }] }, 'unknown-role'],
    [
      'two holders of one role',
      {
        ...rule,
        holders: [
          { role: 'a', by: 'issuer' },
          { role: 'a', by: 'superior' },
        ],
      },
      'repeated-item',
    ],
    ['names without codes', { ...rule, holders: [{ role: 'a', by: 'authorities' }] }, 'holder-mismatch'],
    [
      'codes without need',
      { ...rule, holders: [{ role: 'a', by: 'issuer', codes: [ISSUER] }] },
      'holder-mismatch',
    ],
    ['a competence without type', { ...rule, holders: [{ role: 'a', by: 'competent' }] }, 'holder-mismatch'],
    [
      'a type without need',
      { ...rule, holders: [{ role: 'a', by: 'superior', type: TYPE }] },
      'holder-mismatch',
    ],
    ['another kind of holder', { ...rule, holders: [{ role: 'a', by: 'anybody' }] }, 'unknown-value'],
    ['one role twice', { ...rule, roles: ['a', 'a'] }, 'repeated-item'],
  ])('is malformed with %s', (_fault, stated, code) => {
    expect(() => sealRoles(stated as JsonValue)).toThrow(MalformedError);
    expect(() => sealRoles(stated as JsonValue)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('never counts one seal, one role or one claim twice, whatever the seals', () => {
    const issuer = authority(ISSUER, QIQIHAR);
    const other = authority(INSPECTOR, QIQIHAR);
    const used = fc.record({
      role: fc.constantFrom('a', 'b', 'c', undefined),
      isIssuers: fc.boolean(),
      isHeld: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(used, { maxLength: 6 }), (seals) => {
        const met = rolesMet(
          rule,
          TYPE,
          seals.map(({ role, isIssuers, isHeld }, at) => ({
            seal: seal(signerOf(at + 10), {
              ...(role !== undefined && { role }),
              ...(isHeld && { custodian: INSPECTOR }),
            }),
            sealer: isIssuers ? issuer : other,
          })),
          issuer,
          '2026-03-02',
        );
        const all = [...met.filled, ...met.notHeld, ...met.withoutMandate];
        expect(new Set(all).size).toBe(all.length);
        for (const role of rule.roles) {
          const good = seals.some((each) => each.role === role && each.isIssuers && !each.isHeld);
          expect(met.filled.includes(role)).toBe(good);
        }
      }),
      { numRuns: 200 },
    );
  });
});
