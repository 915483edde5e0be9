import { addDays, type Day } from '../code/day';
import type { CryptoProvider } from '../crypto/provider';
import { decodeBase64url } from '../encoding/base64url';
import { array, type Infer, integer, object, oneOf, optional } from '../json/shape';
import type { Anchor } from '../licence/anchor';
import { BATCH_SIZE_LIMIT } from '../licence/anchoring';
import { PROOF_LIMIT } from '../licence/status-change';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { KeyClaim, Network } from '../member/member';
import { verifyInclusion } from '../merkle/inclusion';
import { digest, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { type Dispute, DISPUTE_GROUNDS, type LicenceDisputes } from './dispute';

/** Days that the issuing authority has for its answer, from the day after the dispute on. */
export const ANSWER_DAYS = 15;
/** Disputes of one raiser about one licence that came to an end otherwise than by its own withdrawal. */
export const RAISER_LIMIT = 8;
/** Disputes of one licence that its record holds. */
export const DISPUTES_LIMIT = 256;

/**
 * `{authority, root, leafHash, index, proof, ground, for, receipt?: {key, number, digest}, document?}`: who disputes
 * holds the licence, and shows it by its proof; a receipt names the verdict.
 */
export const openDisputeArgument = object({
  authority: uscc,
  root: digest,
  leafHash: digest,
  index: integer({ max: BATCH_SIZE_LIMIT - 1 }),
  proof: array(digest, { max: PROOF_LIMIT }),
  ground: oneOf(DISPUTE_GROUNDS),
  for: oneOf(['self', 'holder']),
  receipt: optional(object({ key: digest, number: integer({ min: 1 }), digest })),
  document: optional(digest),
});

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly anchor: Anchor | undefined;
  readonly record: LicenceDisputes | undefined;
  /** What the ledger knows of the receipt's key. */
  readonly receiptKey: KeyClaim | undefined;
}

/**
 * By an authority that relies on licences or issues them, for itself or for a holder. What one of them raises takes no
 * room from the others.
 * @throws Rejection (open, authority) | RECEIPT_KEY_UNKNOWN | BATCH_UNKNOWN | LIMIT_REACHED | INCLUSION_INVALID |
 * ROLE_MISSING | DISPUTE_OPEN
 */
export function decideDispute(
  facts: Facts,
  command: Infer<typeof openDisputeArgument>,
  provider: CryptoProvider,
): { readonly writes: readonly Write[]; readonly dispute: Dispute } {
  requireOpen(facts.network);
  const { authority: caller, day } = requireAuthority(facts.caller);
  const { anchor, record } = facts;
  if (command.receipt !== undefined && facts.receiptKey?.use !== 'receipt')
    throw new Rejection('RECEIPT_KEY_UNKNOWN');
  if (anchor === undefined) throw new Rejection('BATCH_UNKNOWN');
  const known = record?.disputes ?? [];
  const kept = withRoomFor(caller.code, known);
  requireInclusion(anchor, command, provider);
  if (!caller.roles.some((role) => role !== 'supervising'))
    throw new Rejection('ROLE_MISSING', { role: 'relying' });
  const open = known.find(({ state, by }) => state === 'open' && by === caller.code);
  if (open !== undefined) throw new Rejection('DISPUTE_OPEN', { number: open.number });
  const { authority, leafHash, root, ground, for: whom, receipt, document } = command;
  const dispute: Dispute = {
    number: (known.at(-1)?.number ?? 0) + 1,
    by: caller.code,
    for: whom,
    ground,
    ...(receipt && { receipt }),
    ...(document !== undefined && { document }),
    openedOn: day,
    answerBy: addDays(day as Day, ANSWER_DAYS),
    state: 'open',
  };
  const next: LicenceDisputes = { authority, leafHash, root, disputes: [...kept, dispute] };
  return { writes: [write('dispute', [authority, leafHash], next)], dispute };
}

/**
 * The record's disputes with room for one more of this raiser: those that it withdrew go, and in a full record the
 * oldest that has ended.
 * @throws Rejection LIMIT_REACHED
 */
function withRoomFor(raiser: string, known: readonly Dispute[]): readonly Dispute[] {
  const kept = known.filter(({ by, end }) => by !== raiser || end?.outcome !== 'withdrawn');
  if (kept.filter(({ by, state }) => by === raiser && state === 'ended').length >= RAISER_LIMIT)
    throw new Rejection('LIMIT_REACHED', { limit: 'disputes of one authority', max: RAISER_LIMIT });
  if (kept.length < DISPUTES_LIMIT) return kept;
  const oldest = kept.findIndex(({ state }) => state === 'ended');
  if (oldest < 0) throw new Rejection('LIMIT_REACHED', { limit: 'disputes', max: DISPUTES_LIMIT });
  return kept.toSpliced(oldest, 1);
}

function requireInclusion(
  { size, root, hash }: Anchor,
  { leafHash, index, proof }: Infer<typeof openDisputeArgument>,
  provider: CryptoProvider,
): void {
  const claim = {
    leafHash: decodeBase64url(leafHash),
    index,
    size,
    proof: proof.map((sibling) => decodeBase64url(sibling)),
    root: decodeBase64url(root),
  };
  if (!verifyInclusion(claim, (bytes) => provider.digest(hash, bytes)))
    throw new Rejection('INCLUSION_INVALID');
}
