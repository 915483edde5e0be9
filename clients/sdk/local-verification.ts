import {
  DEFAULT_POLICY,
  factsSource,
  gatherFacts,
  LicenceForm,
  nobleProvider,
  parseCredential,
  settleMatter,
  trustMembers,
  trustReceiptHead,
  trustSource,
  verifyCredential,
  verifyReceipt,
  type Credential,
  type CryptoProvider,
  type Facts,
  type JsonValue,
  type LogProof,
  type Policy,
  type PresentationRecord,
  type Question,
  type Receipt,
  type ReceiptCheck,
  type ReceiptRequest,
  type TrustFile,
  type Verdict,
  type VerificationKey,
} from '@huren/chaincode/domain';
import type { CredentialInput } from './credential-file';

export interface LocalInquiry {
  /** A page form is inspected first: `parsePageCredential`. */
  readonly credential: CredentialInput | Credential;
  /** A local code is taken for the matter that the source's mappings make of it. */
  readonly question: Question;
  /** What a gateway answered to `facts`, or a trust file whose signature and digest were checked. */
  readonly source: { readonly facts: Facts } | { readonly trust: TrustFile };
  /** Default: DEFAULT_POLICY. */
  readonly policy?: Policy;
  /** Epoch ms. */
  readonly now: number;
  /** The request that the question's nonce names, where this verifier made it. */
  readonly presentation?: PresentationRecord;
  /** Default: pure TypeScript. */
  readonly provider?: CryptoProvider;
}

/**
 * The domain's own verifier, on this machine: the same findings and verdict as a gateway gives, without a receipt;
 * `local`: what a local code was taken for.
 * @throws MalformedError for a fault of grammar in the credential or the matter, and local-code-unmapped: never a verdict
 */
export function verifyLocally(inquiry: LocalInquiry): Verdict & Pick<Question, 'local'> {
  const { source, policy = DEFAULT_POLICY, now, presentation, provider = nobleProvider } = inquiry;
  const given = inquiry.credential;
  const credential = given instanceof LicenceForm ? given : parseCredential(given as JsonValue);
  const records = 'facts' in source ? factsSource(source.facts) : trustSource(source.trust);
  const question = settleMatter(records, credential.claims, inquiry.question, now);
  const facts = 'facts' in source ? source.facts : gatherFacts(credential, question, records, provider);
  const verdict = verifyCredential({
    credential,
    question,
    facts,
    policy,
    nowMs: now,
    provider,
    keys: new Map<string, VerificationKey>(),
    ...(presentation === undefined ? {} : { presentation }),
  });
  return question.local === undefined ? verdict : { ...verdict, local: question.local };
}

/**
 * Checks a receipt offline against the member records of a trust file and the heads of receipt logs that it knows.
 * @param options `logProof`: what the gateway that gave the receipt shows of its log, where it was kept
 * @throws MalformedError when the receipt's JWS is none
 */
export function verifyReceiptLocally(
  receipt: Receipt,
  trust: TrustFile,
  options: {
    readonly request?: ReceiptRequest;
    readonly logProof?: LogProof;
    readonly provider?: CryptoProvider;
  } = {},
): ReceiptCheck {
  const { request, logProof, provider = nobleProvider } = options;
  const known = trustReceiptHead(trust, receipt.payload.key);
  return verifyReceipt(receipt, {
    members: trustMembers(trust),
    provider,
    ...(request === undefined ? {} : { request }),
    ...(known && { log: { ...known, ...(logProof === undefined ? {} : { proof: logProof }) } }),
  });
}
