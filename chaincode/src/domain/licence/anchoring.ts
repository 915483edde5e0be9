import type { Authority } from '../authority/authority';
import { requireSelfOrCustodian } from '../authority/right';
import { lineage } from '../authority/lineage';
import { parseInstant } from '../code/instant';
import type { CryptoProvider } from '../crypto/provider';
import { canonicalJson } from '../json/canonical';
import { array, type Infer, integer, object, oneOf, optional, parsed } from '../json/shape';
import type { JsonObject, JsonValue } from '../json/value';
import type { LicenceType } from '../licence-type/licence-type';
import { rolesMet } from '../licence-type/seal-roles';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Member, Network } from '../member/member';
import { bytes, checked, digest, licenceTypeCode, name, slug, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { isSignedStatement } from '../seal/possession';
import type { Seal } from '../seal/seal';
import type { Anchor } from './anchor';

export const BATCH_SIZE_LIMIT = 1_000_000;
export const CO_SEALS_LIMIT = 10;

/**
 * `{authority, type, root, size, hash, keyId, coSeals: [{keyId, role, signature}], provenance,
 * relayed?: {platform, answeredAt, digest}, requestId}`; `relayed` stands with that provenance and no other.
 */
export const anchorArgument = checked(
  object({
    authority: uscc,
    type: licenceTypeCode,
    root: digest,
    size: integer({ min: 1, max: BATCH_SIZE_LIMIT }),
    hash: oneOf(['sha-256', 'sm3']),
    keyId: digest,
    coSeals: array(object({ keyId: digest, role: name, signature: bytes(64, 64) }), { max: CO_SEALS_LIMIT }),
    provenance: oneOf(['issuer', 'custodian', 'relayed']),
    relayed: optional(object({ platform: name, answeredAt: parsed(parseInstant, { max: 24 }), digest })),
    requestId: slug,
  }),
  ({ provenance, relayed, coSeals, keyId }) => {
    if ((provenance === 'relayed') !== (relayed !== undefined)) return ['relayed-mismatch', '/relayed'];
    const keys = new Set([keyId, ...coSeals.map((seal) => seal.keyId)]);
    return keys.size === coSeals.length + 1 ? null : ['repeated-item', '/coSeals'];
  },
);
type Command = Infer<typeof anchorArgument>;

/** What each further seal signs: the UTF-8 of its canonical JSON. */
export function coSealStatement(
  batch: { readonly authority: string; readonly type: string; readonly root: string; readonly size: number },
  role: string,
): JsonObject {
  const { authority, type, root, size } = batch;
  return { type: 'huren-co-seal', v: 1, authority, licenceType: type, root, size, role };
}

export interface AnchoringFacts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly authority: Authority | undefined;
  /** The member of `authority`. */
  readonly member: Member | undefined;
  /** Every authority that `authority` continues, by code. */
  readonly known: ReadonlyMap<string, Authority>;
  readonly licenceType: LicenceType | undefined;
  readonly seal: Seal | undefined;
  /** Records of the co-seals, in the order of the command. */
  readonly coSeals: readonly (Seal | undefined)[];
  /** The authorities that answer for the co-seals, in the same order. */
  readonly coSealers: readonly (Authority | undefined)[];
  /** Their members, in the same order. */
  readonly coSealersMembers: readonly (Member | undefined)[];
  readonly existing: Anchor | undefined;
}

/** Whether the authority, or one that it continues for the type, was ever granted the type. */
export function everCompetent(
  authority: Authority,
  known: ReadonlyMap<string, Authority>,
  type: string,
): boolean {
  return lineage(authority, known, type).some((at) =>
    at.competence.some((entry) => entry.types.includes(type)),
  );
}

/**
 * A repetition of the same request writes nothing and succeeds. A suspended member's departments issue nothing through
 * a custodian at another member either, and co-seal nothing for others.
 * @throws Rejection (open, authority) | NOT_ENTITLED | SEAL_UNKNOWN | LICENCE_TYPE_UNKNOWN | BATCH_EXISTS |
 * MEMBER_STATE | AUTHORITY_STATE | SEAL_NOT_ACTIVE | LICENCE_TYPE_DEPRECATED | NO_COMPETENCE | SEAL_OF_ANOTHER |
 * PROVENANCE_MISMATCH | SEAL_ROLES_UNMET | PROOF_INVALID | ROLE_MISSING
 */
export function decideAnchor(
  facts: AnchoringFacts,
  command: Command,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const authority = requireSelfOrCustodian(
    caller,
    command.authority,
    facts.authority,
    'anchor',
    command.type,
  );
  const { licenceType, seal } = facts;
  const seals = [seal, ...facts.coSeals];
  const present = seals.filter((each) => each !== undefined);
  if (seal === undefined || present.length < seals.length) throw new Rejection('SEAL_UNKNOWN');
  if (licenceType === undefined) throw new Rejection('LICENCE_TYPE_UNKNOWN');
  const anchor: Anchor = { ...command, by: caller.authority.code };
  if (facts.existing !== undefined) {
    if (isSameAnchor(facts.existing, anchor)) return [];
    throw new Rejection('BATCH_EXISTS');
  }
  const stands = [facts.member, ...facts.coSealersMembers].map((each) => each?.state ?? 'unknown');
  const barred = stands.find((state) => state !== 'admitted');
  if (barred !== undefined) throw new Rejection('MEMBER_STATE', { state: barred });
  const standings = [authority, ...facts.coSealers].map((each) => each?.state ?? 'registered');
  const idle = standings.find((standing) => standing !== 'active');
  if (idle !== undefined) throw new Rejection('AUTHORITY_STATE', { state: idle });
  const inactive = present.find((each) => each.state !== 'active');
  if (inactive !== undefined)
    throw new Rejection('SEAL_NOT_ACTIVE', { keyId: inactive.keyId, state: inactive.state });
  if (licenceType.state !== 'active') throw new Rejection('LICENCE_TYPE_DEPRECATED');
  if (!everCompetent(authority, facts.known, command.type)) throw new Rejection('NO_COMPETENCE');
  if (seal.authority !== command.authority) throw new Rejection('SEAL_OF_ANOTHER');
  requireProvenance(command.provenance, caller.authority.code === command.authority);
  requireRoles(facts, licenceType, [seal, ...present.slice(1)], command, { authority, day: caller.day });
  requireCoSeals(present.slice(1), command, provider);
  if (!authority.roles.includes('issuing')) throw new Rejection('ROLE_MISSING', { role: 'issuing' });
  return [write('anchor', [command.authority, command.root], anchor)];
}

/** @throws Rejection PROOF_INVALID */
function requireCoSeals(coSeals: readonly Seal[], command: Command, provider: CryptoProvider): void {
  command.coSeals.forEach(({ keyId, role, signature }, at) => {
    const seal = coSeals[at];
    if (!seal || !isSignedStatement(provider, seal, coSealStatement(command, role), signature)) {
      throw new Rejection('PROOF_INVALID', { keyId });
    }
  });
}

function isSameAnchor(known: Anchor, anchor: Anchor): boolean {
  return canonicalJson(known as unknown as JsonValue) === canonicalJson(anchor as unknown as JsonValue);
}

/** The issuer anchors as issuer, another as custodian; either may relay. @throws Rejection PROVENANCE_MISMATCH */
function requireProvenance(provenance: Anchor['provenance'], isIssuer: boolean): void {
  if (provenance !== 'relayed' && (provenance === 'issuer') !== isIssuer) {
    throw new Rejection('PROVENANCE_MISMATCH', { provenance });
  }
}

/**
 * At least k of the named roles, each by a seal that was registered in it by who holds it, and that is in its own hands
 * or its custodian's.
 * @param seals the batch's own, then the co-seals
 * @throws Rejection SEAL_ROLES_UNMET
 */
function requireRoles(
  { coSealers }: AnchoringFacts,
  { seals: rule, code }: LicenceType,
  seals: readonly Seal[],
  command: Command,
  { authority, day }: { readonly authority: Authority; readonly day: string },
): void {
  const [, ...coSeals] = seals;
  if (coSeals.some((each, at) => each.role !== command.coSeals[at]?.role)) {
    throw new Rejection('SEAL_ROLES_UNMET', { roles: coSeals.map((each) => each.role ?? '') });
  }
  if (rule === undefined) return;
  const sealers = [authority, ...coSealers];
  const used = seals.map((seal, at) => ({ seal, sealer: sealers[at] }));
  const { filled, notHeld, withoutMandate } = rolesMet(rule, code, used, authority, day);
  if (filled.length < rule.atLeast) {
    const { roles, atLeast } = rule;
    throw new Rejection('SEAL_ROLES_UNMET', { roles, atLeast, filled, notHeld, withoutMandate });
  }
}
