import type { CryptoProvider } from '../crypto/provider';
import { type Infer, literal, object, oneOf, optional } from '../json/shape';
import type { KeyClaim } from '../member/member';
import { bytes, day, digest } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { keyIdOfArgument, requireProof, withPublicKey } from '../seal/possession';
import { type Case, CASE_LIMITS, isPartyActive, PARTY_CAPACITIES, type ThirdParty } from './case';
import { type CaseFacts, ended, requireRunner, requireRunning } from './course';
import { caseId, casePartyStatement } from './statement';

/** `{id, capacity, suite: 'ES256', publicKey, proof, until?}`: browsers make P-256 keys that never leave them. */
export const namePartyArgument = withPublicKey(
  object({
    id: caseId,
    capacity: oneOf(PARTY_CAPACITIES),
    suite: literal('ES256'),
    publicKey: bytes(65, 65),
    proof: bytes(64, 64),
    until: optional(day),
  }),
);
/** `{id, keyId}` */
export const withdrawPartyArgument = object({ id: caseId, keyId: digest });

/**
 * 通知第三人参加, by who runs the case. The key is the third party's only name, and it is theirs in this case alone: a
 * key that the ledger knows from anywhere is refused, so that nobody is followed from case to case.
 * @throws Rejection (open, authority) | NOT_ENTITLED | KEY_EXISTS | LIMIT_REACHED | PROOF_INVALID | BACK_DATED |
 * CASE_UNKNOWN | CASE_CLOSED
 */
export function decideParty(
  facts: CaseFacts & { readonly claim: KeyClaim | undefined },
  command: Infer<typeof namePartyArgument>,
  provider: CryptoProvider,
): { readonly writes: readonly Write[]; readonly keyId: string } {
  const runner = requireRunner(facts);
  const { id, capacity, suite, publicKey, until } = command;
  if (facts.claim !== undefined) throw new Rejection('KEY_EXISTS');
  if ((runner.record?.parties.length ?? 0) >= CASE_LIMITS.parties) {
    throw new Rejection('LIMIT_REACHED', { limit: 'third parties', max: CASE_LIMITS.parties });
  }
  requireProof(provider, command, casePartyStatement({ case: id, capacity, publicKey }));
  const { day: today } = runner.caller;
  if (until !== undefined && until < today) throw new Rejection('BACK_DATED', { earliest: today });
  const record = requireRunning(runner);
  const keyId = keyIdOfArgument(command);
  const party: ThirdParty = {
    keyId,
    capacity,
    suite,
    publicKey,
    from: today,
    ...(until !== undefined && { until }),
  };
  const writes = [
    write('case', [id], { ...record, parties: [...record.parties, party] }),
    write('key', [keyId], { use: 'third-party', owner: id }),
  ];
  return { writes, keyId };
}

/**
 * Ends a third party's part, at once and for good.
 * @throws Rejection (open, authority) | NOT_ENTITLED | BACK_DATED | CASE_UNKNOWN | CASE_CLOSED | CASE_PARTY_UNKNOWN |
 * CASE_PARTY_ENDED
 */
export function decidePartyWithdrawal(
  facts: CaseFacts,
  { id, keyId }: Infer<typeof withdrawPartyArgument>,
): readonly Write[] {
  const runner = requireRunner(facts);
  const record = requireRunning(runner);
  const { day: today } = runner.caller;
  requireParty(record, keyId, today);
  const parties = record.parties.map((party) =>
    party.keyId === keyId ? ended(party, today, 'withdrawal') : party,
  );
  return [write('case', [id], { ...record, parties })];
}

/** @throws Rejection CASE_PARTY_UNKNOWN | CASE_PARTY_ENDED */
export function requireParty(record: Case, keyId: string, today: string): ThirdParty {
  const party = record.parties.find((each) => each.keyId === keyId);
  if (party === undefined) throw new Rejection('CASE_PARTY_UNKNOWN');
  if (!isPartyActive(party, today)) throw new Rejection('CASE_PARTY_ENDED');
  return party;
}
