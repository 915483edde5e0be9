import {
  decodeUtf8,
  MalformedError,
  nobleProvider,
  RECEIPT_FAULTS,
  parseTrustFile,
  trustDigest,
  trustMembers,
  verifyTrustFile,
  type Bilingual,
  type Logged,
  type Receipt,
  type ReceiptFault,
  type TrustFile,
} from '@huren/chaincode/domain';
import { HurenClient, HurenProblem, loggedWords, verifyReceiptLocally } from '@huren/clients';
import { receiptOfLink } from '../shell/receipt-link';
import { receiptIn } from './receipt-text';
import { words } from './words';

// What it takes to judge a receipt is a module of its own, so that it comes after the page's first view.

/** A trust file whose own signature holds, for judging without a network. */
export interface Trust {
  readonly file: TrustFile;
  readonly digest: string;
}

export interface Outcome {
  readonly outcome: 'valid' | 'invalid' | 'unknown';
  readonly faults: readonly Bilingual[];
  readonly member?: string;
  readonly memberName?: Bilingual;
  /** How it stands to the log whose head is on the ledger, where that is no fault. */
  readonly logged?: Bilingual;
}

const client = new HurenClient({ url: location.origin });

function faultWords(code: string): Bilingual {
  return code in RECEIPT_FAULTS ? RECEIPT_FAULTS[code as ReceiptFault] : { zh: code, en: code };
}

/** Whether the receipt holds: by the trust file where there is one, else by this page's gateway. */
export async function judge(given: Receipt, trust: Trust | undefined): Promise<Outcome> {
  const found = trust === undefined ? await byGateway(given) : byTrust(given, trust);
  const name = await nameOf(found.member, trust);
  return name === undefined ? found : { ...found, memberName: name };
}

function byTrust(given: Receipt, { file }: Trust): Outcome {
  const { outcome, faults, member, logged } = verifyReceiptLocally(given, file);
  return { outcome, faults: faults.map(faultWords), ...(member && { member }), ...told(logged) };
}

async function byGateway(given: Receipt): Promise<Outcome> {
  const { valid, outcome, codes, member, logged } = await client.receipts.verify(given);
  return {
    outcome: outcome ?? (valid ? 'valid' : 'invalid'),
    faults: codes.map(faultWords),
    ...(member && { member }),
    ...told(logged),
  };
}

/** That a receipt is in no log is a fault, and said there. */
function told(logged: Logged | undefined): Pick<Outcome, 'logged'> {
  return logged === undefined || logged === 'not-in-log' ? {} : { logged: loggedWords[logged] };
}

/** A name says more than a code; without one the code has to do. */
async function nameOf(member: string | undefined, trust: Trust | undefined): Promise<Bilingual | undefined> {
  if (member === undefined) return undefined;
  if (trust === undefined) return nameOnLedger(member);
  const histories = trustMembers(trust.file);
  return histories.flatMap((history) => history.at(-1)?.value ?? []).find(({ id }) => id === member)?.name;
}

async function nameOnLedger(member: string): Promise<Bilingual | undefined> {
  try {
    return (await client.get('members', member))['name'] as Bilingual | undefined;
  } catch (error) {
    if (error instanceof HurenProblem || (error instanceof Error && 'messages' in error)) return undefined;
    throw error;
  }
}

/** The receipt of an address's fragment. @throws MalformedError */
export async function receiptOfFragment(fragment: string): Promise<Receipt> {
  return (await receiptOfLink(fragment)) ?? receiptIn('');
}

/** What a file is: a trust file, one whose signature does not hold, or a receipt that is still to be read. */
export function fileIn(
  bytes: Uint8Array,
): { readonly trust: Trust } | { readonly refused: Bilingual } | { readonly text: string } {
  const file = trustFileIn(bytes);
  if (file === undefined) return { text: decodeUtf8(bytes) };
  if (!isSigned(file)) return { refused: words.trustRefused };
  return { trust: { file, digest: trustDigest(file.body, nobleProvider) } };
}

function isSigned(file: TrustFile): boolean {
  try {
    return verifyTrustFile(file, { provider: nobleProvider }).length === 0;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

function trustFileIn(bytes: Uint8Array): TrustFile | undefined {
  try {
    return parseTrustFile(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** What to tell somebody whose receipt could not be judged; what is no fault of theirs or the network's is thrown. */
export function troubleOf(error: unknown): Bilingual {
  if (error instanceof MalformedError) return words.notReceipt;
  if (error instanceof Error && 'messages' in error) return error.messages as Bilingual;
  throw error;
}

export { receiptIn };
