import fc from 'fast-check';
import {
  askedOfLicence,
  dcqlOf,
  MalformedError,
  type Material,
  readJson,
  vctOf,
} from '@huren/chaincode/domain';
import { dcqlQuery, isWithinNeed } from '../../../chaincode/src/domain/presentation/licence-query';

const TYPES = ['11100000MB0001001A001', '11100000MB0001001A002', '11100000MB0001001A003'] as const;
const NAMES = ['certificate_holder_name', 'certificate_holder_code', 'certificate_number', 'business_scope'];
const material = (types: readonly string[], fields: readonly string[], rest: Partial<Material> = {}) => ({
  types,
  fields,
  legalForm: 'any' as const,
  identityLevel: 0,
  ...rest,
});
const materials = fc.array(
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1 }),
      fc.uniqueArray(fc.constantFrom(...NAMES)),
      fc.boolean(),
    )
    .map(([types, fields, all]) => material(types, fields, all ? { holders: 'all' as const } : {})),
  { minLength: 1, maxLength: 12 },
);

describe('a request for one licence of several', () => {
  it('reads back as it was made, and stays within the need of each material', () => {
    fc.assert(
      fc.property(materials, (list) => {
        const query = dcqlOf(list);
        expect(dcqlQuery(readJson(JSON.stringify(query)))).toEqual(query);
        expect(isWithinNeed(query, list)).toBe(true);
      }),
    );
  });

  it('never asks a licence for a field that no material for its type needs', () => {
    fc.assert(
      fc.property(materials, fc.constantFrom(...TYPES), (list, type) => {
        const asked = askedOfLicence(dcqlOf(list), { vct: vctOf(type), fields: NAMES });
        const own = list.filter(({ types }) => types.includes(type));
        expect(asked === undefined).toBe(own.length === 0);
        if (asked !== undefined) expect(own.map(({ fields }) => fields)).toContainEqual(asked.fields);
      }),
    );
  });

  it('is beyond need with a field that only another material of the matter asks for', () => {
    const list = [material([TYPES[0]], [NAMES[0]!]), material([TYPES[1]], [NAMES[2]!])];
    const mixed = [material([TYPES[0]], [NAMES[0]!, NAMES[2]!]), material([TYPES[1]], [NAMES[2]!])];
    expect(isWithinNeed(dcqlOf(mixed), list)).toBe(false);
    expect(isWithinNeed(dcqlOf([material([TYPES[2]], [])]), list)).toBe(false);
    expect(isWithinNeed(dcqlOf([material([TYPES[0]], [NAMES[0]!], { holders: 'all' })]), list)).toBe(false);
  });

  it('takes the material whose fields the licence has, where two are for its type', () => {
    const query = dcqlOf([material([TYPES[0]], [NAMES[3]!]), material([TYPES[0]], [NAMES[0]!])]);
    const licence = { vct: vctOf(TYPES[0]), fields: [NAMES[0]!] };
    expect(askedOfLicence(query, licence)).toEqual({
      query: 'licence-2',
      place: 1,
      fields: [NAMES[0]],
      ofOthers: [],
    });
    expect(askedOfLicence(query, { ...licence, vct: vctOf(TYPES[1]) })).toBeUndefined();
    expect(askedOfLicence(query, { ...licence, fields: [] })).toBeUndefined();
  });

  it('leaves the claims out where none is needed: DCQL knows no empty list', () => {
    expect(dcqlOf([material([TYPES[0]], [])]).credentials[0]).not.toHaveProperty('claims');
  });

  it.each<[string, (query: ReturnType<typeof dcqlOf>) => object]>([
    ['every one of its licences instead of any', ({ credentials }) => ({ credentials })],
    ['one of its licences only', (query) => ({ ...query, credential_sets: [{ options: [['licence']] }] })],
    [
      'two of its licences together',
      (query) => ({ ...query, credential_sets: [{ options: [['licence', 'licence-2'], ['licence']] }] }),
    ],
    [
      'the same query twice',
      ({ credentials: [first], ...rest }) => ({ credentials: [first, first], ...rest }),
    ],
    ['no licence at all', () => ({ credentials: [] })],
    [
      'an empty list of claims',
      (query) => ({ ...query, credentials: query.credentials.map((each) => ({ ...each, claims: [] })) }),
    ],
  ])('is none that asks for %s', (_, bend) => {
    const query = dcqlOf([material([TYPES[0]], [NAMES[0]!]), material([TYPES[1]], [])]);
    expect(() => dcqlQuery(readJson(JSON.stringify(bend(query))))).toThrow(MalformedError);
  });
});
