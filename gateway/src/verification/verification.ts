import {
  dayOfMs,
  gatherFacts,
  type Inquiry,
  type JsonValue,
  type PresentationRecord,
  type Question,
  type Receipt,
  receiptPayload,
  type Verdict,
  verifyCredential,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { Problem } from '../problems';
import type { ReceiptNote } from '../receipts/receipt-note';
import type { Caller } from '../tokens/caller';
import { comparedWith } from './comparison';
import { type Asker, readPageSubmission, readSubmission, type Submission } from './submission';

/** A verdict and its signed evidence; `local`: what a local code was taken for. */
export type Verified = Verdict & Pick<Question, 'local'> & { readonly receipt: Receipt };

/** Whether the caller's authority relies on licences at all (用证). @throws Problem not-entitled */
export function requireRelying({ authority }: Caller): void {
  if (!authority.roles.includes('relying')) throw new Problem('not-entitled');
}

/** The clerk is named only where one sits at the screen. */
export function askerOf({ authority, staff }: Caller): Asker {
  return { authority: authority.code, ...(staff === undefined ? {} : { clerk: staff.subject }) };
}

async function presentationOf(
  { presentations }: Context,
  question: Question,
  nowMs: number,
): Promise<PresentationRecord | undefined> {
  const { nonce, relying, matter, asOf, knownAt } = question;
  if (nonce === undefined) return undefined;
  // Nobody presents for a day or a height that is past, so nothing is used up.
  const isPast = knownAt !== undefined || (asOf !== undefined && asOf < dayOfMs(nowMs));
  return isPast
    ? presentations.look(nonce, relying, matter, nowMs)
    : presentations.claim(nonce, relying, matter, nowMs);
}

/** What a local code was taken for, as answers tell it. */
export function localOf({ local }: Question): Pick<Question, 'local'> {
  return local === undefined ? {} : { local };
}

/** What the day's list keeps beside a receipt: nothing about the licence or its holder. */
function noteOf({ relying, matter, counterMatch }: Question, verdict: Verdict): ReceiptNote {
  const codes = verdict.findings.filter(({ outcome }) => outcome !== 'pass').map(({ code }) => code);
  return {
    authority: relying,
    matter,
    verdict: verdict.verdict,
    codes,
    ...(counterMatch === undefined ? {} : { matched: counterMatch.method, by: counterMatch.by }),
  };
}

/**
 * The question with what a clerk compared, held against what the same credential shows without it; before a nonce is
 * used up.
 * @throws Problem bad-value (no name was typed where there is one to compare with)
 */
function withComparison(
  { credential, question, comparison }: Submission,
  inquiryOf: (asked: Question) => Inquiry,
): Question {
  if (comparison === undefined) return question;
  const { nonce: _nonce, ...alone } = question;
  const inquiry = inquiryOf(alone);
  const seen = verifyCredential(inquiry);
  return { ...question, counterMatch: comparedWith(comparison, credential, seen, inquiry.provider) };
}

/**
 * The path of a verification (DESIGN 2): parse → gather facts → run the checks and judge → receipt. The receipt, and the
 * mark on a used nonce, are on the disk before the verdict leaves.
 * @param ofd the file of a page form
 * @throws MalformedError, Problem: a bad request is never a verdict
 */
export async function verifySubmission(
  context: Context,
  body: JsonValue,
  caller: Caller,
  ofd?: Uint8Array,
): Promise<Verified> {
  const { index, policy, clock, provider, receipts, policyDigest } = context;
  const nowMs = clock();
  const asker = askerOf(caller);
  const now = { nowMs, height: index.head.height, index };
  const submission =
    ofd === undefined
      ? readSubmission(body, asker, now)
      : await readPageSubmission(body, ofd, context.pages, asker, now);
  const signer = context.receiptSigner();
  if (signer === undefined) throw new Problem('no-receipt-key', { retryAfterSeconds: 30 });
  const { credential } = submission;
  const inquiryOf = (asked: Question, shown?: PresentationRecord): Inquiry => ({
    credential,
    question: asked,
    facts: gatherFacts(credential, asked, index, provider),
    policy,
    nowMs,
    provider,
    keys: context.sealKeys,
    knownNodes: context.knownNodes,
    ...(shown === undefined ? {} : { presentation: shown }),
  });
  const question = withComparison(submission, inquiryOf);
  const presentation =
    question.nonce === undefined ? undefined : await presentationOf(context, question, nowMs);
  // Nonces that were written together come back together.
  if (presentation !== undefined) await context.turns.take();
  const inquiry = inquiryOf(question, presentation);
  const verdict = verifyCredential(inquiry);
  await context.agentUses.note(inquiry, verdict);
  const issue = (): Promise<Receipt> =>
    receipts.issue(
      (place) => receiptPayload(verdict, inquiry, { ...place, timeMs: nowMs }, policyDigest),
      // Another key may have come into use meanwhile.
      context.receiptSigner() ?? signer,
      noteOf(question, verdict),
    );
  // And once more while it waited: a used nonce leaves no second try to whoever asked.
  const receipt = await issue().catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'no-receipt-key') return issue();
    throw error;
  });
  if (presentation?.state === 'issued' && question.nonce !== undefined)
    context.exchanges.spent(question.nonce);
  context.metrics.verdict(verdict.verdict);
  return { ...verdict, ...localOf(question), receipt };
}
