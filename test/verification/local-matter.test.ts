import {
  basicOfLocal,
  type Day,
  factsSource,
  gatherFacts,
  mappingKey,
  type MatterMapping,
  recordKey,
  settleMatter,
} from '@huren/chaincode/domain';
import {
  APPROVER,
  arrange,
  at,
  authority,
  BAICHENG,
  CUSTODIAN,
  ISSUER,
  JILIN_APPROVER,
  MATTER,
  provider,
  QIQIHAR,
  RELYING,
  World,
} from './world';

const CODE = '001';
const HERE = { authority: ISSUER, region: QIQIHAR };
const THERE = { authority: RELYING, region: BAICHENG };
const HEILONGJIANG = { authority: APPROVER, region: '230000' };
const JILIN = { authority: JILIN_APPROVER, region: '220000' };
const OTHER_MATTER = '000131005000';
const THIRD_MATTER = '000131006000';
const NOW = at('2026-06-01T02:00:00.000Z');

function mapped(
  { list = ISSUER, to = MATTER, parties = [HERE, JILIN] }: Partial<MatterMapping> = {},
  change: Partial<MatterMapping> = {},
): MatterMapping {
  return {
    from: CODE,
    list,
    to,
    version: 1,
    parties,
    accepted: parties.map((party) => party.authority),
    state: 'accepted',
    ...change,
  };
}
const theirs = { list: RELYING, to: OTHER_MATTER, parties: [THERE, HEILONGJIANG] };
const neighbour = {
  list: CUSTODIAN,
  to: THIRD_MATTER,
  parties: [{ authority: CUSTODIAN, region: QIQIHAR }, JILIN],
};

function worldOf(...mappings: readonly MatterMapping[]): World {
  const world = new World();
  world.put(recordKey.authority(ISSUER), authority(ISSUER, QIQIHAR));
  world.put(recordKey.authority(CUSTODIAN), authority(CUSTODIAN, QIQIHAR));
  world.put(recordKey.authority(RELYING), authority(RELYING, BAICHENG));
  for (const mapping of mappings) world.put(mappingKey(mapping), mapping);
  return world;
}
const settle = (world: World, relying: string, issuer: string, more: object = {}) =>
  settleMatter(world.source(), { issuer }, { matter: CODE, relying, ...more }, NOW);

describe('a local code', () => {
  it('means what the asker’s own list means by it, in both directions', () => {
    const world = worldOf(mapped(), mapped(theirs));
    expect(settle(world, RELYING, ISSUER)).toEqual({
      matter: OTHER_MATTER,
      relying: RELYING,
      local: { code: CODE, list: RELYING, basic: OTHER_MATTER },
    });
    expect(settle(world, ISSUER, RELYING)).toEqual({
      matter: MATTER,
      relying: ISSUER,
      local: { code: CODE, list: ISSUER, basic: MATTER },
    });
  });

  it('that neighbouring lists share is read by the list that the asker names', () => {
    const world = worldOf(mapped(), mapped(neighbour));
    expect(settle(world, ISSUER, RELYING, { list: ISSUER }).matter).toBe(MATTER);
    expect(settle(world, ISSUER, RELYING, { list: CUSTODIAN }).matter).toBe(THIRD_MATTER);
    const agreed = worldOf(mapped(), mapped({ ...neighbour, to: MATTER }));
    expect(settle(agreed, ISSUER, RELYING).matter).toBe(MATTER);
  });

  it.each<[string, readonly MatterMapping[], string, object]>([
    ['only another province’s list holds it', [mapped()], RELYING, {}],
    ['another province’s list is named', [mapped(), mapped(theirs)], RELYING, { list: ISSUER }],
    ['lists of one region mean different matters', [mapped(), mapped(neighbour)], ISSUER, {}],
    ['a list is named that does not hold it', [mapped()], ISSUER, { list: CUSTODIAN }],
    ['the mapping waits for a side', [mapped({}, { state: 'proposed', accepted: [ISSUER] })], ISSUER, {}],
    ['the mapping has ended', [mapped({}, { state: 'ended', endedBy: ISSUER })], ISSUER, {}],
    ['nobody speaks for the issuer’s region', [mapped({ parties: [HERE] })], ISSUER, {}],
    ['the keeper of the list is no party', [mapped({ parties: [HEILONGJIANG, JILIN] })], ISSUER, {}],
    ['the day is before the mapping', [mapped()], ISSUER, { asOf: '2026-01-04' }],
    ['the height is before the mapping', [mapped()], ISSUER, { knownAt: 3 }],
    ['no list ever held it', [], ISSUER, {}],
    ['another code was mapped', [{ ...mapped(), from: '002' }], ISSUER, {}],
  ])('counts as no matter where %s', (_why, mappings, relying, more) => {
    const issuer = relying === ISSUER ? RELYING : ISSUER;
    expect(() => settle(worldOf(...mappings), relying, issuer, more)).toThrow(
      expect.objectContaining({ code: 'local-code-unmapped', path: '/matter' }) as Error,
    );
  });

  it('of an asker or issuer that the ledger does not know counts as no matter', () => {
    const unknown = expect.objectContaining({ code: 'local-code-unmapped' }) as Error;
    expect(() => settle(worldOf(mapped()), APPROVER, RELYING)).toThrow(unknown);
    expect(() => settle(worldOf(mapped()), ISSUER, APPROVER)).toThrow(unknown);
  });

  it('leaves questions about matter codes as they are, and takes no list beside one', () => {
    const question = { matter: MATTER, relying: ISSUER };
    expect(settleMatter(worldOf().source(), { issuer: RELYING }, question, NOW)).toBe(question);
    expect(() =>
      settleMatter(worldOf().source(), { issuer: RELYING }, { ...question, list: ISSUER }, NOW),
    ).toThrow(expect.objectContaining({ code: 'list-of-local-code', path: '/list' }) as Error);
  });

  it('needs no licence yet where it leads to one matter, and the issuer’s region where to several', () => {
    const nationwide = mapped(theirs);
    const within = mapped({ ...theirs, to: '220131005000', parties: [THERE, JILIN] });
    const asked = { code: CODE, asking: BAICHENG, day: '2026-06-01' as Day };
    expect(basicOfLocal(worldOf(nationwide).source(), asked)?.basic).toBe(OTHER_MATTER);
    const both = worldOf(nationwide, within).source();
    expect(basicOfLocal(both, asked)).toBeUndefined();
    expect(basicOfLocal(both, { ...asked, issuing: QIQIHAR })?.basic).toBe(OTHER_MATTER);
    expect(basicOfLocal(both, { ...asked, issuing: '220200' })?.basic).toBe('220131005000');
  });

  it('is taken for the same matter out of a gateway’s facts as out of its records', () => {
    const local = mapped({ list: RELYING, parties: [THERE, HEILONGJIANG] });
    const { inquiry } = arrange({ before: (world) => world.put(mappingKey(local), local) });
    const { credential, question, facts } = inquiry;
    const asked = { ...question, matter: CODE };
    const settled = settleMatter(factsSource(facts), credential.claims, asked, inquiry.nowMs);
    expect(settled).toEqual({ ...question, local: { code: CODE, list: RELYING, basic: MATTER } });
    expect(gatherFacts(credential, settled, factsSource(facts), provider)).toEqual(facts);
  });
});
