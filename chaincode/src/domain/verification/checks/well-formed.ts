import { classifyLicenceIdentifier } from '../../code/licence-identifier';
import { claimRow } from '../../licence/claims';
import { mayHold } from '../../licence/holder-kind';
import type { LicenceType } from '../../licence-type/licence-type';
import { versionBefore } from '../../record/version';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';

/** Root of every identifier of GB/T 36904 and the place of the type code behind it. */
const ROOT_LENGTH = '1.2.156.3005.2.'.length;
const TYPE_LENGTH = 21;

/**
 * 1. What grammar cannot refuse: the identifier's check character (a whole provincial platform once computed it
 * wrongly), whether the identifier names the credential's own type, and what of the licence its type does not know.
 */
export function checkWellFormed(examination: Examination): Finding {
  const { credential } = examination;
  const { identifier, type } = credential.claims;
  const standing = classifyLicenceIdentifier(identifier);
  if (standing === 'invalid') return finding('IDENTIFIER_INVALID', { identifierStanding: standing });
  const named = identifier.slice(ROOT_LENGTH, ROOT_LENGTH + TYPE_LENGTH);
  if (named !== type) return finding('IDENTIFIER_DIFFERS', { type, identifierType: named });
  const catalogued = typeWhenMade(examination);
  if (catalogued !== undefined) {
    const fields = fieldsBeyond(catalogued, credential.shownFields);
    if (fields.length > 0) return finding('FIELDS_NOT_OF_TYPE', { fields });
    const { holderKind } = credential;
    if (!mayHold(catalogued, holderKind)) {
      return finding('HOLDER_KIND_DIFFERS', { holder: [holderKind, catalogued.holder] });
    }
  }
  return finding(standing === 'standard' ? 'WELL_FORMED' : 'LEGACY_IDENTIFIER', {
    identifierStanding: standing,
  });
}

/** The catalogue's entry that the licence was made by: a later one asks nothing of it. */
function typeWhenMade({ anchor, facts, licenceType }: Examination): LicenceType | undefined {
  const then = anchor && versionBefore(facts.licenceType, anchor.position)?.value;
  return then ?? licenceType;
}

/** Extensions (`KZ_`) that the type does not list; the elements of GB/T 36903 itself belong to every licence. */
function fieldsBeyond(type: LicenceType, shown: readonly string[]): readonly string[] {
  return shown.filter(
    (name) => !type.fields.includes(name) && claimRow(name)?.element?.startsWith('KZ_') === true,
  );
}
