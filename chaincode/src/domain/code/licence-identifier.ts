/**
 * Licence identifier 电子证照标识, GB/T 36904-2018:
 *
 *     1.2.156.3005.2.<type code 21>.<issuer 18 or 6>.<serial>.<version 001…999>.<check>
 *
 * The check is ISO/IEC 7064 MOD 37,36 over type, issuer, serial and version without dots. One provincial platform
 * issued identifiers with a faulty computation; they are in circulation and read as `legacy-variant`.
 */
import { MalformedError, type Fault } from '../encoding/malformed';
import { isLicenceTypeCode, type LicenceTypeCode } from './licence-type-code';
import { isRegion, type Region } from './region';
import { isUscc, type Uscc } from './uscc';

export interface LicenceIdentifier {
  readonly typeCode: LicenceTypeCode;
  /** 颁发机构: its credit code; some issuers write their division instead. */
  readonly issuer: Uscc | Region;
  /** 流水号, 1…64 of 0-9A-Z, the issuer's choice. */
  readonly serial: string;
  /** `001`…`999`; every change of the licence makes a new version. */
  readonly version: string;
  readonly check: string;
  /** Which computation the check follows. */
  readonly standing: 'standard' | 'legacy-variant';
}

/** The object identifier of e-licences (GB/T 36904-2018). */
const ROOT = '1.2.156.3005.2.';
const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** With the longest serial an identifier has 126 characters; the national exchange tables hold 128. */
export const MAX_LICENCE_SERIAL = 64;

const TAIL = /^([0-9A-Z]{21})\.([0-9A-Z]{6}|[0-9A-Z]{18})\.([0-9A-Z]{1,64})\.(\d{3})\.([0-9A-Z])$/;

function valueOf(code: number): number {
  return code < 0x41 ? code - 0x30 : code - 0x37;
}

/** ISO/IEC 7064 MOD 37,36. */
function standardCheck(body: string): string {
  let product = 36;
  for (let at = 0; at < body.length; at++) {
    product = (((product + valueOf(body.charCodeAt(at))) % 36 || 36) * 2) % 37;
  }
  return CHARACTERS.charAt((37 - product) % 36);
}

/** The faulty computation: letters count one more (A = 11), reduced once by 37, and the result is off by one. */
function legacyCheck(body: string): string {
  let product = 36;
  for (let at = 0; at < body.length; at++) {
    const value = valueOf(body.charCodeAt(at));
    const shifted = value >= 10 ? value + 1 : value;
    let sum = product + shifted;
    if (shifted > 10 && sum > 37) sum %= 37;
    product = ((sum % 36 || 36) * 2) % 37;
  }
  return CHARACTERS.charAt(36 - product);
}

function read(text: string): LicenceIdentifier | Fault {
  if (!text.startsWith(ROOT))
    return ['bad-root', 'The licence identifier does not begin with its object identifier.'];
  const parts = TAIL.exec(text.slice(ROOT.length));
  if (parts === null) return ['bad-form', 'The licence identifier does not have its five parts.'];
  const [, typeCode = '', issuer = '', serial = '', version = '', check = ''] = parts;
  if (!isLicenceTypeCode(typeCode))
    return ['bad-type-code', 'The type code in the licence identifier is wrong.'];
  if (!isUscc(issuer) && !isRegion(issuer))
    return ['bad-issuer', 'The issuer in the licence identifier is wrong.'];
  if (version === '000') return ['bad-version', 'Versions in licence identifiers begin with 001.'];
  const body = typeCode + issuer + serial + version;
  const standing =
    check === standardCheck(body) ? 'standard' : check === legacyCheck(body) ? 'legacy-variant' : undefined;
  if (standing === undefined)
    return ['bad-check-digit', 'The check character of the licence identifier is wrong.'];
  return {
    typeCode,
    issuer,
    serial,
    version,
    check,
    standing,
  };
}

/**
 * The parts of an identifier, of either standing.
 * @throws MalformedError `bad-root`, `bad-form`, `bad-type-code`, `bad-issuer`, `bad-version`, `bad-check-digit`.
 */
export function parseLicenceIdentifier(text: string): LicenceIdentifier {
  const result = read(text);
  if (isFault(result)) throw new MalformedError(result[0], result[1]);
  return result;
}

function isFault(result: LicenceIdentifier | Fault): result is Fault {
  return Array.isArray(result);
}

export function classifyLicenceIdentifier(text: string): 'standard' | 'legacy-variant' | 'invalid' {
  const result = read(text);
  return isFault(result) ? 'invalid' : result.standing;
}

/** True for identifiers of either standing. */
export function isLicenceIdentifier(text: string): boolean {
  return classifyLicenceIdentifier(text) !== 'invalid';
}

/**
 * The identifier of these parts, with the standard's check.
 * @param parts.version a number 1…999 or its three digits
 * @throws MalformedError as {@link parseLicenceIdentifier}.
 */
export function makeLicenceIdentifier(parts: {
  readonly typeCode: string;
  readonly issuer: string;
  readonly serial: string;
  readonly version: string | number;
}): string {
  const version = String(parts.version).padStart(typeof parts.version === 'number' ? 3 : 0, '0');
  const dotted = [parts.typeCode, parts.issuer, parts.serial, version];
  const body = dotted.join('');
  if (!/^[0-9A-Z]+$/.test(body)) {
    throw new MalformedError('bad-form', 'A part of the licence identifier holds a foreign character.');
  }
  const text = `${ROOT}${dotted.join('.')}.${standardCheck(body)}`;
  parseLicenceIdentifier(text);
  return text;
}
