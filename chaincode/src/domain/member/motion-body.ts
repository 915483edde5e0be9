import { amendBasisBody, basisEntry, endBasisBody } from '../agreement/basis';
import { competenceEntry, COMPETENCE_ACT_LIMIT } from '../authority/approval';
import { approverBody } from '../authority/approver';
import { endCompetenceBody } from '../authority/narrowing';
import { authorityArgument } from '../authority/standing';
import { succeedArgument } from '../authority/succession';
import { parseMatterCode } from '../code/matter-code';
import { array, type Infer, object, type Shape } from '../json/shape';
import type { JsonValue } from '../json/value';
import { definition, deprecateArgument } from '../licence-type/definition';
import { matterDefinition } from '../matter/definition';
import { checked, memberId, uscc } from '../record/field';
import { memberEntry } from './member-entry';
import type { MotionKind } from './motion';

/** Bodies of motions by kind; a body is kept on the ledger, so keys stand in it without their certificates. */
export const MOTION_BODIES = {
  /** `{id, msp, name, region}` */
  'admit-member': memberEntry,
  /** `{member}` */
  'suspend-member': object({ member: memberId }),
  /** `{member}` */
  'reinstate-member': object({ member: memberId }),
  /** `{code, member (sponsor), region, name, superior?, directs: [{types, region}], keys: [{kid, publicKey}]}` */
  'admit-approver': approverBody,
  /** `{authority}` */
  'suspend-approver': authorityArgument,
  /** `{authority}` */
  'reinstate-approver': authorityArgument,
  /** `{authority, competence: [{types, region, from, to?, filing}]}`; without any, that it is an office that relies. */
  'witness-competence': object({
    authority: uscc,
    competence: array(competenceEntry, { max: COMPETENCE_ACT_LIMIT }),
  }),
  /** `{authority, types, region, lastDay, filing}` */
  'end-competence': endCompetenceBody,
  /** `{authority, predecessor, types, from}` */
  'witness-succession': succeedArgument,
  /** The licence type without standing, version and state. */
  'define-licence-type': definition,
  /** `{code, successor?}` */
  'deprecate-licence-type': deprecateArgument,
  /** The matter as its definer would state it; a basic code. */
  'define-matter': checked(matterDefinition, ({ code }) =>
    parseMatterCode(code).kind === 'basic' ? null : ['not-a-basic-code', '/code'],
  ),
  /** The basis record. */
  'adopt-basis': basisEntry,
  /** The basis record as it reads from its first day on. */
  'amend-basis': amendBasisBody,
  /** `{id, lastDay}` */
  'end-basis': endBasisBody,
} as const satisfies Readonly<Record<MotionKind, Shape<unknown>>>;

export const MOTION_KINDS = Object.keys(MOTION_BODIES) as MotionKind[];

/** A motion's kind and its body, read together. */
export type MotionMatter = {
  [K in MotionKind]: { readonly kind: K; readonly body: Infer<(typeof MOTION_BODIES)[K]> };
}[MotionKind];

/** @throws MalformedError below `path` */
export function readMotionMatter(kind: MotionKind, body: JsonValue, path: string): MotionMatter {
  return { kind, body: MOTION_BODIES[kind](body, path) } as MotionMatter;
}
