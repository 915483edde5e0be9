import type {
  Bilingual,
  Contradiction,
  Deviation,
  Facts,
  Group,
  LedgerHead,
  LocalMatter,
  LocatedAnchor,
  Logged,
  Material,
  Placement,
  PlacementChange,
  Policy,
  Position,
  Question,
  Receipt,
  ReceiptRequest,
  StatusChange,
  TrustFile,
  Verdict,
} from '@huren/chaincode/domain';
import type { CredentialFile, CredentialInput, PageFile } from './credential-file';
import type { ProblemDocument } from './problem';

/** Collections of `GET /v1/…`; the path segment is the name. */
export const RECORD_KINDS = [
  'members',
  'authorities',
  'seals',
  'licence-types',
  'matters',
  'agreements',
  'bases',
  'mappings',
  'motions',
  'references',
  'groups',
  'disputes',
] as const;
export type RecordsOf = (typeof RECORD_KINDS)[number];

/** One question about one credential; the relying authority comes from the token. */
export interface VerificationRequest {
  readonly credential: CredentialInput;
  /** 12, 31 or 33 characters, or a local code that is mapped to one. */
  readonly matter: string;
  /** Of a local code that several lists share: the one meant, by its keeper. */
  readonly list?: string;
  readonly nonce?: string;
  /** Asia/Shanghai day, `YYYY-MM-DD`. */
  readonly asOf?: string;
  /** Ledger height. */
  readonly knownAt?: number;
}

/** The same about a page form: an OFD file of at most 20 MiB, with its anchor where it is at hand. */
export type PageRequest = Omit<VerificationRequest, 'credential'> & { readonly credential: PageFile };

/** `local`: what a local code was taken for. */
export type Verified = Verdict & Pick<Question, 'local'> & { readonly receipt: Receipt };

export type BatchResult =
  ({ readonly status: 200 } & Verified) | { readonly status: number; readonly problem: ProblemDocument };

export interface FactsAnswer {
  readonly facts: Facts;
  readonly policy: Policy;
  readonly freshness: {
    readonly height: number;
    readonly blockHash: string;
    readonly time: number;
    /** `typ: huren-facts+jwt`, by the gateway's receipt key. */
    readonly jws: string;
  };
  /** What a local code was taken for. */
  readonly local?: LocalMatter;
}

export interface PresentationRequest {
  readonly nonce: string;
  readonly audience: string;
  readonly matter: string;
  /** A licence of any one of these: its types, and the fields to show of it. */
  readonly materials: readonly Pick<Material, 'types' | 'fields' | 'identityLevel' | 'holders'>[];
  readonly expiresAt: string;
  /** Until then, for whoever's clock differs. */
  readonly expiresInSeconds: number;
  /** What a local code was taken for. */
  readonly local?: LocalMatter;
}

export interface ReceiptAnswer {
  readonly valid: boolean;
  readonly outcome?: 'valid' | 'invalid' | 'unknown';
  readonly codes: readonly string[];
  /** Member whose gateway gave the receipt, and where that is. */
  readonly member?: string;
  readonly gateway?: string;
  readonly messages: Bilingual | readonly Bilingual[];
  /** How it stands to its log's newest head on the ledger, and how many receipts that head counts. */
  readonly logged?: Logged;
  readonly logSize?: number;
}

/** The last receipt of a key, the root of its log, and that it goes on from the head on the ledger. */
export interface FinalHead {
  readonly number: number;
  readonly digest?: string;
  readonly root?: string;
  readonly growth?: readonly string[];
}

/** What the ledger says of one licence; `hash` is that of its batch. */
export interface LicenceStateAnswer {
  readonly anchored: boolean;
  readonly hash?: 'sha-256' | 'sm3';
  readonly changes: readonly StatusChange[];
  readonly height: number;
  /** Block time, epoch ms. */
  readonly time: number;
}

/** Bytes (base64url) that wait for the caller's signature. */
export interface PreparedTransaction {
  readonly id: string;
  readonly bytes: string;
  readonly expiresAt: string;
}

export interface Committed {
  readonly transactionId: string;
  readonly position: Position;
  readonly result?: unknown;
}

/** One licence to be issued; days are `YYYY-MM-DD`. */
export interface LicenceDraft {
  readonly identifier?: string;
  readonly serial?: string;
  readonly issueDate: string;
  readonly validateStart: string;
  readonly validateEnd?: string;
  readonly areaCode: string;
  readonly effectiveRegions?: readonly string[];
  readonly premisesRegion?: string;
  readonly inspectionEnd?: string;
  readonly origin?: Readonly<Record<string, unknown>>;
  readonly identityLevel?: number;
  /** Public JWK of the holder, becomes `cnf`. */
  readonly holderKey?: Readonly<Record<string, unknown>>;
  /** 共有人, beside the holder of `holderKey`, each with what only they can disclose. */
  readonly coHolders?: readonly {
    readonly holderKey: Readonly<Record<string, unknown>>;
    readonly identityLevel?: number;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  /** PNG or JPEG in base64, for the page form. */
  readonly photo?: string;
  /** Disclosable claims. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface IssueRequest {
  /** The issuer's own id: a repetition with the same content changes nothing. */
  readonly requestId: string;
  readonly type: string;
  /** Key id of the seal. */
  readonly key: string;
  readonly licences: readonly LicenceDraft[];
  readonly coSeals?: readonly string[];
  readonly hash?: 'sha-256' | 'sm3';
  /** `['data', 'page']`: each licence also as an OFD file under an SES seal; without a word the data form alone. */
  readonly forms?: readonly ('data' | 'page')[];
  /** Key ids of the SES seals on the page form, the issuer's first; `key` where it has one. */
  readonly pageSeals?: readonly string[];
}

/** Both forms of the licences of one request, each in the order of the request. */
export interface IssuedForms {
  readonly credentials: readonly CredentialFile[];
  /** Empty when no page forms were asked for. */
  readonly pages: readonly PageFile[];
}

/** A page form on the wire: the OFD file in base64. */
export interface PageAnswer {
  readonly ofd: string;
  readonly anchor: NonNullable<PageFile['anchor']>;
}

export interface Issuance {
  readonly requestId: string;
  readonly state: 'prepared' | 'anchored';
  readonly batch: string;
  readonly size?: number;
  readonly transaction?: PreparedTransaction;
  /** Only when anchored. */
  readonly credentials?: readonly CredentialFile[];
  /** Only where page forms were asked for. */
  readonly pages?: readonly PageAnswer[];
}

/** What an annotated copy (加注件) is for. */
export interface CopyRequest {
  /** base64url SHA-256 of the original's OFD file. */
  readonly original: string;
  /** Key id of the SES seal that seals the copy. */
  readonly key: string;
  /** Credit code of one office, or the region whose offices may use the copy. */
  readonly addressee: string;
  readonly matter: string;
  /** Last day of its use. */
  readonly end: string;
  /** Why it is made, for people; at most 200 characters. */
  readonly cause: string;
}

export interface StatusRequest {
  readonly requestId: string;
  readonly batch: string;
  readonly leafHash?: string;
  readonly identifier?: string;
  readonly state: string;
  readonly decision: string;
  readonly decidedOn: string;
  readonly effectiveFrom: string;
  readonly retroactive?: boolean;
}

/** `committed`: the ledger had that decision already. */
export type StatusAnswer = { readonly transaction: PreparedTransaction } | { readonly committed: Committed };

export interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next?: string;
}

/** Versions of one record in ledger order. */
export interface RecordHistory {
  readonly items: readonly {
    readonly position: Position;
    readonly time: number;
    readonly value: Readonly<Record<string, unknown>> | null;
  }[];
  readonly next?: string;
}

/** A group with its authorities, matters and agreements on a day. */
export interface GroupAnswer extends Group {
  readonly position: Position;
  readonly time: number;
  readonly on: string;
  /** What an acceptance names: of the amendment that waits, or of the rules. */
  readonly digest: string;
  readonly authorities: readonly (Placement & {
    readonly name: Bilingual;
    readonly kind: 'department' | 'approver';
    readonly region: string;
  })[];
  readonly matters: readonly {
    readonly code: string;
    readonly name?: Bilingual;
    readonly kind?: string;
    readonly authorities: readonly string[];
    readonly agreements: readonly string[];
  }[];
  readonly agreements: readonly {
    readonly id: string;
    readonly title: string;
    readonly version: number;
    readonly parties: readonly string[];
  }[];
}

export interface GroupChangesAnswer {
  readonly items: readonly (PlacementChange & { readonly name?: Bilingual })[];
  readonly next?: string;
}

export interface LedgerAnswer extends LedgerHead {
  readonly engine: string;
  readonly ageMs: number;
  readonly ready: boolean;
  readonly genesis: string;
}

/** When each member's gateway last anchored the head of its receipts. */
export interface HeartbeatsAnswer {
  readonly items: readonly {
    readonly member: string;
    readonly keyId: string;
    readonly number: number;
    readonly position: Position;
    /** Block time, epoch ms. */
    readonly time: number;
  }[];
}

export type { LocatedAnchor, ReceiptRequest, TrustFile };

/** A page of the deviations of one day. */
export interface DriftAnswer {
  readonly on: string;
  /** Implementations and items that hold on the day. */
  readonly rows: number;
  /** Deviations that fit the query. */
  readonly total: number;
  readonly items: readonly Deviation[];
  readonly next?: string;
}

/** What would become of each row of a list of matters, had it been sent now. */
export interface MatterCheck {
  readonly height: number;
  readonly rows: readonly {
    readonly row: number;
    readonly code: string;
    readonly outcome: 'written' | 'unchanged' | 'refused';
    readonly rejection?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly messages?: Bilingual;
  }[];
}

/** What contradicts terms that are drafted or wait; `termsDigest` is what an acceptance names. */
export interface AgreementCheck {
  readonly id: string;
  readonly termsDigest: string;
  readonly contradictions: readonly Contradiction[];
}
