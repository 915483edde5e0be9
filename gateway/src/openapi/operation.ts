import type { Bilingual } from '@huren/chaincode/domain';

/** One operation as the document tells it; its path has `:name` parameters, as in the endpoint list. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly tag:
    'verification' | 'issuing' | 'ledger' | 'records' | 'presentation' | 'cases' | 'staff' | 'operation';
  readonly summary: Bilingual;
  readonly token: boolean;
  /** Name of the body's schema, and an example of it. */
  readonly request?: {
    readonly schema: string;
    readonly example: unknown;
    /** Schema of the same as multipart/form-data. */
    readonly form?: string;
  };
  /** Answers that are not problems: status → schema name, or a content type for what is not JSON. */
  readonly answers: Readonly<Record<string, string>>;
  /** Statuses of the problems to expect, beside those of every operation. */
  readonly problems: readonly number[];
  readonly query?: Readonly<Record<string, string>>;
}
