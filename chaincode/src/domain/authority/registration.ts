import { regionContains, type Region } from '../code/region';
import { keyIdOf } from '../crypto/verification-key';
import { decodeBase64url } from '../encoding/base64url';
import { array, type Infer, object, oneOf, optional } from '../json/shape';
import { type Caller, requireAdmitted, requireOpen, requireOperator } from '../member/caller';
import type { KeyClaim, Network } from '../member/member';
import { bilingual, checked, digest, region, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority, IdentityKey } from './authority';
import { certificate } from './certificate';
import { requireAcyclic } from './superior';

/** Identity keys that one authority may have had over time. */
export const IDENTITY_KEYS_LIMIT = 100;
/** Certificates in one registration. */
export const CERTIFICATES_LIMIT = 20;

export const AUTHORITY_ROLES = ['issuing', 'relying', 'supervising'] as const;
export const roles = array(oneOf(AUTHORITY_ROLES), { min: 1, max: AUTHORITY_ROLES.length, unique: true });

/**
 * `{code, region, name, roles, government?, superior?, keys: [{certificate}]}`; without keys it is a historic authority
 * that others succeed.
 */
export const registerArgument = checked(
  object({
    code: uscc,
    region,
    name: bilingual,
    roles,
    government: optional(uscc),
    superior: optional(uscc),
    keys: array(object({ certificate }), { max: CERTIFICATES_LIMIT }),
  }),
  ({ code, superior, keys }) => {
    if (superior === code) return ['own-superior', '/superior'];
    const distinct = new Set(keys.map((key) => key.certificate.publicKey)).size === keys.length;
    return distinct ? null : ['repeated-item', '/keys'];
  },
);
/** `{code, certificate}` */
export const addKeyArgument = object({ code: uscc, certificate });
/** `{code, kid}` */
export const endKeyArgument = object({ code: uscc, kid: digest });

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly authority: Authority | undefined;
}

/** Unit of uniqueness of an identity key on the ledger. */
export function identityKeyId(key: Pick<IdentityKey, 'publicKey'>): string {
  return keyIdOf('ES256', decodeBase64url(key.publicKey));
}

/** A renewed certificate for the same key is welcome; another owner or another use of the key is not. */
export function requireFreeKeys(claims: readonly (KeyClaim | undefined)[], owner: string): void {
  if (claims.some((claim) => claim !== undefined && (claim.use !== 'identity' || claim.owner !== owner))) {
    throw new Rejection('KEY_EXISTS');
  }
}

export function claimWrites(
  keys: readonly Pick<IdentityKey, 'publicKey'>[],
  owner: string,
): readonly Write[] {
  return keys.map((key) => write('key', [identityKeyId(key)], { use: 'identity', owner }));
}

/** @throws Rejection (open, operator) | AUTHORITY_EXISTS | KEY_EXISTS | REGION_OUTSIDE | SUPERIOR_CYCLE */
export function decideRegistration(
  facts: Facts & {
    readonly claims: readonly (KeyClaim | undefined)[];
    /** The superior that it names and those above it, as far as the ledger holds them. */
    readonly chain: readonly Authority[];
  },
  command: Infer<typeof registerArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  if (facts.authority !== undefined) throw new Rejection('AUTHORITY_EXISTS');
  requireFreeKeys(facts.claims, command.code);
  if (!regionContains(member.region as Region, command.region)) {
    throw new Rejection('REGION_OUTSIDE', { region: command.region });
  }
  requireAcyclic(command, facts.chain);
  const keys = command.keys.map((key) => key.certificate);
  const authority: Authority = {
    ...command,
    keys,
    member: member.id,
    kind: 'department',
    state: 'registered',
    competence: [],
    mandates: [],
    predecessors: [],
    directs: [],
  };
  return [write('authority', [command.code], authority), ...claimWrites(keys, command.code)];
}

/** The operator of the authority's own member. @throws Rejection (open, operator) | NOT_ENTITLED | AUTHORITY_UNKNOWN */
function requireOwn({ network, caller, authority }: Facts): Authority {
  requireOpen(network);
  const { member } = requireOperator(caller);
  if (authority !== undefined && authority.member !== member.id) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of its member' });
  }
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  return authority;
}

/**
 * Who keeps its keys: for a department the operator of its member; an approver only itself, or its sponsor could speak
 * for it and grant competence to its own departments, or silence it. Where it lost them, a motion renews them.
 * @throws Rejection (open, caller) | NOT_ENTITLED | AUTHORITY_UNKNOWN
 */
function requireKeeper(facts: Facts): Authority {
  if (facts.authority?.kind !== 'approver') return requireOwn(facts);
  requireOpen(facts.network);
  const caller = requireAdmitted(facts.caller);
  if (caller.authority?.code !== facts.authority.code)
    throw new Rejection('NOT_ENTITLED', { needs: 'approver itself' });
  return facts.authority;
}

/** @throws Rejection (requireKeeper) | KEY_EXISTS | AUTHORITY_STATE | LIMIT_REACHED */
export function decideKeyAddition(
  facts: Facts & { readonly claim: KeyClaim | undefined },
  command: Infer<typeof addKeyArgument>,
): readonly Write[] {
  const authority = requireKeeper(facts);
  const key = command.certificate;
  requireFreeKeys([facts.claim], authority.code);
  if (authority.keys.some(({ kid }) => kid === key.kid)) throw new Rejection('KEY_EXISTS');
  if (authority.state === 'abolished') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  if (authority.keys.length >= IDENTITY_KEYS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'identity keys', max: IDENTITY_KEYS_LIMIT });
  }
  return [
    write('authority', [authority.code], { ...authority, keys: [...authority.keys, key] }),
    ...claimWrites([key], authority.code),
  ];
}

/** @throws Rejection (requireKeeper) | IDENTITY_UNKNOWN */
export function decideKeyEnd(facts: Facts, { kid }: Infer<typeof endKeyArgument>): readonly Write[] {
  const authority = requireKeeper(facts);
  if (!authority.keys.some((key) => key.kid === kid && key.state === 'active'))
    throw new Rejection('IDENTITY_UNKNOWN');
  const keys = authority.keys.map((key) => (key.kid === kid ? ({ ...key, state: 'ended' } as const) : key));
  return [write('authority', [authority.code], { ...authority, keys })];
}
