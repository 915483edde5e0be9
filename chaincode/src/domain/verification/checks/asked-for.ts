import type { Material, Matter } from '../../matter/matter';
import { matterOn } from '../../matter/version';
import { type Finding } from '../finding';
import { finding, type FindingCode } from '../finding-code';
import { type Examination, newest } from '../inquiry';
import type { HolderWords } from './co-holders';
import { copyUnstated, copyUseFault } from './copy';
import { missingOfOthers, namesOfPresenter, pathsBeyond } from './several-holders';

/**
 * 9. The matter is this authority's and asks for this type, these fields, this legal form and this identity level.
 * Fields beyond what it needs of this licence are dropped unread; only their names are reported. A copy made for one use is for that use
 * alone.
 * @param identityLevel level at which the holder was identified; undefined without a presentation
 * @param words what of a licence with several holders may be read; absent for one holder
 */
export function checkAskedFor(
  examination: Examination,
  identityLevel: number | undefined,
  words?: HolderWords,
): Finding {
  const { credential, question, facts, matter, day } = examination;
  const record = newest<Matter>(facts.matters[question.matter]);
  const evidence = { matter: question.matter };
  const misuse = copyUseFault(examination);
  if (misuse !== undefined) return finding(misuse.code, { ...evidence, ...misuse.evidence });
  if (record === undefined) return finding('MATTER_UNKNOWN', evidence);
  const owner = matter.kind === 'basic' ? question.relying : matter.authority;
  if (owner !== question.relying) return finding('MATTER_OF_ANOTHER', { ...evidence, authority: owner });
  const inForce = textOn(examination, question.matter);
  if (inForce?.state !== 'active' || isBasicEnded(examination)) {
    return finding('MATTER_NOT_ACTIVE', { ...evidence, day, from: record.from, state: record.state });
  }
  const { type } = credential.claims;
  const materials = materialsOf(examination, inForce).filter((material) => material.types.includes(type));
  const disclosed = words === undefined ? credential.shownFields : namesOfPresenter(words);
  let firstFault: MaterialFault | undefined;
  let dropped: readonly string[] | undefined;
  for (const material of materials) {
    const fault = faultOf(examination, material, disclosed, identityLevel) ?? othersFault(material, words);
    firstFault ??= fault;
    if (fault !== undefined) continue;
    const beyond = beyondNeed(material, disclosed, words);
    // Of two materials that it meets, the one that the holder was shown asks for all that is there.
    if (dropped === undefined || beyond.length < dropped.length) dropped = beyond;
  }
  if (dropped === undefined) {
    // Without a material that fits the type there is nothing that could be at fault.
    if (firstFault === undefined) return finding('TYPE_NOT_ASKED_FOR', { ...evidence, type });
    return finding(firstFault.code, { ...evidence, ...firstFault.evidence });
  }
  const unstated = copyUnstated(examination);
  if (unstated.length > 0) return finding('COPY_LIMITS_UNSTATED', { ...evidence, unstated });
  return dropped.length > 0
    ? finding('EXTRA_FIELDS_DROPPED', { ...evidence, dropped })
    : finding('ASKED_FOR', evidence);
}

/** What is shown and not needed. */
function beyondNeed(
  material: Material,
  disclosed: readonly string[],
  words: HolderWords | undefined,
): readonly string[] {
  if (words !== undefined) return pathsBeyond(material, words);
  return disclosed.filter((field) => !material.fields.includes(field));
}

/** The matter's version of the day asked about; an end has no other day than its block's. */
function textOn({ facts, question, day }: Examination, code: string): Matter | undefined {
  return matterOn(facts.matters[code] ?? [], day, question.asOf === undefined);
}

function isBasicEnded(examination: Examination): boolean {
  return textOn(examination, examination.matter.basic)?.state === 'ended';
}

/** Own fields of holders who do not present, where the material asks for them. */
function othersFault(material: Material, words: HolderWords | undefined): MaterialFault | undefined {
  const missing = words === undefined ? [] : missingOfOthers(material, words);
  return missing.length > 0 ? { code: 'CO_HOLDER_FIELDS_MISSING', evidence: { missing } } : undefined;
}

interface MaterialFault {
  readonly code: FindingCode;
  readonly evidence: Readonly<Record<string, unknown>>;
}

function faultOf(
  { policy, isPast, credential }: Examination,
  material: Material,
  disclosed: readonly string[],
  identityLevel: number | undefined,
): MaterialFault | undefined {
  const missing = material.fields.filter((field) => !disclosed.includes(field));
  if (missing.length > 0) return { code: 'FIELDS_MISSING', evidence: { missing } };
  if (material.legalForm === 'page' && credential.form !== 'page') {
    return { code: 'LEGAL_FORM_NOT_ENOUGH', evidence: { legalForm: [credential.form, 'page'] } };
  }
  const needed = Math.max(material.identityLevel, policy.identityLevel);
  // Nobody can present for a day that is past, so no level can be asked for either.
  if (isPast || needed <= (identityLevel ?? 0)) return undefined;
  return { code: 'IDENTITY_LEVEL_TOO_LOW', evidence: { needed, identityLevel: identityLevel ?? null } };
}

/** The materials of the asked code; an implementation that lists none asks for what its basic code asks for. */
function materialsOf(examination: Examination, record: Matter): Matter['materials'] {
  if (record.materials.length > 0) return record.materials;
  return textOn(examination, examination.matter.basic)?.materials ?? [];
}
