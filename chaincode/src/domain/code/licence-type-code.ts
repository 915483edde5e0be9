/** Licence type code 证照类型代码 (GB/T 36902): the credit code of the defining authority and three digits. */
import { grammar } from '../encoding/malformed';
import type { Branded } from './brand';
import { isUscc, type Uscc } from './uscc';

export type LicenceTypeCode = Branded<'licence-type-code'>;

const SERIAL = /^\d{3}$/;

const licenceTypeCode = grammar<LicenceTypeCode>(
  (text) => {
    if (text.length !== 21) return ['bad-length', 'A licence type code has 21 characters.'];
    if (!isUscc(text.slice(0, 18))) {
      return ['bad-definer', 'The licence type code does not begin with a unified social credit code.'];
    }
    if (!SERIAL.test(text.slice(18)))
      return ['bad-serial', 'The licence type code does not end with three digits.'];
    return null;
  },
  { keepsLast: true },
);

/** @throws MalformedError `bad-length`, `bad-definer`, `bad-serial`. */
export const parseLicenceTypeCode = licenceTypeCode.parse;
export const isLicenceTypeCode = licenceTypeCode.is;

/** The authority that defined the type (证照定义机构). */
export function licenceTypeDefiner(code: LicenceTypeCode): Uscc {
  return code.slice(0, 18) as Uscc;
}
