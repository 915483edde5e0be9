import { classifyLicenceIdentifier } from '../../code/licence-identifier';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';

/** Root of every identifier of GB/T 36904 and the place of the type code behind it. */
const ROOT_LENGTH = '1.2.156.3005.2.'.length;
const TYPE_LENGTH = 21;

/**
 * 1. What grammar cannot refuse: the identifier's check character (a whole provincial platform once computed it
 * wrongly) and whether the identifier names the credential's own type.
 */
export function checkWellFormed({ credential }: Examination): Finding {
  const { identifier, type } = credential.claims;
  const standing = classifyLicenceIdentifier(identifier);
  if (standing === 'invalid') return finding('IDENTIFIER_INVALID', { identifierStanding: standing });
  const named = identifier.slice(ROOT_LENGTH, ROOT_LENGTH + TYPE_LENGTH);
  if (named !== type) return finding('IDENTIFIER_DIFFERS', { type, identifierType: named });
  return finding(standing === 'standard' ? 'WELL_FORMED' : 'LEGACY_IDENTIFIER', {
    identifierStanding: standing,
  });
}
