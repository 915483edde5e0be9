import {
  APPROVERS,
  DEPARTMENTS,
  FORMER_PROPERTY_BUREAU,
  IMPLEMENTATIONS,
  LICENCE_TYPES,
  MATTERS,
  agreementsFrom,
  batches,
  jointTitle,
  MATTER,
  sealRoles,
} from '@huren/gateway/demo';
import {
  isDisclosableClaim,
  isLicenceTypeCode,
  isMatterCode,
  isUscc,
  makeLicenceIdentifier,
  parseDay,
  parseResidentId,
  regionContains,
  parseRegion,
  usccDivision,
  usccOrganisationCodeHolds,
} from '@huren/chaincode/domain';
import { TYPE } from '@huren/gateway/demo';

const TODAY = parseDay('2026-11-22');
const BODIES = [...DEPARTMENTS, ...APPROVERS, FORMER_PROPERTY_BUREAU];

describe('the demo world', () => {
  const all = batches(TODAY);
  const licences = all.flatMap((batch) => batch.licences.map((licence) => ({ batch, licence })));

  test('gives every department a credit code whose check characters hold and whose division is its own', () => {
    for (const { code } of BODIES) {
      if (!isUscc(code)) throw new Error('not a credit code');
      expect(usccOrganisationCodeHolds(code)).toBe(true);
    }
    for (const { code, region } of DEPARTMENTS) if (isUscc(code)) expect(usccDivision(code)).toBe(region);
    expect(new Set(BODIES.map(({ code }) => code)).size).toBe(BODIES.length);
  });

  test('marks every department as demo in both languages', () => {
    for (const { name } of BODIES)
      expect([name.zh, name.en]).toEqual([
        expect.stringMatching(/（演示）$/),
        expect.stringMatching(/\(demo\)$/),
      ]);
  });

  test('names types and matters by codes of the national form', () => {
    expect(LICENCE_TYPES.filter(({ code }) => !isLicenceTypeCode(code))).toEqual([]);
    expect([...MATTERS, ...IMPLEMENTATIONS].filter(({ code }) => !isMatterCode(code))).toEqual([]);
  });

  test('asks in its matters only for claims that the type may carry', () => {
    const fieldsOf = new Map(LICENCE_TYPES.map(({ code, fields }) => [code, new Set(fields)]));
    for (const { materials } of MATTERS)
      for (const { types, fields } of materials)
        for (const type of types)
          expect(fields.filter((field) => !fieldsOf.get(type)?.has(field))).toEqual([]);
    expect(
      LICENCE_TYPES.flatMap(({ fields }) => fields).filter((field) => !isDisclosableClaim(field)),
    ).toEqual([]);
  });

  test('holds a few hundred licences of all nine types', () => {
    expect(licences.length).toBeGreaterThanOrEqual(200);
    expect(new Set(all.map(({ type }) => type)).size).toBe(Object.keys(TYPE).length);
  });

  test('gives every licence an identifier of its own', () => {
    const made = licences.map(({ batch, licence }) =>
      makeLicenceIdentifier({
        typeCode: TYPE[batch.type],
        issuer: batch.issuer.code,
        serial: licence.serial,
        version: 1,
      }),
    );
    expect(new Set(made).size).toBe(made.length);
  });

  test('marks every holder as synthetic, with a code that belongs to nobody', () => {
    for (const { licence } of licences) {
      const {
        certificate_holder_name: name,
        certificate_holder_code: code,
        certificate_holder_type: kind,
      } = licence.fields;
      expect(name).toMatch(/^演示·/);
      if (kind === '001') expect(code).toMatch(/^.{8}DEM0/);
      else {
        expect(code).toMatch(/^\d{4}99/);
        expect(() => parseResidentId(String(code), TODAY)).not.toThrow();
      }
    }
  });

  test('has among its holders a middle dot, a name of over fifty characters and one beyond the basic plane', () => {
    const names = licences.map(({ licence }) =>
      String(licence.fields['certificate_holder_name']).slice('演示·'.length),
    );
    expect(names.some((name) => name.includes('\u00b7'))).toBe(true);
    expect(names.some((name) => Array.from(name).length > 50)).toBe(true);
    expect(names.some((name) => /[\u{20000}-\u{3ffff}]/u.test(name))).toBe(true);
  });

  test('holds a deed of two by two, and asks for both where the matter concerns both', () => {
    for (const { licence } of licences) expect(licence.fields).not.toHaveProperty('co_owners');
    const { licence, fields } = jointTitle('230200', 0, TODAY);
    expect(fields['certificate_holder_name']).not.toBe(licence.fields['certificate_holder_name']);
    for (const name of ['fundWithdrawal', 'jointWithdrawal', 'titleTransfer'] as const) {
      const { materials } = MATTERS.find(({ code }) => code === MATTER[name])!;
      for (const { fields: asked, holders } of materials) {
        expect([asked.includes('co_owners'), holders]).toEqual([false, 'all']);
      }
    }
  });

  test('keeps an animal quarantine certificate to five days', () => {
    for (const { batch, licence } of licences.filter(({ batch }) => batch.type === 'animal')) {
      expect(batch.issuer.types).toContain('animal');
      const days =
        (Date.parse(licence.validateEnd ?? '') - Date.parse(licence.validateStart)) / 86_400_000 + 1;
      expect(days).toBe(5);
    }
  });

  test('gives a type with several seals as many roles as it asks for', () => {
    for (const { code, seals } of LICENCE_TYPES) {
      const [name] = Object.entries(TYPE).find(([, typeCode]) => typeCode === code) ?? [];
      const roles = sealRoles(name as keyof typeof TYPE);
      expect(roles.length).toBeGreaterThanOrEqual(seals?.atLeast ?? 0);
      expect(roles.filter((role) => !(seals?.roles ?? []).includes(role))).toEqual([]);
    }
  });

  test("keeps every clause's regions inside those of its parties", () => {
    for (const { parties, terms } of agreementsFrom(TODAY))
      for (const { issuingRegions, receivingRegions } of terms.clauses)
        for (const region of [...issuingRegions, ...receivingRegions])
          expect(parties.some((party) => regionContains(parseRegion(party), parseRegion(region)))).toBe(true);
  });

  test('leaves one department without a superior, which the members can only witness', () => {
    const without = DEPARTMENTS.filter(
      ({ roles, superior }) => roles.includes('issuing') && superior === undefined,
    );
    expect(without.map(({ region, office }) => [region, office])).toEqual([['152200', 'housing']]);
  });
});
