import { regionContains } from '../code/region';
import { decodeBase64url } from '../encoding/base64url';
import { importVerificationKey } from '../crypto/verification-key';
import { array, type Infer, object, optional, type Shape } from '../json/shape';
import type { KeyClaim, Member } from '../member/member';
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
import { Rejection } from '../rejection';
import type { Authority } from './authority';
import { CERTIFICATES_LIMIT, claimWrites, IDENTITY_KEYS_LIMIT, requireFreeKeys } from './registration';
import { setAuthorityState } from './standing';
import { requireAcyclic } from './superior';

const identityKey: Shape<{ readonly kid: string; readonly publicKey: string }> = (value, path = '') => {
  const read = object({ kid: digest, publicKey: bytes(65, 65) })(value, path);
  importVerificationKey('ES256', decodeBase64url(read.publicKey), `${path}/publicKey`);
  return read;
};

/** `{code, member (sponsor), region, name, superior?, directs: [{types, region}], keys: [{kid, publicKey}]}` */
export const approverBody = checked(
  object({
    code: uscc,
    member: memberId,
    region,
    name: bilingual,
    superior: optional(uscc),
    directs: array(scope, { min: 1, max: FIELD_LIMITS.list }),
    keys: array(identityKey, { min: 1, max: CERTIFICATES_LIMIT }),
  }),
  ({ code, superior, keys }) => {
    if (superior === code) return ['own-superior', '/superior'];
    return new Set(keys.map((key) => key.publicKey)).size === keys.length ? null : ['repeated-item', '/keys'];
  },
);

/** The records that the admission of an approver looks at. */
export interface ApproverFacts {
  readonly sponsor: Member | undefined;
  readonly authority: Authority | undefined;
  /** Who holds its keys already, in the order of the body. */
  readonly claims: readonly (KeyClaim | undefined)[];
  /** The superior that it names and those above it. */
  readonly chain: readonly Authority[];
}

/**
 * Its sponsor vouches for it; what it directs lies in its own region. An approver that is there already is renewed: its
 * old keys end, since nobody else may give it new ones, and what the motion does not state stays as it was: whom it
 * continues, its mandates and competence, and that it is suspended. A mere registration of its code by some member is no
 * obstacle.
 * @throws Rejection MEMBER_UNKNOWN | AUTHORITY_EXISTS | KEY_EXISTS | MEMBER_STATE | AUTHORITY_STATE (abolished) |
 * LIMIT_REACHED | REGION_OUTSIDE | SUPERIOR_CYCLE
 */
export function admitApprover(body: Infer<typeof approverBody>, facts: ApproverFacts): readonly Write[] {
  const { sponsor, authority, claims } = facts;
  if (sponsor === undefined) throw new Rejection('MEMBER_UNKNOWN');
  const former = authority?.kind === 'approver' ? authority : undefined;
  if (authority !== undefined && former === undefined && authority.state !== 'registered') {
    throw new Rejection('AUTHORITY_EXISTS');
  }
  const isStale = body.keys.some(({ kid }) => former?.keys.some((key) => key.kid === kid));
  if (isStale) throw new Rejection('KEY_EXISTS');
  requireFreeKeys(claims, body.code);
  if (sponsor.state !== 'admitted') throw new Rejection('MEMBER_STATE', { state: sponsor.state });
  if (former?.state === 'abolished') throw new Rejection('AUTHORITY_STATE', { state: former.state });
  const ended = (former?.keys ?? []).map((key) => ({ ...key, state: 'ended' as const }));
  if (ended.length + body.keys.length > IDENTITY_KEYS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'identity keys', max: IDENTITY_KEYS_LIMIT });
  }
  const isOutside = body.directs.find((scopeOf) => !regionContains(body.region, scopeOf.region));
  if (isOutside !== undefined) throw new Rejection('REGION_OUTSIDE', { region: isOutside.region });
  requireAcyclic(body, facts.chain);
  const approver: Authority = {
    ...(former ?? FRESH),
    ...body,
    kind: 'approver',
    keys: [...ended, ...body.keys.map((key) => ({ ...key, state: 'active' as const }))],
  };
  return [write('authority', [body.code], approver), ...claimWrites(body.keys, body.code)];
}

const FRESH = {
  roles: ['supervising'],
  state: 'active',
  competence: [],
  mandates: [],
  predecessors: [],
} as const;

/**
 * The members suspend an approver and bring it back; its grants stand meanwhile.
 * @throws Rejection AUTHORITY_UNKNOWN | AUTHORITY_STATE
 */
export function setApproverState(
  authority: Authority | undefined,
  to: 'suspended' | 'active',
): readonly Write[] {
  if (authority?.kind !== 'approver') throw new Rejection('AUTHORITY_UNKNOWN');
  return setAuthorityState(authority, to);
}
