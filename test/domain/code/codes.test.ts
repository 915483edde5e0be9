import fc from 'fast-check';
import {
  classifyLicenceIdentifier,
  completeResidentId,
  completeUscc,
  HOLDER_CODE_TYPES,
  holderClass,
  isBasicMatterCode,
  isHolderCodeType,
  isLicenceIdentifier,
  isLicenceTypeCode,
  isLocalMatterCode,
  isMatterCode,
  isNationalBasic,
  isResidentId,
  isUscc,
  licenceTypeDefiner,
  makeLicenceIdentifier,
  parseBasicMatterCode,
  parseDay,
  parseHolderCodeType,
  parseLicenceIdentifier,
  parseLicenceTypeCode,
  parseLocalMatterCode,
  parseMatterCode,
  parseResidentId,
  parseUscc,
  usccDivision,
  usccOrganisationCodeHolds,
  type BasicMatterCode,
} from '../../../chaincode/src/domain/code';
import { describeVectors, malformedCode, readVectors } from '../vectors';

const TODAY = parseDay('2026-11-22');
/** A demo code: division and organisation are made up, the check is right. */
const OFFICE = completeUscc('11230200MB1A00000');
const DEFINER = completeUscc('11100000MB1B00001');
const ALPHABET = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY');

describe('a unified social credit code', () => {
  test('is refused with any one character replaced, and with neighbours swapped', () => {
    fc.assert(
      fc.property(fc.nat(17), fc.constantFrom(...ALPHABET), (at, put) => {
        fc.pre(OFFICE[at] !== put);
        expect(isUscc(OFFICE.slice(0, at) + put + OFFICE.slice(at + 1))).toBe(false);
        const [a = '', b = ''] = OFFICE.slice(at, at + 2);
        if (a !== b && b !== '')
          expect(isUscc(OFFICE.slice(0, at) + b + a + OFFICE.slice(at + 2))).toBe(false);
      }),
    );
  });

  test('is completed to one that is read', () => {
    const tail = fc.array(fc.constantFrom(...ALPHABET), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(tail, (characters) => {
        const code = completeUscc('91220800' + characters.join(''));
        expect(parseUscc(code)).toBe(code);
        expect(usccDivision(code)).toBe('220800');
      }),
    );
  });

  test.each([
    ['', 'bad-length', 'nothing'],
    [OFFICE + '\n', 'bad-length', 'a newline at the end'],
    [OFFICE.toLowerCase(), 'bad-character', 'lower case'],
    [OFFICE.replace('B', 'I'), 'bad-character', 'a letter outside the alphabet'],
    [OFFICE.replace('B', '\u0412'), 'bad-character', 'a Cyrillic letter'],
    ['０' + OFFICE.slice(1), 'bad-character', 'a full-width digit'],
    ['0'.repeat(18), 'bad-category', 'zeros, whose check is right'],
    ['B' + OFFICE.slice(1), 'bad-category', 'no registering authority B'],
    ['10' + OFFICE.slice(2), 'bad-category', 'no kind 0'],
    ['11' + '990200' + OFFICE.slice(8), 'bad-division', 'no province 99'],
    ['11' + '23020A' + OFFICE.slice(8), 'bad-division', 'a letter in the division'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => parseUscc(text))).toBe(code);
    expect(isUscc(text)).toBe(false);
  });

  test('is not completed from a body that no code has', () => {
    expect(malformedCode(() => completeUscc('0'.repeat(17)))).toBe('bad-category');
    expect(malformedCode(() => completeUscc('1'.repeat(16)))).toBe('bad-length');
    expect(malformedCode(() => completeUscc('11230200MB1I00000'))).toBe('bad-character');
  });

  test.each([
    ['91350100M000100Y4', true, 'the example of GB 32100-2015'],
    ['11230200000000019', true, 'the sum is 2, the check 9'],
    ['11230200000000018', false, 'the same with 8'],
    ['1123020000000006X', true, 'the sum is 12, the check 10, written X'],
    ['11230200000000000', true, 'the sum is 0, the check 11, written 0'],
  ])('%s… carries the check of its organisation code: %s, %s', (first17, expected) => {
    expect(usccOrganisationCodeHolds(completeUscc(first17))).toBe(expected);
  });
});

describe('an identity number', () => {
  test('is refused with any one digit replaced', () => {
    const number = completeResidentId('23020019900115001');
    expect(isResidentId(number, TODAY)).toBe(true);
    fc.assert(
      fc.property(fc.nat(16), fc.nat(9), (at, put) => {
        fc.pre(number[at] !== String(put));
        expect(isResidentId(number.slice(0, at) + String(put) + number.slice(at + 1), TODAY)).toBe(false);
      }),
    );
  });

  test.each([
    ['23020019900115001', 'bad-length', 'no check'],
    ['230200900115001', 'bad-length', 'a number of the first generation'],
    [completeResidentId('23020019900115001') + '\n', 'bad-length', 'a newline at the end'],
    ['11010519491231002x', 'bad-length', 'lower case'],
    ['11010519491231002\uff38', 'bad-length', 'a full-width X'],
    [completeResidentId('99020019900115001'), 'bad-division', 'no province 99'],
    [completeResidentId('00000019900115001'), 'bad-division', 'no province 00'],
    [completeResidentId('23020019900230001'), 'no-such-day', '30 February'],
    [completeResidentId('23020019001301001'), 'no-such-day', 'month 13'],
    [completeResidentId('23020017990101001'), 'no-such-day', 'born before 1800'],
    [completeResidentId('23020020261123001'), 'future-day', 'born tomorrow'],
    [completeResidentId('23020019900115000'), 'bad-sequence', 'no sequence'],
    ['110105194912310021', 'bad-check-digit', 'the check'],
  ])('%# is refused as %s: %s', (text, code) => {
    expect(malformedCode(() => parseResidentId(text, TODAY))).toBe(code);
  });

  test('is read on the day of birth, and of residents of Hong Kong, Macao and Taiwan', () => {
    for (const body of ['23020020261122001', '81000019900115001', '82000019900115001', '83000019900115001']) {
      const number = completeResidentId(body);
      expect(parseResidentId(number, TODAY)).toBe(number);
    }
  });

  test('never appears in an error', () => {
    const text = '110105194912310021';
    expect(() => parseResidentId(text, TODAY)).toThrow(/^\D*$/);
  });
});

describe('a licence type code', () => {
  test('names its definer', () => {
    const code = parseLicenceTypeCode(DEFINER + '022');
    expect(licenceTypeDefiner(code)).toBe(DEFINER);
    expect(isLicenceTypeCode(code)).toBe(true);
  });

  test.each([
    [DEFINER + '22', 'bad-length', 'two digits'],
    [DEFINER + '0222', 'bad-length', 'four digits'],
    [DEFINER + '02A', 'bad-serial', 'a letter'],
    [DEFINER.slice(0, 17) + 'I022', 'bad-definer', 'no credit code'],
    ['000000000000000000001', 'bad-definer', 'zeros'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => parseLicenceTypeCode(text))).toBe(code);
  });
});

describe('a licence identifier', () => {
  const parts = { typeCode: DEFINER + '022', issuer: OFFICE as string, serial: '2026A0001', version: 1 };
  const made = makeLicenceIdentifier(parts);

  test('is made of its parts and read back', () => {
    const serial = fc.stringMatching(/^[0-9A-Z]{1,64}$/);
    fc.assert(
      fc.property(
        serial,
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom(OFFICE, '230200'),
        (text, version, issuer) => {
          const identifier = makeLicenceIdentifier({ ...parts, issuer, serial: text, version });
          const read = parseLicenceIdentifier(identifier);
          expect(read).toMatchObject({ issuer, serial: text, standing: 'standard' });
          expect(Number(read.version)).toBe(version);
          expect(makeLicenceIdentifier(read)).toBe(identifier);
        },
      ),
    );
  });

  test('does not pass as standard with one character of its serial replaced', () => {
    fc.assert(
      fc.property(
        fc.nat(8),
        fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')),
        (at, put) => {
          const serial = parts.serial.slice(0, at) + put + parts.serial.slice(at + 1);
          fc.pre(serial !== parts.serial);
          expect(classifyLicenceIdentifier(made.replace(parts.serial, serial))).not.toBe('standard');
        },
      ),
    );
  });

  test.each([
    [made.replace('3005', '3003'), 'bad-root', 'another root'],
    [made.toLowerCase(), 'bad-form', 'lower case'],
    [made + ' ', 'bad-form', 'a space at the end'],
    [made + '\n', 'bad-form', 'a newline at the end'],
    [made.slice(0, -2), 'bad-form', 'no check'],
    [made.replace('.001.', '.1.'), 'bad-form', 'a version of one digit'],
    [made.replace('.001.', '.000.'), 'bad-version', 'version 000'],
    [made.replace(parts.serial, 'A'.repeat(65)), 'bad-form', 'a serial of 65'],
    [made.replace(parts.serial, ''), 'bad-form', 'no serial'],
    [made.replace(parts.serial, 'A-1'), 'bad-form', 'a hyphen in the serial'],
    [made.replace(OFFICE, '230021'), 'bad-issuer', 'no region'],
    [made.replace(OFFICE, OFFICE.slice(0, 17) + 'I'), 'bad-issuer', 'no credit code'],
    [made.replace(parts.typeCode, '0'.repeat(21)), 'bad-type-code', 'a type of zeros'],
    [made.slice(0, -1) + (made.endsWith('0') ? '1' : '0'), 'bad-check-digit', 'another check'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => parseLicenceIdentifier(text))).toBe(code);
    expect(classifyLicenceIdentifier(text)).toBe('invalid');
    expect(isLicenceIdentifier(text)).toBe(false);
  });

  test.each<[{ version?: string | number; serial?: string; issuer?: string }, string, string]>([
    [{ version: 0 }, 'bad-version', 'version 0'],
    [{ version: 1000 }, 'bad-form', 'version 1000'],
    [{ version: '1' }, 'bad-form', 'a version as one digit'],
    [{ version: 1.5 }, 'bad-form', 'a fraction'],
    [{ serial: 'a' }, 'bad-form', 'lower case'],
    [{ serial: '' }, 'bad-form', 'no serial'],
    [{ issuer: '23' }, 'bad-form', 'a short issuer'],
  ])('is not made of %j: %s', (change, code) => {
    expect(malformedCode(() => makeLicenceIdentifier({ ...parts, ...change }))).toBe(code);
  });
});

describe('a matter code', () => {
  const basic = '000131004000';

  test('is read in its three forms', () => {
    const parts = { basic, scope: '00', matterType: '01', mainItem: '31004', subItem: '000' };
    expect(parseMatterCode(basic)).toEqual({ kind: 'basic', ...parts });
    const place = { authority: OFFICE, level: 3, ...parts };
    expect(parseMatterCode(`${OFFICE}3${basic}`)).toEqual({ kind: 'implementation', ...place });
    expect(parseMatterCode(`${OFFICE}3${basic}07`)).toEqual({ kind: 'item', item: '07', ...place });
  });

  test.each([
    ['', 'bad-length', 'nothing'],
    [`${OFFICE}3${basic}0`, 'bad-length', '32 characters'],
    [`${OFFICE}0${basic}`, 'bad-level', 'level 0'],
    [`${OFFICE}7${basic}`, 'bad-level', 'level 7'],
    [`${OFFICE}3${basic}A1`, 'bad-item', 'a letter in the item'],
    [`${OFFICE.slice(0, 17)}I3${basic}`, 'bad-authority', 'no credit code'],
    ['00013100400A', 'bad-basic-code', 'a letter'],
    ['990131004000', 'bad-scope', 'no province 99'],
    ['000031004000', 'bad-matter-type', 'type 00'],
    ['000100000000', 'bad-main-item', 'no main item'],
    [`${OFFICE}3990131004000`, 'bad-scope', 'no province 99, inside'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => parseMatterCode(text))).toBe(code);
    expect(isMatterCode(text)).toBe(false);
  });

  test('is national by its scope alone, and basic only with twelve digits', () => {
    expect(isNationalBasic(parseBasicMatterCode(basic))).toBe(true);
    expect(isNationalBasic('230131004000' as BasicMatterCode)).toBe(false);
    expect(isBasicMatterCode(`${OFFICE}3${basic}`)).toBe(false);
    expect(malformedCode(() => parseBasicMatterCode(`${OFFICE}3${basic}`))).toBe('bad-basic-code');
  });

  test.each([
    ['511Z07001006-511602000000-000-X-1-00', 'nothing was refused', 'a local code'],
    ['x'.repeat(64), 'nothing was refused', '64 characters'],
    ['x'.repeat(65), 'bad-length', '65 characters'],
    ['', 'bad-length', 'nothing'],
    ['a b', 'bad-character', 'a space'],
    ['事项', 'bad-character', 'not ASCII'],
    ['a\n', 'bad-character', 'a newline'],
    [basic, 'national-matter-code', 'a national code'],
    [`${OFFICE}3${basic}`, 'national-matter-code', 'an implementation code'],
  ])('is local: %j gives %s, %s', (text, code) => {
    expect(malformedCode(() => parseLocalMatterCode(text))).toBe(code);
    expect(isLocalMatterCode(text)).toBe(code === 'nothing was refused');
  });
});

describe('a holder code type', () => {
  test('is one of the sixteen of the standard', () => {
    expect(Object.keys(HOLDER_CODE_TYPES)).toHaveLength(16);
    expect(holderClass(parseHolderCodeType('001'))).toBe('organisation');
    expect(holderClass(parseHolderCodeType('111'))).toBe('person');
  });

  test.each(['', '1', '112', 'toString', '__proto__', '111 '])('%j is none', (text) => {
    expect(malformedCode(() => parseHolderCodeType(text))).toBe('unknown-value');
    expect(isHolderCodeType(text)).toBe(false);
  });
});

describeVectors('uscc_resident_id.json', (at) => {
  type Row = { code?: string; id?: string; expected: string; comment: string };
  const { uscc, residentId } = readVectors(at) as { uscc: { cases: Row[] }; residentId: { cases: Row[] } };

  test.each(uscc.cases.map((row) => [row.code!, row.expected, row.comment]))(
    '%s is %s: %s',
    (code, expected) => {
      expect(isUscc(code)).toBe(expected === 'valid');
    },
  );

  test('codes that carry the check of their organisation code are most, not all', () => {
    const valid = uscc.cases.filter((row) => row.expected === 'valid').map((row) => parseUscc(row.code!));
    const holding = valid.filter(usccOrganisationCodeHolds);
    expect(holding.length).toBeGreaterThan(valid.length / 2);
  });

  test.each(residentId.cases.map((row) => [row.id!, row.expected, row.comment]))(
    '%s is %s: %s',
    (id, expected) => {
      // A lower-case x is a spelling that must be normalised by the one who takes it in.
      expect(isResidentId(id, TODAY)).toBe(expected.startsWith('valid'));
    },
  );
});

describeVectors('gbt36904_identifiers.json', (at) => {
  type Row = { id: string; expected: string; comment: string; standardCheck?: string };
  const { cases } = readVectors(at) as { cases: Row[] };

  test.each(cases.map((row) => [row.id, row.expected, row.comment]))('%s is %s: %s', (id, expected) => {
    expect(classifyLicenceIdentifier(id)).toBe(expected === 'valid' ? 'standard' : expected);
  });

  test('the standard check of each is made', () => {
    for (const row of cases.filter(({ standardCheck }) => standardCheck !== undefined)) {
      const made = makeLicenceIdentifier(parseLicenceIdentifier(row.id));
      expect(made).toBe(row.id.slice(0, -1) + row.standardCheck!);
    }
  });
});

describeVectors('matter_codes.json', (at) => {
  type Row = { code: string; expected: string; comment: string; parts?: Record<string, string> };
  const { cases } = readVectors(at) as { cases: Row[] };

  test.each(cases.map((row) => [row.code, row.expected, row]))('%s is %s', (code, expected, row) => {
    if (expected !== 'valid') {
      expect(isMatterCode(code)).toBe(false);
      expect(isLocalMatterCode(code)).toBe(true);
      return;
    }
    const read = parseMatterCode(code);
    const { uscc, level, handlingItem, ...parts } = row.parts ?? {};
    expect(read).toMatchObject({ ...parts, authority: uscc, level: Number(level) });
    expect(read.kind === 'item' ? read.item : undefined).toBe(handlingItem);
  });
});
