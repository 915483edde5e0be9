import { basisEntry } from '../agreement/basis';
import type { Basis } from '../agreement/agreement';
import { applyCompetence, competenceEntries, directsCover } from '../authority/approval';
import type { Authority, Competence } from '../authority/authority';
import {
  CERTIFICATES_LIMIT,
  claimWrites,
  IDENTITY_KEYS_LIMIT,
  requireFreeKeys,
} from '../authority/registration';
import { hasJoinedSuperior } from '../authority/right';
import { importVerificationKey } from '../crypto/verification-key';
import { regionContains } from '../code/region';
import { decodeBase64url } from '../encoding/base64url';
import { array, type Infer, object, type Shape } from '../json/shape';
import type { JsonValue } from '../json/value';
import { applyDefinition, definition } from '../licence-type/definition';
import type { LicenceType } from '../licence-type/licence-type';
import { applyMatterDefinition, matterDefinition } from '../matter/definition';
import type { Matter } from '../matter/matter';
import {
  bilingual,
  bytes,
  checked,
  digest,
  FIELD_LIMITS,
  memberId,
  region,
  scope,
  uscc,
} from '../record/field';
import { write, type Write } from '../record/write';
import { parseMatterCode } from '../code/matter-code';
import { Rejection } from '../rejection';
import { memberEntry, memberWrites } from './founding';
import type { KeyClaim, Member, Network } from './member';
import type { MotionKind } from './motion';

const identityKey: Shape<{ readonly kid: string; readonly publicKey: string }> = (value, path = '') => {
  const read = object({ kid: digest, publicKey: bytes(65, 65) })(value, path);
  importVerificationKey('ES256', decodeBase64url(read.publicKey), `${path}/publicKey`);
  return read;
};

/** Bodies of motions by kind; a body is kept on the ledger, so keys stand in it without their certificates. */
export const MOTION_BODIES = {
  /** `{id, msp, name, region}` */
  'admit-member': memberEntry,
  /** `{member}` */
  'suspend-member': object({ member: memberId }),
  /** `{member}` */
  'reinstate-member': object({ member: memberId }),
  /** `{code, member (sponsor), region, name, directs: [{types, region}], keys: [{kid, publicKey}]}` */
  'admit-approver': checked(
    object({
      code: uscc,
      member: memberId,
      region,
      name: bilingual,
      directs: array(scope, { min: 1, max: FIELD_LIMITS.list }),
      keys: array(identityKey, { min: 1, max: CERTIFICATES_LIMIT }),
    }),
    ({ keys }) =>
      new Set(keys.map((key) => key.publicKey)).size === keys.length ? null : ['repeated-item', '/keys'],
  ),
  /** `{authority, competence: [{types, region, from, to?, filing}]}` */
  'witness-competence': object({ authority: uscc, competence: competenceEntries }),
  /** The licence type without standing, version and state. */
  'define-licence-type': definition,
  /** The matter as its definer would state it; a basic code. */
  'define-matter': checked(matterDefinition, ({ code }) =>
    parseMatterCode(code).kind === 'basic' ? null : ['not-a-basic-code', '/code'],
  ),
  /** The basis record. */
  'adopt-basis': basisEntry,
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

/** Records that an effect looks at: which of them are needed depends on the kind. */
export interface EffectFacts {
  readonly network: Network;
  /** admit, suspend, reinstate: the member itself; admit-approver: the sponsor. */
  readonly member?: Member | undefined;
  /** admit-member: who has the MSP already. */
  readonly mspOwner?: string | undefined;
  readonly authority?: Authority | undefined;
  /** witness-competence: the record of the superior that the authority names. */
  readonly superior?: Authority | undefined;
  /** admit-approver: who holds its keys already, in the order of the body. */
  readonly claims?: readonly (KeyClaim | undefined)[];
  readonly licenceType?: LicenceType | undefined;
  readonly matter?: Matter | undefined;
  readonly basis?: Basis | undefined;
}

/**
 * Peers grant no competence: where the superior has joined and directs the type there, they witness nothing.
 * @throws Rejection NOT_ENTITLED
 */
export function requireWitnesses({ kind, body }: MotionMatter, { authority, superior }: EffectFacts): void {
  if (kind !== 'witness-competence' || authority?.superior === undefined) return;
  if (superior === undefined || !hasJoinedSuperior(superior)) return;
  const { directs } = superior;
  if (
    body.competence.some((entry) =>
      entry.types.some((type) => directsCover(directs, { ...entry, types: [type] })),
    )
  ) {
    throw new Rejection('NOT_ENTITLED', { needs: 'superior' });
  }
}

/** The member that a motion is about: it has no vote. */
export function concernedMember({ kind, body }: MotionMatter, facts: EffectFacts): string | undefined {
  if (kind === 'suspend-member' || kind === 'reinstate-member') return body.member;
  return kind === 'witness-competence' ? facts.authority?.member : undefined;
}

/**
 * What a carried motion writes, from committed state.
 * @throws Rejection MEMBER_UNKNOWN | MEMBER_EXISTS | AUTHORITY_UNKNOWN | AUTHORITY_EXISTS | KEY_EXISTS | BASIS_EXISTS |
 * MEMBER_STATE | AUTHORITY_STATE | DEFINER_KEEPS | LIMIT_REACHED | REGION_OUTSIDE
 */
export function decideEffect(motion: MotionMatter, facts: EffectFacts): readonly Write[] {
  switch (motion.kind) {
    case 'admit-member':
      return admitMember(motion.body, facts);
    case 'suspend-member':
      return setMemberState(facts.member, 'admitted', 'suspended');
    case 'reinstate-member':
      return setMemberState(facts.member, 'suspended', 'admitted');
    case 'admit-approver':
      return admitApprover(motion.body, facts);
    case 'witness-competence':
      return witness(motion.body, facts.authority);
    case 'define-licence-type': {
      if (facts.licenceType?.standing === 'definer') throw new Rejection('DEFINER_KEEPS');
      const next = applyDefinition(facts.licenceType, motion.body, 'outside');
      return [write('licenceType', [motion.body.code], next)];
    }
    case 'define-matter': {
      if (facts.matter?.standing === 'definer') throw new Rejection('DEFINER_KEEPS');
      const next = applyMatterDefinition(facts.matter, motion.body, 'outside');
      return [write('matter', [motion.body.code], next)];
    }
    case 'adopt-basis':
      if (facts.basis !== undefined) throw new Rejection('BASIS_EXISTS');
      return [write('basis', [motion.body.id], motion.body)];
  }
}

/** A member that withdrew may come back under its id and MSP; any other that is known may not enter again. */
function admitMember(entry: Infer<typeof memberEntry>, facts: EffectFacts): readonly Write[] {
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

type ApproverBody = Infer<(typeof MOTION_BODIES)['admit-approver']>;

/**
 * Its sponsor vouches for it; what it directs lies in its own region. An approver that is there already is renewed: its
 * old keys end, since nobody else may give it new ones. A mere registration of its code by some member is no obstacle.
 */
function admitApprover(body: ApproverBody, facts: EffectFacts): readonly Write[] {
  const { member: sponsor, authority, claims } = facts;
  if (sponsor === undefined) throw new Rejection('MEMBER_UNKNOWN');
  const former = authority?.kind === 'approver' ? authority : undefined;
  if (authority !== undefined && former === undefined && authority.state !== 'registered') {
    throw new Rejection('AUTHORITY_EXISTS');
  }
  const isStale = body.keys.some(({ kid }) => former?.keys.some((key) => key.kid === kid));
  if (isStale) throw new Rejection('KEY_EXISTS');
  requireFreeKeys(claims ?? [], body.code);
  if (sponsor.state !== 'admitted') throw new Rejection('MEMBER_STATE', { state: sponsor.state });
  const ended = (former?.keys ?? []).map((key) => ({ ...key, state: 'ended' as const }));
  if (ended.length + body.keys.length > IDENTITY_KEYS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'identity keys', max: IDENTITY_KEYS_LIMIT });
  }
  const isOutside = body.directs.find((scopeOf) => !regionContains(body.region, scopeOf.region));
  if (isOutside !== undefined) throw new Rejection('REGION_OUTSIDE', { region: isOutside.region });
  const approver: Authority = {
    ...body,
    kind: 'approver',
    roles: ['supervising'],
    state: 'active',
    keys: [...ended, ...body.keys.map((key) => ({ ...key, state: 'active' as const }))],
    competence: [],
    mandates: [],
    predecessors: [],
  };
  return [write('authority', [body.code], approver), ...claimWrites(body.keys, body.code)];
}

function witness(
  body: Infer<(typeof MOTION_BODIES)['witness-competence']>,
  authority: Authority | undefined,
): readonly Write[] {
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  if (authority.state === 'suspended') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  const added = body.competence.map((entry): Competence => ({ ...entry, standing: 'witnessed' }));
  return [write('authority', [authority.code], applyCompetence(authority, added))];
}
