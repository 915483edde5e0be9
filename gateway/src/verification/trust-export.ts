import {
  type History,
  instantFromMs,
  knownAt,
  type Member,
  recordKey,
  signTrustFile,
  type TrustBody,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { Problem } from '../problems';

const MEMORY_KINDS = [
  'member',
  'authority',
  'seal',
  'licence-type',
  'matter',
  'mapping',
  'agreement',
  'basis',
  'dispute',
] as const;
// Ends of delegations too: off line, an end that is not in the file reads as none, and a revoked agent would pass. How
// many there can be is bounded where they are written (REVOCATION_LIMITS).
const STORED_KINDS = ['anchor', 'status', 'delegation'] as const;

/** Of the logs of all receipt keys that a member has or had. */
function headKeys(member: Member | undefined): readonly string[] {
  return member?.receiptKeys.map(({ keyId }) => recordKey.receiptHead(keyId)) ?? [];
}

/** The trust file (DETAILS 24) as text, made once per ledger height and receipt key. */
export class TrustExport {
  #made: { readonly name: string; readonly text: Promise<string> } | undefined;

  constructor(private readonly context: Context) {}

  /** @throws Problem no-receipt-key */
  async text(): Promise<string> {
    const signer = this.context.receiptSigner();
    if (signer === undefined) throw new Problem('no-receipt-key', { retryAfterSeconds: 30 });
    const name = `${this.context.index.head.hash} ${signer.keyId}`;
    if (this.#made?.name !== name) {
      const made = { name, text: this.#make() };
      this.#made = made;
      made.text.catch(() => {
        if (this.#made === made) this.#made = undefined;
      });
    }
    return this.#made.text;
  }

  async #make(): Promise<string> {
    const { index, member, clock, provider } = this.context;
    const signer = this.context.receiptSigner();
    if (signer === undefined) throw new Problem('no-receipt-key');
    const { head } = index;
    const records: Record<string, History<unknown>> = {};
    for (const kind of MEMORY_KINDS) for (const key of index.keys(kind)) records[key] = index.history(key);
    // The newest of each is kept, so they are read before another block comes.
    for (const key of index.keys('member').flatMap((each) => headKeys(index.record<Member>(each)))) {
      const history = index.history(key);
      if (history.length > 0) records[key] = history;
    }
    for (const kind of STORED_KINDS) {
      for await (const [key, history] of index.stored(kind)) {
        // Blocks may arrive while this runs; the file tells of one height only.
        const known = knownAt(history, head.height);
        if (known.length > 0) records[key] = known;
      }
    }
    const body: TrustBody = {
      v: 1,
      member,
      key: signer.keyId,
      exportedAt: instantFromMs(clock()),
      head,
      records,
    };
    return JSON.stringify(signTrustFile(body, signer, provider));
  }
}
