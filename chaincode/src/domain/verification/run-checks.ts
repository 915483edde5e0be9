import { checkAnchored } from './checks/anchored';
import { checkAskedFor } from './checks/asked-for';
import { checkBasis } from './checks/basis';
import { checkCompetence } from './checks/competence';
import { checkFresh } from './checks/fresh';
import { identityLevelOf, readHolder } from './checks/holder';
import { checkIntegrity } from './checks/integrity';
import { checkKey } from './checks/key';
import { checkSignature } from './checks/signature';
import { checkStatus } from './checks/status';
import { checkWellFormed } from './checks/well-formed';
import type { Finding } from './finding';
import type { Examination } from './inquiry';

/**
 * All eleven findings, in the order of `CHECKS`. None stops the others. What the holder proved is found first, because
 * clauses and matters may ask for a level of identification.
 * @param signature what `checkSignature` saw, where several examinations had theirs checked together
 */
export function runChecks(
  examination: Examination,
  signature: Finding = checkSignature(examination),
): readonly Finding[] {
  const { finding: holder, words } = readHolder(examination);
  const identityLevel = identityLevelOf(holder);
  return [
    checkWellFormed(examination),
    checkIntegrity(examination),
    checkAnchored(examination),
    signature,
    checkKey(examination),
    checkCompetence(examination),
    checkStatus(examination),
    checkBasis(examination, identityLevel),
    checkAskedFor(examination, identityLevel, words),
    holder,
    checkFresh(examination),
  ];
}
