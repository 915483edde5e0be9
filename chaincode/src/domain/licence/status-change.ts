import type { Authority } from '../authority/authority';
import { hasMandate, isSuperiorOf } from '../authority/right';
import { lineage } from '../authority/lineage';
import type { CryptoProvider } from '../crypto/provider';
import { decodeBase64url } from '../encoding/base64url';
import { array, boolean, type Infer, integer, object, oneOf } from '../json/shape';
import type { LicenceType } from '../licence-type/licence-type';
import { type AdmittedCaller, type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Member, Network } from '../member/member';
import { verifyInclusion } from '../merkle/inclusion';
import { checked, day, digest, reference, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Anchor } from './anchor';
import { BATCH_SIZE_LIMIT } from './anchoring';
import type { LicenceState, LicenceStatus, StatusChange } from './status';

/** Decisions kept for one licence. */
export const STATUS_CHANGES_LIMIT = 64;
/** A tree of BATCH_SIZE_LIMIT leaves has 20 levels. */
export const PROOF_LIMIT = 20;

/**
 * Which state may follow which (present → next). Suspension and seizure can be lifted; the others are final, and only
 * the formal end (注销) or an annulment (撤销) may still be recorded after them.
 */
export const STATUS_TRANSITIONS: Readonly<Record<LicenceState, readonly LicenceState[]>> = {
  valid: [
    'suspended',
    'withdrawn',
    'annulled',
    'revoked',
    'deregistered',
    'expired',
    'seized',
    'superseded',
    'transferred-out',
  ],
  suspended: [
    'valid',
    'withdrawn',
    'annulled',
    'revoked',
    'deregistered',
    'expired',
    'seized',
    'superseded',
    'transferred-out',
  ],
  seized: ['valid', 'suspended', 'withdrawn', 'annulled', 'revoked', 'deregistered', 'expired'],
  withdrawn: ['annulled', 'deregistered'],
  revoked: ['annulled', 'deregistered'],
  expired: ['annulled', 'deregistered'],
  superseded: ['annulled', 'deregistered'],
  'transferred-out': ['annulled', 'deregistered'],
  deregistered: ['annulled'],
  annulled: [],
};

/** Every state, in the order in which documents name them. */
export const LICENCE_STATES: readonly LicenceState[] = Object.keys(STATUS_TRANSITIONS) as LicenceState[];

/**
 * `{authority, root, leafHash, index, proof, state, decision, decidedOn, effectiveFrom, retroactive}`; what takes effect
 * before it was decided reaches back, and says so by `retroactive`. 失效 is no decision: its day is found out later.
 */
export const setStatusArgument = checked(
  object({
    authority: uscc,
    root: digest,
    leafHash: digest,
    index: integer({ max: BATCH_SIZE_LIMIT - 1 }),
    proof: array(digest, { max: PROOF_LIMIT }),
    state: oneOf(LICENCE_STATES),
    decision: reference,
    decidedOn: day,
    effectiveFrom: day,
    retroactive: boolean,
  }),
  ({ state, decidedOn, effectiveFrom, retroactive }) =>
    effectiveFrom < decidedOn && !retroactive && state !== 'expired'
      ? ['effective-before-decided', '/effectiveFrom']
      : null,
);
type Command = Infer<typeof setStatusArgument>;

export interface StatusFacts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly anchor: Anchor | undefined;
  /** Record of the anchoring authority. */
  readonly authority: Authority | undefined;
  /** The member of that authority. */
  readonly member: Member | undefined;
  /** Every authority that the caller's continues, by code. */
  readonly known: ReadonlyMap<string, Authority>;
  readonly licenceType: LicenceType | undefined;
  readonly status: LicenceStatus | undefined;
}

/** The state that a decision finds: licences without a record are valid. */
export function presentState(status: LicenceStatus | undefined): LicenceState {
  return status?.changes[status.changes.length - 1]?.state ?? 'valid';
}

/** What keeps a licence from being valid for a time, and what it comes back to when that is lifted. */
interface Hold {
  readonly change: StatusChange;
  readonly below: 'valid' | 'suspended';
}

/** The outermost hold: a seizure may lie over a suspension, and lifting it brings the suspension back. */
function holdOn(changes: readonly StatusChange[]): Hold | undefined {
  let suspended: StatusChange | undefined;
  let seized: StatusChange | undefined;
  for (const change of changes) {
    if (change.state === 'seized') seized = change;
    else if (change.state === 'suspended' && seized !== undefined && suspended !== undefined)
      seized = undefined;
    else {
      suspended = change.state === 'suspended' ? change : undefined;
      seized = undefined;
    }
  }
  if (seized !== undefined) return { change: seized, below: suspended === undefined ? 'valid' : 'suspended' };
  return suspended && { change: suspended, below: 'valid' };
}

/**
 * The authority that decides, as it will stand in the record: the anchoring one (also through its custodian), one that
 * continues it for the type, its superior (annulment only), or an organ that the type names for the state. An organ
 * may also lift what it set itself; what another set, nobody lifts but who continues it.
 * @throws Rejection NOT_ENTITLED
 */
function decider(
  caller: AdmittedCaller & { readonly authority: Authority },
  facts: StatusFacts,
  command: Command,
): string {
  const { code } = caller.authority;
  const type = facts.anchor?.type ?? '';
  if (code === command.authority) return code;
  const { authority } = facts;
  // A custodian does not outlive its mandator: who is suspended or abolished, or whose member is not admitted, decides
  // nothing through others.
  const mayDelegate = authority?.state === 'active' && facts.member?.state === 'admitted';
  if (mayDelegate && hasMandate(authority, code, 'status', caller.day, type)) return command.authority;
  if (lineage(caller.authority, facts.known, type, caller.day).some((at) => at.code === command.authority))
    return code;
  if (command.state === 'annulled' && authority && isSuperiorOf(caller, authority)) return code;
  if (isOwnHold(caller, facts, command)) return code;
  const organs = facts.licenceType?.organs.filter((organ) => organ.state === command.state) ?? [];
  if (organs.some(({ authorities }) => authorities.includes(code))) return code;
  throw new Rejection('NOT_ENTITLED', { needs: 'issuer, successor, superior or named organ' });
}

/** Whether the command lifts what the caller, or one that it continues, set; `by`: for whom it acts. */
function isOwnHold(
  caller: AdmittedCaller & { readonly authority: Authority },
  facts: StatusFacts,
  command: Command,
  by: string = caller.authority.code,
): boolean {
  const hold = holdOn(facts.status?.changes ?? []);
  if (hold === undefined || hold.below !== command.state) return false;
  const line = lineage(caller.authority, facts.known, facts.anchor?.type ?? '', caller.day);
  return hold.change.by === by || line.some(({ code }) => code === hold.change.by);
}

/**
 * A decision that is on record already succeeds and writes nothing.
 * @throws Rejection (open, authority) | NOT_ENTITLED | BATCH_UNKNOWN | STATUS_TRANSITION | LIMIT_REACHED |
 * INCLUSION_INVALID | DECISION_IN_FUTURE | RETROACTIVE_NOT_ALLOWED
 */
export function decideStatus(
  facts: StatusFacts,
  command: Command,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { anchor, status } = facts;
  const by = anchor === undefined ? caller.authority.code : decider(caller, facts, command);
  if (anchor === undefined) throw new Rejection('BATCH_UNKNOWN');
  const { state, decision, decidedOn, effectiveFrom, retroactive } = command;
  const change: StatusChange = { state, by, decision, decidedOn, effectiveFrom, retroactive };
  const changes = status?.changes ?? [];
  // Who issued a licence does not lift what a court or the police laid on it.
  if (holdOn(changes)?.below === state && !isOwnHold(caller, facts, command, by)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'authority that set the present state' });
  }
  const isRepeated = changes.some((known) => isSameChange(known, change));
  if (!isRepeated) requireTransition(status, state);
  requireInclusion(anchor, command, provider);
  if (isRepeated) return [];
  if (decidedOn > caller.day) throw new Rejection('DECISION_IN_FUTURE', { today: caller.day });
  if (retroactive && state !== 'annulled') throw new Rejection('RETROACTIVE_NOT_ALLOWED');
  const { authority, leafHash, root } = command;
  return [
    write('status', [authority, leafHash], { authority, leafHash, root, changes: [...changes, change] }),
  ];
}

/** @throws Rejection STATUS_TRANSITION | LIMIT_REACHED */
function requireTransition(status: LicenceStatus | undefined, to: LicenceState): void {
  const from = presentState(status);
  const hold = holdOn(status?.changes ?? []);
  // A seizure is lifted to what it lies over, and nothing else takes its place for a time.
  const isBeside = hold !== undefined && (to === 'valid' || to === 'suspended') && to !== hold.below;
  if (isBeside || !STATUS_TRANSITIONS[from].includes(to))
    throw new Rejection('STATUS_TRANSITION', { from, to });
  if ((status?.changes.length ?? 0) >= STATUS_CHANGES_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'status changes', max: STATUS_CHANGES_LIMIT });
  }
}

/** @throws Rejection INCLUSION_INVALID */
function requireInclusion(anchor: Anchor, command: Command, provider: CryptoProvider): void {
  const claim = {
    leafHash: decodeBase64url(command.leafHash),
    index: command.index,
    size: anchor.size,
    proof: command.proof.map((sibling) => decodeBase64url(sibling)),
    root: decodeBase64url(anchor.root),
  };
  if (!verifyInclusion(claim, (bytes) => provider.digest(anchor.hash, bytes)))
    throw new Rejection('INCLUSION_INVALID');
}

function isSameChange(one: StatusChange, other: StatusChange): boolean {
  return (['state', 'by', 'decision', 'decidedOn', 'effectiveFrom', 'retroactive'] as const).every(
    (field) => one[field] === other[field],
  );
}
