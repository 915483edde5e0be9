import { array, type Infer, object, oneOf, optional } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { checked, day, spanFault, types, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority, Mandate } from './authority';
import { requireNotPast } from './narrowing';

/** Mandates that one authority may have given over time. */
export const MANDATES_LIMIT = 100;

const MANDATE_ACTS = ['seal', 'anchor', 'status'] as const;

/** `{custodian, acts, types, from, to?}` */
export const mandateArgument = checked(
  object({
    custodian: uscc,
    acts: array(oneOf(MANDATE_ACTS), { min: 1, max: MANDATE_ACTS.length, unique: true }),
    types,
    from: day,
    to: optional(day),
  }),
  spanFault,
);
/** `{custodian}`: every mandate to it ends. */
export const endMandateArgument = object({ custodian: uscc });

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
}

/**
 * A mandate begins today or later: what somebody sealed before had none, and gets none afterwards.
 * @throws Rejection (open, authority) | NOT_ENTITLED (to itself) | AUTHORITY_UNKNOWN | LIMIT_REACHED | BACK_DATED
 */
export function decideMandate(
  facts: Facts & { readonly custodian: Authority | undefined },
  command: Infer<typeof mandateArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { authority, day: today } = requireAuthority(facts.caller);
  if (command.custodian === authority.code)
    throw new Rejection('NOT_ENTITLED', { needs: 'another custodian' });
  if (facts.custodian === undefined)
    throw new Rejection('AUTHORITY_UNKNOWN', { authority: command.custodian });
  if (authority.mandates.length >= MANDATES_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'mandates', max: MANDATES_LIMIT });
  }
  requireNotPast(command.from, today);
  const mandate: Mandate = { ...command, state: 'given' };
  return [write('authority', [authority.code], { ...authority, mandates: [...authority.mandates, mandate] })];
}

/** @throws Rejection (open, authority) | MANDATE_UNKNOWN */
export function decideMandateEnd(
  facts: Facts,
  { custodian }: Infer<typeof endMandateArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { authority } = requireAuthority(facts.caller);
  const isMeant = (mandate: Mandate): boolean => mandate.state === 'given' && mandate.custodian === custodian;
  if (!authority.mandates.some(isMeant)) throw new Rejection('MANDATE_UNKNOWN');
  const mandates = authority.mandates.map((mandate) =>
    isMeant(mandate) ? ({ ...mandate, state: 'ended' } as const) : mandate,
  );
  return [write('authority', [authority.code], { ...authority, mandates })];
}
