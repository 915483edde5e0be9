import type { Authority } from '../authority/authority';
import { callersLine, isSuperiorOf } from '../authority/right';
import { type MatterCode, parseMatterCode } from '../code/matter-code';
import { array, type Infer, integer, literal, object, oneOf, optional, string } from '../json/shape';
import { claimFields } from '../licence-type/definition';
import { type AdmittedCaller, type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { bilingual, checked, day, matterCode, reference, types } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Matter } from './matter';
import { requireNextVersion } from './version';

export const MATERIALS_LIMIT = 50;
export const LEGAL_BASIS_LIMIT = 50;
/** 0 none … 5 in person. */
export const IDENTITY_LEVEL_LIMIT = 5;

/** The matter as its definer states it; `kind` repeats the two digits that the code carries. */
export const matterDefinition = checked(
  object({
    code: matterCode,
    name: bilingual,
    kind: string({ pattern: /^\d{2}$/ }),
    legalBasis: array(object({ title: reference, article: reference }), { max: LEGAL_BASIS_LIMIT }),
    from: day,
    materials: array(
      object({
        types,
        fields: claimFields,
        legalForm: oneOf(['any', 'page']),
        identityLevel: integer({ max: IDENTITY_LEVEL_LIMIT }),
        holders: optional(literal('all')),
      }),
      { max: MATERIALS_LIMIT },
    ),
  }),
  ({ code, kind }) => (parseMatterCode(code).matterType === kind ? null : ['kind-not-in-code', '/kind']),
);
export type MatterDefinition = Infer<typeof matterDefinition>;

/** `{code}` */
export const endMatterArgument = object({ code: matterCode });

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly existing: Matter | undefined;
  /** Who defined the existing basic matter, or continues that authority as a whole. */
  readonly definer?: Authority | undefined;
}

const NATIONWIDE = '00';

/** A definition as the record's next version. */
export function applyMatterDefinition(
  existing: Matter | undefined,
  stated: MatterDefinition,
  standing: Matter['standing'],
  authority?: string,
): Matter {
  const owner =
    authority === undefined ? {} : standing === 'definer' ? { definer: authority } : { authority };
  return { ...stated, ...owner, standing, version: (existing?.version ?? 0) + 1, state: 'active' };
}

/**
 * A basic code of one province belongs to the approver of that province that defined it, or continues that one as a
 * whole; nobody's yet, or nobody's any more, to any of its approvers. A longer one to the authority that it begins with; a
 * nationwide basic code to nobody here (a motion enters it).
 * @throws Rejection NOT_ENTITLED
 */
function requireOwner(
  caller: AdmittedCaller,
  code: MatterCode,
  { existing, definer }: Pick<Facts, 'existing' | 'definer'>,
): void {
  if (code.kind !== 'basic') {
    if (caller.authority?.code !== code.authority)
      throw new Rejection('NOT_ENTITLED', { needs: 'its authority' });
    return;
  }
  if (code.scope === NATIONWIDE) throw new Rejection('NOT_ENTITLED', { needs: 'motion define-matter' });
  if (caller.authority?.kind !== 'approver' || !caller.authority.region.startsWith(code.scope)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'approver of the province' });
  }
  const isHeld = existing?.definer !== undefined && definer !== undefined && definer.state !== 'abolished';
  if (isHeld && !callersLine(caller, '*').includes(existing.definer))
    throw new Rejection('NOT_ENTITLED', { needs: 'its definer' });
}

/** What an abolished authority left is ended by who continues any of its functions, or by its superior. */
function mayEndFor(caller: AdmittedCaller, owner: Authority | undefined): boolean {
  if (owner?.state !== 'abolished') return false;
  return callersLine(caller, null).includes(owner.code) || isSuperiorOf(caller, owner);
}

/**
 * @throws Rejection (open, authority) | NOT_ENTITLED | BASIC_MATTER_UNKNOWN | MATTER_ENDED (the basic matter) |
 * BACK_DATED | VERSION_OVERLAPS
 */
export function decideMatterDefinition(
  facts: Facts & { readonly basic: Matter | undefined },
  stated: MatterDefinition,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const code = parseMatterCode(stated.code);
  requireOwner(caller, code, facts);
  if (code.kind === 'basic') {
    requireNextVersion(facts.existing, stated.from, caller.day);
    const matter = applyMatterDefinition(facts.existing, stated, 'definer', caller.authority.code);
    return [write('matter', [stated.code], matter)];
  }
  if (facts.basic === undefined) throw new Rejection('BASIC_MATTER_UNKNOWN', { code: code.basic });
  if (facts.basic.state === 'ended') throw new Rejection('MATTER_ENDED', { code: code.basic });
  requireNextVersion(facts.existing, stated.from, caller.day);
  const matter = applyMatterDefinition(facts.existing, stated, 'implementation', caller.authority.code);
  return [write('matter', [stated.code], matter)];
}

/** @throws Rejection (open, authority) | NOT_ENTITLED | MATTER_UNKNOWN | MATTER_ENDED */
export function decideMatterEnd(
  facts: Facts & {
    /** The record of the authority that an implementation or item belongs to. */
    readonly owner?: Authority | undefined;
  },
  command: Infer<typeof endMatterArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  if (!mayEndFor(caller, facts.owner)) requireOwner(caller, parseMatterCode(command.code), facts);
  const { existing } = facts;
  if (existing === undefined) throw new Rejection('MATTER_UNKNOWN', { code: command.code });
  if (existing.state === 'ended') throw new Rejection('MATTER_ENDED', { code: command.code });
  return [write('matter', [command.code], { ...existing, version: existing.version + 1, state: 'ended' })];
}
