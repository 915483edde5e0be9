import { callersLine } from '../authority/right';
import { type LicenceTypeCode, licenceTypeDefiner } from '../code/licence-type-code';
import { array, boolean, type Infer, integer, object, oneOf, optional, string } from '../json/shape';
import { LICENCE_STATES } from '../licence/status-change';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { bilingual, checked, FIELD_LIMITS, licenceTypeCode, regions, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { LicenceType } from './licence-type';
import { sealRoles } from './seal-roles';

/** A hundred years and some days: longer validity is `perpetual`. */
export const VALID_DAYS_LIMIT = 36_600;
export const CLAIM_FIELDS_LIMIT = 100;

const claimName = string({ min: 1, max: 64, pattern: /^[A-Za-z][A-Za-z0-9_]*$/ });
export const claimFields = array(claimName, { max: CLAIM_FIELDS_LIMIT, unique: true });

/** Levels of the authorities that may issue a type, by their region (GB/T 2260). */
export const ISSUING_LEVELS = ['nation', 'province', 'prefecture', 'county'] as const;
/** `{levels?, regions?}` */
export const issuing = object({
  levels: optional(array(oneOf(ISSUING_LEVELS), { min: 1, max: ISSUING_LEVELS.length, unique: true })),
  regions: optional(regions),
});

/** The licence type as its definer states it: without standing, version and state. */
export const definition = object({
  code: licenceTypeCode,
  name: bilingual,
  holder: oneOf(['person', 'organisation', 'either']),
  validity: oneOf(['dated', 'perpetual', 'either']),
  maxValidDays: optional(integer({ min: 1, max: VALID_DAYS_LIMIT })),
  reach: oneOf(['nationwide', 'territory', 'premises']),
  fields: claimFields,
  yearlyInspection: boolean,
  issuing: optional(issuing),
  seals: optional(sealRoles),
  organs: array(
    object({
      state: oneOf(LICENCE_STATES),
      authorities: array(uscc, { min: 1, max: FIELD_LIMITS.list, unique: true }),
    }),
    { max: LICENCE_STATES.length },
  ),
});
export type Definition = Infer<typeof definition>;

/** `{code, successor?}` */
export const deprecateArgument = checked(
  object({ code: licenceTypeCode, successor: optional(licenceTypeCode) }),
  ({ code, successor }) => (successor === code ? ['own-successor', '/successor'] : null),
);

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly existing: LicenceType | undefined;
}

/** A definition as the record's next version. */
export function applyDefinition(
  existing: LicenceType | undefined,
  stated: Definition,
  standing: LicenceType['standing'],
): LicenceType {
  return { ...stated, standing, version: (existing?.version ?? 0) + 1, state: 'active' };
}

/**
 * The authority whose code begins the type's code, or who continues it for the type.
 * @throws Rejection (open, authority) | NOT_ENTITLED
 */
function requireDefiner({ network, caller }: Facts, type: LicenceTypeCode): void {
  requireOpen(network);
  if (!callersLine(requireAuthority(caller), type).includes(licenceTypeDefiner(type)))
    throw new Rejection('NOT_ENTITLED', { needs: 'definer' });
}

/** @throws Rejection (requireDefiner) */
export function decideDefinition(facts: Facts, stated: Definition): readonly Write[] {
  requireDefiner(facts, stated.code);
  return [write('licenceType', [stated.code], applyDefinition(facts.existing, stated, 'definer'))];
}

/**
 * A deprecated type takes no new batches; its licences stay what they are. A successor has to be in use.
 * @throws Rejection LICENCE_TYPE_UNKNOWN | LICENCE_TYPE_DEPRECATED
 */
export function applyDeprecation(
  existing: LicenceType | undefined,
  successor: LicenceType | undefined,
  command: Infer<typeof deprecateArgument>,
): readonly Write[] {
  if (existing === undefined) throw new Rejection('LICENCE_TYPE_UNKNOWN');
  if (command.successor !== undefined && successor === undefined) {
    throw new Rejection('LICENCE_TYPE_UNKNOWN', { type: command.successor });
  }
  if (existing.state === 'deprecated') throw new Rejection('LICENCE_TYPE_DEPRECATED');
  if (successor?.state === 'deprecated') {
    throw new Rejection('LICENCE_TYPE_DEPRECATED', { type: successor.code });
  }
  const next: LicenceType = {
    ...existing,
    version: existing.version + 1,
    state: 'deprecated',
    ...(command.successor !== undefined && { successor: command.successor }),
  };
  return [write('licenceType', [existing.code], next)];
}

/** @throws Rejection (requireDefiner) | (applyDeprecation) */
export function decideDeprecation(
  facts: Facts & { readonly successor: LicenceType | undefined },
  command: Infer<typeof deprecateArgument>,
): readonly Write[] {
  requireDefiner(facts, command.code);
  return applyDeprecation(facts.existing, facts.successor, command);
}
