import type { Agreement, Basis } from '../agreement/agreement';
import type { Authority } from '../authority/authority';
import type { DelegationEnd } from '../delegation/delegation';
import type { LicenceDisputes } from '../dispute/dispute';
import type { Anchor } from '../licence/anchor';
import type { LicenceStatus } from '../licence/status';
import type { LicenceType } from '../licence-type/licence-type';
import type { Matter, MatterMapping } from '../matter/matter';
import type { Member } from '../member/member';
import type { History } from '../record/version';
import type { Seal } from '../seal/seal';

/** How far the source of the facts has read the ledger. */
export interface LedgerHead {
  /** Number of blocks read. */
  readonly height: number;
  /** Hex hash of the last block read. */
  readonly hash: string;
  /** Its block time, epoch ms. */
  readonly time: number;
}

/**
 * Where facts come from: a gateway's index, a trust file, or facts that a gateway answered. Synchronous and in memory
 * or nearly so, because verification never waits for a peer.
 */
export interface RecordSource {
  /** The same object as long as no record changes; another one from the moment that any does. */
  readonly head: LedgerHead;
  /** Every version of the record under a state key (`recordKey`); empty when the ledger never held it. */
  history<T>(key: string): History<T>;
  /**
   * State keys of agreements and bases that name the type (or any type), without a scan; with `between`, at least those
   * agreements that reach from the one region to the other.
   */
  grounds(
    type: string,
    between?: Passage,
  ): { readonly agreements: readonly string[]; readonly bases: readonly string[] };
  /** State keys of mappings that name the basic code, or the entry of a local one (`referenceEntry`), on either side. */
  mappings(code: string): readonly string[];
  /** For a bare credential: where the batch and proof are, by base64url SHA-256 of the issuer-signed JWT or OFD file. */
  locate(digest: string): LocatedAnchor | undefined;
}

/** From where to where a licence travels. */
export interface Passage {
  readonly issuing: string;
  readonly receiving: string;
}

/** The anchor part of a credential file (DETAILS 8); all binary values base64url. */
export interface LocatedAnchor {
  /** Batch id: `authority/root`. */
  readonly batch: string;
  readonly index: number;
  readonly proof: readonly string[];
  /** Digest of the licence's other form, when it has one. */
  readonly other?: string;
}

/** What the ledger holds about the delegations of one presentation. */
export interface AgencyFacts {
  /** Of every link, by its id; an empty history: it was never revoked. */
  readonly ends: Readonly<Record<string, History<DelegationEnd>>>;
  /** The batch of the licence that the right flows from. */
  readonly anchor: History<Anchor>;
  /** `<authority>/<leaf hash>` of that licence, and its status. */
  readonly rootOf: string;
  readonly root: History<LicenceStatus>;
}

/** The public facts about one credential and one question: plain JSON, the same for gateway, SDK, CLI and browser. */
export interface Facts {
  readonly v: 1;
  readonly head: LedgerHead;
  /** Issuer, original issuers, custodians, superiors, and the relying authority, by credit code. */
  readonly authorities: Readonly<Record<string, History<Authority>>>;
  readonly members: Readonly<Record<string, History<Member>>>;
  /** The header's key and the co-seals, by key id. */
  readonly seals: Readonly<Record<string, History<Seal>>>;
  readonly located?: LocatedAnchor;
  readonly anchor: History<Anchor>;
  readonly status: History<LicenceStatus>;
  /**
   * base64url leaf hash whose status this is; absent without an anchor. An empty history says nothing of another
   * licence of the same batch.
   */
  readonly statusOf?: string;
  /** Disputes about this licence; absent: none was ever raised, or nothing is known of its leaf. */
  readonly disputes?: History<LicenceDisputes>;
  /** What an agent's authority hangs on; absent: the holder presents, or nothing was asked about an agent. */
  readonly agency?: AgencyFacts;
  readonly licenceType: History<LicenceType>;
  /** The asked code and its basic code, by code. */
  readonly matters: Readonly<Record<string, History<Matter>>>;
  readonly mappings: readonly History<MatterMapping>[];
  readonly agreements: readonly History<Agreement>[];
  readonly bases: readonly History<Basis>[];
}
