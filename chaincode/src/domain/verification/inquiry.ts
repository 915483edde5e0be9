import { type Day, dayOfMs } from '../code/day';
import { type MatterCode, parseMatterCode } from '../code/matter-code';
import type { CryptoProvider } from '../crypto/provider';
import { importVerificationKey, type VerificationKey } from '../crypto/verification-key';
import type { Authority } from '../authority/authority';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import type { Anchor } from '../licence/anchor';
import type { Credential } from '../licence/credential';
import type { LicenceType } from '../licence-type/licence-type';
import { licenceTypeOn } from '../licence-type/version';
import { latestVersion, type Version } from '../record/version';
import type { Seal } from '../seal/seal';
import { type Facts, type LocatedAnchor } from './facts';
import { factsKnownAt } from './gather';
import type { KnownNodes } from './known-nodes';
import type { Policy } from './policy';
import type { Question } from './question';

/** What the relying gateway knows of the presentation request that the question's nonce names. */
export interface PresentationRecord {
  readonly nonce: string;
  /** `used`: a verification has consumed it; `unknown`: this gateway never made it. */
  readonly state: 'issued' | 'used' | 'expired' | 'unknown';
  /** `urn:huren:authority:<code>:matter:<matter>` */
  readonly audience: string;
  readonly issuedAtMs: number;
}

/** Imported keys by key id, so that a key's strict check is paid once; a Map will do. */
export interface VerificationKeys {
  get(keyId: string): VerificationKey | undefined;
  set(keyId: string, key: VerificationKey): unknown;
}

/** Everything that a verification depends on: the same inquiry gives the same verdict, wherever it runs. */
export interface Inquiry {
  readonly credential: Credential;
  readonly question: Question;
  readonly facts: Facts;
  readonly policy: Policy;
  /** The clock of who verifies, epoch ms. */
  readonly nowMs: number;
  readonly provider: CryptoProvider;
  readonly keys: VerificationKeys;
  /** Needed when the question names a nonce; without it the nonce counts as unknown. */
  readonly presentation?: PresentationRecord;
  /** Interior Merkle nodes of roots that are on the ledger. */
  readonly knownNodes?: KnownNodes;
}

/** An inquiry with what several checks look up in its facts. */
export interface Examination extends Inquiry {
  /** The day that is asked about: `asOf`, or today in Shanghai. */
  readonly day: Day;
  /** Whether the day asked about is past, so that no holder can present; a past height alone excuses nobody. */
  readonly isPast: boolean;
  readonly matter: MatterCode;
  /** Where the credential says, or the index knows, that it is anchored. */
  readonly located: LocatedAnchor | undefined;
  /** The anchor of that batch and its place on the ledger. */
  readonly anchor: (Version<Anchor> & { readonly value: Anchor }) | undefined;
  /** Of a copy: it names no digest by which its original could be found, or could be proved to be in that batch. */
  readonly isUnlinked: boolean;
  readonly issuer: Authority | undefined;
  readonly relying: Authority | undefined;
  /**
   * The catalogue entry as it read at the end of the asked day: a type that is redefined later, how far it reaches and
   * whether it is inspected yearly, changes no verdict about a day before; what was settled when a licence was made
   * is read at its anchor.
   */
  readonly licenceType: LicenceType | undefined;
}

/** @throws MalformedError when the question's matter is no matter code */
export function openInquiry(inquiry: Inquiry): Examination {
  const { credential, question, nowMs } = inquiry;
  const facts =
    question.knownAt === undefined ? inquiry.facts : factsKnownAt(inquiry.facts, question.knownAt);
  const today = dayOfMs(nowMs);
  const day = (question.asOf ?? today) as Day;
  const first = facts.anchor[0];
  const isUnlinked = credential.form === 'page' && credential.isUnlinked(first?.value?.hash);
  return {
    credential,
    question,
    facts,
    policy: inquiry.policy,
    nowMs,
    provider: inquiry.provider,
    keys: inquiry.keys,
    day,
    isPast: question.asOf !== undefined && question.asOf < today,
    matter: parseMatterCode(question.matter),
    located: credential.anchor ?? facts.located,
    anchor:
      first === undefined || first.value === null || isUnlinked
        ? undefined
        : { position: first.position, time: first.time, value: first.value },
    isUnlinked,
    issuer: newest(facts.authorities[credential.claims.issuer]),
    relying: newest(facts.authorities[question.relying]),
    // Today's is the newest, however the clocks of the ledger and of who verifies differ.
    licenceType:
      question.asOf === undefined ? newest(facts.licenceType) : licenceTypeOn(facts.licenceType, day),
    ...(inquiry.presentation && { presentation: inquiry.presentation }),
    ...(inquiry.knownNodes && { knownNodes: inquiry.knownNodes }),
  };
}

/** The newest value of a record; undefined when it was deleted or never written. */
export function newest<T>(history: readonly Version<T>[] | undefined): T | undefined {
  return history === undefined ? undefined : (latestVersion(history)?.value ?? undefined);
}

/**
 * The key of a seal's record, imported once. Undefined when the record's key is no key or not the one that its id
 * names: facts from elsewhere are not trusted to agree with themselves.
 */
export function keyOfSeal(examination: Pick<Inquiry, 'keys'>, seal: Seal): VerificationKey | undefined {
  const known = examination.keys.get(seal.keyId);
  if (known !== undefined) return known;
  try {
    const key = importVerificationKey(seal.suite, decodeBase64url(seal.publicKey));
    if (key.id !== seal.keyId) return undefined;
    examination.keys.set(key.id, key);
    return key;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
