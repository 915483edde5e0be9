import type { CryptoProvider } from '../crypto/provider';
import { decodeBase64url } from '../encoding/base64url';
import { array, integer, type Infer, object, optional } from '../json/shape';
import type { JsonObject } from '../json/value';
import { verifyConsistency } from '../merkle/consistency';
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
/** Hashes of a consistency proof between two trees of up to 2^53 leaves. */
const GROWTH_LIMIT = 108;

/**
 * `{number, digest?, root?, growth?}`: digest of the receipt numbered `number` and root of the tree of receipts
 * 1…`number`, both absent while it is 0. `growth` shows that this tree begins with the one of the head before (RFC 6962
 * §2.1.2); absent where there is none to begin with.
 */
const logHead = {
  number: integer(),
  digest: optional(digest),
  root: optional(digest),
  growth: optional(array(digest, { max: GROWTH_LIMIT })),
};

/** Every log of receipts has a newest one and a root. */
export function headFault({
  number,
  digest,
  root,
}: Pick<ReceiptHead, 'number' | 'digest' | 'root'>): readonly [code: string, path: string] | null {
  if ((number === 0) !== (digest === undefined)) return ['digest-without-receipt', '/digest'];
  return (number === 0) === (root === undefined) ? null : ['root-without-receipt', '/root'];
}

/** `{keyId, number, digest?, root?, growth?}` */
export const anchorReceiptsArgument = checked(object({ keyId: digest, ...logHead }), headFault);
/**
 * `{keyId, final?: {number, digest?, root?, growth?}}`: the log as it ends; absent where the gateway's log is lost, and
 * then nobody can tell what was given after the newest head.
 */
export const endReceiptKeyArgument = object({
  keyId: digest,
  final: optional(checked(object(logHead), headFault)),
});

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

/**
 * The key signs no more. With its final head on record a receipt numbered behind that is in no log.
 * @throws Rejection (open, operator) | RECEIPT_KEY_UNKNOWN | RECEIPT_KEY_ENDED | RECEIPT_NUMBER_BACK |
 * RECEIPT_DIGEST_CHANGED | RECEIPT_LOG_DIFFERS
 */
export function decideReceiptKeyEnd(
  facts: Facts & { readonly head: ReceiptHead | undefined },
  { keyId, final }: Infer<typeof endReceiptKeyArgument>,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  requireActiveKey(member, keyId);
  const { growth, ...last } = final ?? {};
  if (final !== undefined) requireGrowth(facts.head, { ...final, growth }, provider);
  const receiptKeys = member.receiptKeys.map((key) =>
    key.keyId === keyId ? ({ ...key, state: 'ended' } as const) : key,
  );
  return [
    write('member', [member.id], { ...member, receiptKeys }),
    ...(final === undefined
      ? []
      : [
          write('receiptHead', [keyId], {
            ...(last as Omit<typeof final, 'growth'>),
            keyId,
            member: member.id,
            final: true,
          }),
        ]),
  ];
}

/**
 * The log only grows: each head's tree begins with that of the one before. The same number again is a heartbeat.
 * @throws Rejection (open, operator) | RECEIPT_KEY_UNKNOWN | RECEIPT_KEY_ENDED | RECEIPT_NUMBER_BACK |
 * RECEIPT_DIGEST_CHANGED | RECEIPT_LOG_DIFFERS
 */
export function decideReceiptHead(
  facts: Facts & { readonly head: ReceiptHead | undefined },
  { growth, ...command }: Infer<typeof anchorReceiptsArgument>,
  provider: CryptoProvider,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  requireActiveKey(member, command.keyId);
  requireGrowth(facts.head, { ...command, growth }, provider);
  return [write('receiptHead', [command.keyId], { ...command, member: member.id })];
}

interface GrownHead extends Pick<ReceiptHead, 'number' | 'digest' | 'root'> {
  readonly growth?: readonly string[] | undefined;
}

/** @throws Rejection RECEIPT_NUMBER_BACK | RECEIPT_DIGEST_CHANGED | RECEIPT_LOG_DIFFERS */
function requireGrowth(
  before: ReceiptHead | undefined,
  { growth = [], ...now }: GrownHead,
  provider: CryptoProvider,
): void {
  if (before === undefined) return;
  const { number } = before;
  if (now.number < number) throw new Rejection('RECEIPT_NUMBER_BACK', { number });
  if (now.number === number) {
    if (now.digest !== before.digest || now.root !== before.root)
      throw new Rejection('RECEIPT_DIGEST_CHANGED', { number });
  } else if (!begins(before, now, growth, provider)) {
    throw new Rejection('RECEIPT_LOG_DIFFERS', { number });
  }
}

/** Whether the log of the new head begins with all receipts of the head before; every log begins with an empty one. */
function begins(
  before: ReceiptHead,
  now: Pick<ReceiptHead, 'number' | 'root'>,
  growth: readonly string[],
  provider: CryptoProvider,
): boolean {
  if (before.number === 0) return true;
  if (before.root === undefined || now.root === undefined) return false;
  const claim = {
    firstSize: before.number,
    secondSize: now.number,
    firstRoot: decodeBase64url(before.root),
    secondRoot: decodeBase64url(now.root),
    proof: growth.map((node) => decodeBase64url(node)),
  };
  return verifyConsistency(claim, (bytes) => provider.digest('sha-256', bytes));
}
