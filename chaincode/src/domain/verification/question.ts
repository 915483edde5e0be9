import type { LocalMatter } from '../matter/equal-matters';
import type { CounterMatch } from './counter-match';

/** May this authority accept this licence for this matter, now or on that day? */
export interface Question {
  /** Matter code of 12, 31 or 33 characters; a local code until `settleMatter` has read it. */
  readonly matter: string;
  /** Of a local code: the list meant, by its keeper, where several lists share it. */
  readonly list?: string;
  /** What was asked about, where `settleMatter` took a local code for the matter; told, never judged. */
  readonly local?: LocalMatter;
  /** Credit code of the authority that asks: from its token, never from the request. */
  readonly relying: string;
  /** Asia/Shanghai day that is asked about; absent: now. */
  readonly asOf?: string;
  /** Answer with what the ledger had told by this height (number of blocks); absent: all of it. */
  readonly knownAt?: number;
  /** The nonce of a presentation request; absent: no presentation was asked for. */
  readonly nonce?: string;
  /** A clerk compared the person with the licence: from a clerk's session, never from a token. */
  readonly counterMatch?: CounterMatch;
}
