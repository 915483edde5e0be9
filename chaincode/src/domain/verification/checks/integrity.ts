import { discloseClaims, isPlainlyDisclosed } from '../../sd-jwt/process';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';
import { checkPageIntegrity } from './page-form';

/** 2. Every disclosure is committed to by the issuer's JWT, exactly once; a page form is as it was sealed. */
export function checkIntegrity({ credential, provider }: Examination): Finding {
  if (credential.form === 'page') return checkPageIntegrity(credential);
  const { sdJwt } = credential;
  if (isPlainlyDisclosed(sdJwt, provider)) return finding('INTACT', { disclosed: sdJwt.disclosures.length });
  const { problems, disclosed } = discloseClaims(sdJwt, provider);
  if (problems.length > 0) {
    return finding('DISCLOSURE_FORGED', { problems: [...new Set(problems.map((problem) => problem.code))] });
  }
  return finding('INTACT', { disclosed: disclosed.length });
}
