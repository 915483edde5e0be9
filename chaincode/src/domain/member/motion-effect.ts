import type { Basis } from '../agreement/agreement';
import { adoptBasis, amendBasis, endBasis } from '../agreement/basis';
import {
  applyCompetence,
  directsTouch,
  type KnownTypes,
  requireIssuable,
  requireOpenDays,
} from '../authority/approval';
import { admitApprover, setApproverState } from '../authority/approver';
import type { Authority, Competence } from '../authority/authority';
import { applyNarrowing, requireNotPast } from '../authority/narrowing';
import { hasActed, hasJoinedSuperior } from '../authority/right';
import { applySuccession } from '../authority/succession';
import type { Infer } from '../json/shape';
import { applyDefinition, applyDeprecation } from '../licence-type/definition';
import type { LicenceType } from '../licence-type/licence-type';
import { applyMatterDefinition } from '../matter/definition';
import type { Matter } from '../matter/matter';
import { requireNextVersion } from '../matter/version';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { memberWrites } from './founding';
import type { MemberEntry } from './member-entry';
import type { KeyClaim, Member, Network } from './member';
import type { MOTION_BODIES, MotionMatter } from './motion-body';

/** Records that an effect looks at: which of them are needed depends on the kind. */
export interface EffectFacts {
  readonly network: Network;
  /** admit, suspend, reinstate: the member itself; admit-approver: the sponsor. */
  readonly member?: Member | undefined;
  /** admit-member: who has the MSP already. */
  readonly mspOwner?: string | undefined;
  /** The authority that the motion is about; witness-succession: the successor. */
  readonly authority?: Authority | undefined;
  /** The superior that the authority names, or who continues that one as a whole. */
  readonly superior?: Authority | undefined;
  /** admit-approver: the superior that it names and those above. */
  readonly chain?: readonly Authority[];
  /** witness-succession: the predecessor, its superior, and every authority that its lineage reaches. */
  readonly predecessor?: Authority | undefined;
  readonly predecessorSuperior?: Authority | undefined;
  readonly known?: ReadonlyMap<string, Authority>;
  /** admit-approver: who holds its keys already, in the order of the body. */
  readonly claims?: readonly (KeyClaim | undefined)[];
  /** The licence type that the motion is about, and the one that follows it. */
  readonly licenceType?: LicenceType | undefined;
  readonly successor?: LicenceType | undefined;
  /** witness-competence: the types that it names. */
  readonly types?: KnownTypes;
  readonly matter?: Matter | undefined;
  /** Who defined the type or the matter, or continues that authority. */
  readonly definer?: Authority | undefined;
  readonly basis?: Basis | undefined;
}

/**
 * Peers grant no competence and take none: where the superior has joined and directs the type in any part of the region,
 * they witness nothing, and what concerns the department as a whole is the superior's.
 * @throws Rejection NOT_ENTITLED
 */
export function requireWitnesses({ kind, body }: MotionMatter, facts: EffectFacts): void {
  if (kind === 'witness-competence') {
    if (!hasJoinedSuperior(facts.superior)) return;
    const directs = facts.superior?.directs ?? [];
    const isDirected = body.competence.some((entry) => directsTouch(directs, entry));
    // A mere office that relies is its superior's to approve as well.
    if (isDirected || body.competence.length === 0)
      throw new Rejection('NOT_ENTITLED', { needs: 'superior' });
  }
  if (kind === 'witness-succession') {
    if (hasJoinedSuperior(facts.superior) || hasJoinedSuperior(facts.predecessorSuperior))
      throw new Rejection('NOT_ENTITLED', { needs: 'superior of both' });
  }
}

/**
 * The member that a motion is about: it has no vote. A sponsor stands behind its approver, which could then grant
 * competence to the sponsor's own departments.
 */
export function concernedMember({ kind, body }: MotionMatter, facts: EffectFacts): string | undefined {
  switch (kind) {
    case 'suspend-member':
    case 'reinstate-member':
    case 'admit-approver':
      return body.member;
    case 'suspend-approver':
    case 'reinstate-approver':
    case 'witness-competence':
    case 'end-competence':
    case 'witness-succession':
      return facts.authority?.member;
    default:
      return undefined;
  }
}

/** Kinds about a member itself, which it does not even propose; in the others it may ask and has no vote. */
export function isAboutMember({ kind }: MotionMatter): boolean {
  return kind === 'suspend-member' || kind === 'reinstate-member';
}

/** What a motion asks for may not begin or end before the day on which it opens. @throws Rejection BACK_DATED */
export function requireTimely(
  { kind, body }: MotionMatter,
  today: string,
  { authority, predecessor }: Pick<EffectFacts, 'authority' | 'predecessor'>,
): void {
  if (kind === 'end-competence' || kind === 'end-basis') requireNotPast(body.lastDay, today);
  if (kind === 'amend-basis' || kind === 'define-matter') requireNotPast(body.from, today);
  if (kind === 'witness-competence' && authority !== undefined)
    requireOpenDays(authority, body.competence, today);
  if (kind === 'witness-succession' && isActing(predecessor)) requireNotPast(body.from, today);
}

/** One that never had a key is history: its functions may have gone over long ago. */
function isActing(predecessor: Authority | undefined): boolean {
  return predecessor !== undefined && hasActed(predecessor);
}

/** A day that passed while the votes were gathered: the effect comes today. */
const notBefore = <D extends string>(day: D, today: string): D => (day < today ? (today as D) : day);

/**
 * What a carried motion writes, from committed state.
 * @param today day of the transaction that carries it
 * @throws Rejection MEMBER_UNKNOWN | MEMBER_EXISTS | AUTHORITY_UNKNOWN | AUTHORITY_EXISTS | KEY_EXISTS |
 * LICENCE_TYPE_UNKNOWN | BASIS_EXISTS | COMPETENCE_UNKNOWN | BASIS_UNKNOWN | MEMBER_STATE | AUTHORITY_STATE |
 * SUCCESSION_EXISTS | DEFINER_KEEPS | LICENCE_TYPE_DEPRECATED | LIMIT_REACHED | BASIS_ENDED | REGION_OUTSIDE |
 * SUCCESSION_CYCLE | SUPERIOR_CYCLE | TYPE_NOT_ISSUED_THERE | BACK_DATED | VERSION_OVERLAPS | MERGER_AHEAD
 */
export function decideEffect(motion: MotionMatter, facts: EffectFacts, today: string): readonly Write[] {
  switch (motion.kind) {
    case 'admit-member':
      return admitMember(motion.body, facts);
    case 'suspend-member':
      return setMemberState(facts.member, 'admitted', 'suspended');
    case 'reinstate-member':
      return setMemberState(facts.member, 'suspended', 'admitted');
    case 'admit-approver': {
      const { member: sponsor, authority, claims = [], chain = [] } = facts;
      return admitApprover(motion.body, { sponsor, authority, claims, chain });
    }
    case 'suspend-approver':
      return setApproverState(facts.authority, 'suspended');
    case 'reinstate-approver':
      return setApproverState(facts.authority, 'active');
    case 'witness-competence':
      return witness(motion.body, facts);
    case 'end-competence': {
      const { authority } = facts;
      if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
      const body = { ...motion.body, lastDay: notBefore(motion.body.lastDay, today) };
      const narrowed = applyNarrowing(authority, body, isWitnessed(facts.superior));
      return [write('authority', [authority.code], narrowed)];
    }
    case 'witness-succession': {
      const { authority: successor, predecessor, known = new Map<string, Authority>() } = facts;
      const { body } = motion;
      const from = isActing(predecessor) ? notBefore(body.from, today) : body.from;
      return applySuccession({ successor, predecessor, known }, { ...body, from }, today);
    }
    case 'define-licence-type': {
      if (isKept(facts.licenceType, facts)) throw new Rejection('DEFINER_KEEPS');
      const next = applyDefinition(facts.licenceType, motion.body, 'outside');
      return [write('licenceType', [motion.body.code], next)];
    }
    case 'deprecate-licence-type':
      return deprecate(motion.body, facts);
    case 'define-matter': {
      if (isKept(facts.matter, facts)) throw new Rejection('DEFINER_KEEPS');
      const from = notBefore(motion.body.from, today);
      requireNextVersion(facts.matter, from, today);
      const next = applyMatterDefinition(facts.matter, { ...motion.body, from }, 'outside');
      return [write('matter', [motion.body.code], next)];
    }
    case 'adopt-basis':
      return adoptBasis(facts.basis, motion.body);
    case 'amend-basis': {
      const from = notBefore(motion.body.from, today);
      return amendBasis(facts.basis, { ...motion.body, from }, today);
    }
    case 'end-basis':
      return endBasis(facts.basis, notBefore(motion.body.lastDay, today));
  }
}

/** What a definer that acts has stated is its own; where nobody continues one that ended, the members do. */
function isKept(
  record: Pick<LicenceType | Matter, 'standing'> | undefined,
  { definer }: EffectFacts,
): boolean {
  return record?.standing === 'definer' && (definer === undefined || definer.state === 'active');
}

/** What the members witnessed they may end, as far as no superior that has joined directs it. */
function isWitnessed(superior: Authority | undefined): (entry: Competence, type: string) => boolean {
  const directs = superior !== undefined && hasJoinedSuperior(superior) ? superior.directs : [];
  return (entry, type) =>
    entry.standing === 'witnessed' && !directsTouch(directs, { types: [type], region: entry.region });
}

/** A member that withdrew may come back under its id and MSP; any other that is known may not enter again. */
function admitMember(entry: MemberEntry, facts: EffectFacts): readonly Write[] {
  const { member, mspOwner, network } = facts;
  const isReturn = member?.state === 'withdrawn' && member.msp === entry.msp;
  if ((member !== undefined || mspOwner !== undefined) && !isReturn) throw new Rejection('MEMBER_EXISTS');
  if (isReturn) return [write('member', [entry.id], { ...member, ...entry, state: 'admitted' })];
  const members = [...(network.members ?? []), entry.id].sort();
  return [write('network', [], { ...network, members }), ...memberWrites(entry, 'admitted')];
}

function setMemberState(
  member: Member | undefined,
  from: Member['state'],
  to: Member['state'],
): readonly Write[] {
  if (member === undefined) throw new Rejection('MEMBER_UNKNOWN');
  if (member.state !== from) throw new Rejection('MEMBER_STATE', { state: member.state });
  return [write('member', [member.id], { ...member, state: to })];
}

function witness(
  body: Infer<(typeof MOTION_BODIES)['witness-competence']>,
  { authority, types = new Map<string, LicenceType>() }: EffectFacts,
): readonly Write[] {
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  if (authority.state === 'suspended' || authority.state === 'abolished')
    throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  const added = body.competence.map((entry): Competence => ({ ...entry, standing: 'witnessed' }));
  const witnessed = applyCompetence(authority, added, { standing: 'witnessed' });
  requireIssuable(body.competence, types);
  return [write('authority', [authority.code], witnessed)];
}

function deprecate(
  body: Infer<(typeof MOTION_BODIES)['deprecate-licence-type']>,
  facts: EffectFacts,
): readonly Write[] {
  const writes = applyDeprecation(facts.licenceType, facts.successor, body);
  if (isKept(facts.licenceType, facts)) throw new Rejection('DEFINER_KEEPS');
  return writes;
}
