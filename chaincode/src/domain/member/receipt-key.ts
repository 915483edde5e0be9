import type { CryptoProvider } from '../crypto/provider';
import { integer, type Infer, object, optional } from '../json/shape';
import type { JsonObject } from '../json/value';
import { checked, digest, provenKey } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { keyIdOfArgument, requireProof, withPublicKey } from '../seal/possession';
import { type Caller, requireOpen, requireOperator } from './caller';
import type { KeyClaim, Member, Network, ReceiptHead } from './member';

/** Receipt keys that one member may have had over time. */
export const RECEIPT_KEYS_LIMIT = 100;

/** `{suite, publicKey, proof}`; proof is a signature over receiptPossessionStatement. */
export const registerReceiptKeyArgument = withPublicKey(object(provenKey));
/** `{keyId}` */
export const endReceiptKeyArgument = object({ keyId: digest });
/** `{keyId, number, digest?}`; digest of the receipt numbered `number`, absent while it is 0. */
export const anchorReceiptsArgument = checked(
  object({ keyId: digest, number: integer(), digest: optional(digest) }),
  (head) =>
    (head.number === 0) === (head.digest === undefined) ? null : ['digest-without-receipt', '/digest'],
);

/** What the proof of possession of a receipt key signs: the UTF-8 of its canonical JSON. */
export function receiptPossessionStatement(member: string, suite: string, publicKey: string): JsonObject {
  return { type: 'huren-receipt-possession', v: 1, member, suite, publicKey };
}

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
}

/** @throws Rejection (open, operator) | KEY_EXISTS | LIMIT_REACHED | PROOF_INVALID */
export function decideReceiptKey(
  facts: Facts & { readonly claim: KeyClaim | undefined },
  command: Infer<typeof registerReceiptKeyArgument>,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  if (facts.claim !== undefined) throw new Rejection('KEY_EXISTS');
  if (member.receiptKeys.length >= RECEIPT_KEYS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'receipt keys', max: RECEIPT_KEYS_LIMIT });
  }
  const { suite, publicKey } = command;
  requireProof(provider, command, receiptPossessionStatement(member.id, suite, publicKey));
  const keyId = keyIdOfArgument(command);
  const key = { keyId, suite, publicKey, state: 'active' } as const;
  return [
    write('member', [member.id], { ...member, receiptKeys: [...member.receiptKeys, key] }),
    write('key', [keyId], { use: 'receipt', owner: member.id }),
    write('receiptHead', [keyId], { keyId, member: member.id, number: 0 }),
  ];
}

function requireActiveKey(member: Member, keyId: string): void {
  const key = member.receiptKeys.find((candidate) => candidate.keyId === keyId);
  if (key === undefined) throw new Rejection('RECEIPT_KEY_UNKNOWN');
  if (key.state === 'ended') throw new Rejection('RECEIPT_KEY_ENDED');
}

/** @throws Rejection (open, operator) | RECEIPT_KEY_UNKNOWN | RECEIPT_KEY_ENDED */
export function decideReceiptKeyEnd(
  facts: Facts,
  { keyId }: Infer<typeof endReceiptKeyArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  requireActiveKey(member, keyId);
  const receiptKeys = member.receiptKeys.map((key) =>
    key.keyId === keyId ? ({ ...key, state: 'ended' } as const) : key,
  );
  return [write('member', [member.id], { ...member, receiptKeys })];
}

/**
 * The head moves forward only; the same number again is a heartbeat.
 * @throws Rejection (open, operator) | RECEIPT_KEY_UNKNOWN | RECEIPT_KEY_ENDED | RECEIPT_NUMBER_BACK |
 * RECEIPT_DIGEST_CHANGED
 */
export function decideReceiptHead(
  facts: Facts & { readonly head: ReceiptHead | undefined },
  command: Infer<typeof anchorReceiptsArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  requireActiveKey(member, command.keyId);
  const { head } = facts;
  if (head !== undefined && command.number < head.number) {
    throw new Rejection('RECEIPT_NUMBER_BACK', { number: head.number });
  }
  if (head !== undefined && command.number === head.number && command.digest !== head.digest) {
    throw new Rejection('RECEIPT_DIGEST_CHANGED', { number: head.number });
  }
  return [write('receiptHead', [command.keyId], { ...command, member: member.id })];
}
