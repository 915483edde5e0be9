import { licenceTypeDefiner } from '../code/licence-type-code';
import { array, boolean, type Infer, integer, object, oneOf, optional, string } from '../json/shape';
import { LICENCE_STATES } from '../licence/status-change';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { bilingual, checked, FIELD_LIMITS, licenceTypeCode, name, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { LicenceType } from './licence-type';

/** A hundred years and some days: longer validity is `perpetual`. */
export const VALID_DAYS_LIMIT = 36_600;
export const CLAIM_FIELDS_LIMIT = 100;
export const SEAL_ROLES_LIMIT = 10;

const claimName = string({ min: 1, max: 64, pattern: /^[A-Za-z][A-Za-z0-9_]*$/ });
export const claimFields = array(claimName, { max: CLAIM_FIELDS_LIMIT, unique: true });

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
  seals: optional(
    checked(
      object({
        roles: array(name, { min: 1, max: SEAL_ROLES_LIMIT, unique: true }),
        atLeast: integer({ min: 1, max: SEAL_ROLES_LIMIT }),
      }),
      ({ roles, atLeast }) => (atLeast > roles.length ? ['more-seals-than-roles', '/atLeast'] : null),
    ),
  ),
  organs: array(
    object({
      state: oneOf(LICENCE_STATES),
      authorities: array(uscc, { min: 1, max: FIELD_LIMITS.list, unique: true }),
    }),
    { max: LICENCE_STATES.length },
  ),
});
export type Definition = Infer<typeof definition>;

/** `{code}` */
export const deprecateArgument = object({ code: licenceTypeCode });

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

/** The authority whose code begins the type's code. @throws Rejection (open, authority) | NOT_ENTITLED */
export function decideDefinition(facts: Facts, stated: Definition): readonly Write[] {
  requireOpen(facts.network);
  const { authority } = requireAuthority(facts.caller);
  if (licenceTypeDefiner(stated.code) !== authority.code)
    throw new Rejection('NOT_ENTITLED', { needs: 'definer' });
  return [write('licenceType', [stated.code], applyDefinition(facts.existing, stated, 'definer'))];
}

/** @throws Rejection (open, authority) | NOT_ENTITLED | LICENCE_TYPE_UNKNOWN | LICENCE_TYPE_DEPRECATED */
export function decideDeprecation(facts: Facts, { code }: Infer<typeof deprecateArgument>): readonly Write[] {
  requireOpen(facts.network);
  const { authority } = requireAuthority(facts.caller);
  if (licenceTypeDefiner(code) !== authority.code) throw new Rejection('NOT_ENTITLED', { needs: 'definer' });
  const { existing } = facts;
  if (existing === undefined) throw new Rejection('LICENCE_TYPE_UNKNOWN');
  if (existing.state === 'deprecated') throw new Rejection('LICENCE_TYPE_DEPRECATED');
  return [write('licenceType', [code], { ...existing, version: existing.version + 1, state: 'deprecated' })];
}
