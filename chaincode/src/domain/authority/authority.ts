import type { Bilingual } from '../record/bilingual';

export type AuthorityRole = 'issuing' | 'relying' | 'supervising';

/**
 * 行政主体: a department hosted by a member, named by its unified social credit code; or an approver (上级主管部门), a
 * provincial department or ministry that joins with a key only, under a sponsoring member, without a node.
 */
export interface Authority {
  readonly code: string;
  readonly member: string;
  readonly kind: 'department' | 'approver';
  readonly region: string;
  readonly name: Bilingual;
  readonly roles: readonly AuthorityRole[];
  /** `registered` until its superior approves it or the members witness it; `abolished` by a merger or split. */
  readonly state: 'registered' | 'active' | 'suspended' | 'abolished';
  /** 本级政府: leads it. */
  readonly government?: string;
  /** 上级主管部门: directs its field and grants competence. */
  readonly superior?: string;
  /** How it became active: approved by its superior (`by`), or only witnessed by the members (未经主管部门审核). */
  readonly approval?: { readonly standing: Competence['standing']; readonly by?: string };
  readonly keys: readonly IdentityKey[];
  /** Who granted which types for which region; days of the law. */
  readonly competence: readonly Competence[];
  readonly mandates: readonly Mandate[];
  /** Functions this authority took over; licences of the predecessor stay verifiable. */
  readonly predecessors: readonly Succession[];
  /** The same from the other side: which functions went to whom, each to one. */
  readonly successors?: readonly Handover[];
  /** Approvers only: the types and regions whose departments it directs. */
  readonly directs: readonly Scope[];
}

/** X.509 identity key. Only the digest and the public key are on the ledger, never the certificate's subject. */
export interface IdentityKey {
  /** base64url SHA-256 of the certificate (DER). */
  readonly kid: string;
  readonly publicKey: string;
  readonly state: 'active' | 'ended';
}

/** Licence types (21-character codes) within a region. */
export interface Scope {
  readonly types: readonly string[];
  readonly region: string;
}

export interface Competence extends Scope {
  readonly from: string;
  readonly to?: string;
  /** `approved` by the superior, or only `witnessed` by the members (未经主管部门审核). */
  readonly standing: 'approved' | 'witnessed';
  /** Code of the approver; absent when witnessed. */
  readonly by?: string;
  /** The filed legal basis: 权责清单 item or document number, and the digest of the filed text. */
  readonly filing: Filing;
  /** Narrowed before its time: on what ground, and by which superior (absent: by the members). */
  readonly ended?: { readonly by?: string; readonly filing: Filing };
}

/** A filed ground: number of the document or item, and the digest of the filed text. */
export interface Filing {
  readonly reference: string;
  readonly digest: string;
}

export type MandateAct = 'seal' | 'anchor' | 'status';

/** A revocable mandate to a custodian (制作管理单位, 证照库). */
export interface Mandate {
  readonly custodian: string;
  readonly acts: readonly MandateAct[];
  readonly types: readonly string[];
  readonly from: string;
  readonly to?: string;
  readonly state: 'given' | 'ended';
}

/** 机构改革: `authority` continues this one for these types from that day on; `*` = all its types. */
export interface Handover {
  readonly authority: string;
  readonly types: readonly string[] | '*';
  readonly from: string;
}

/** 机构改革: this authority continues `predecessor` for these types from that day on; `*` = all its types. */
export interface Succession {
  readonly predecessor: string;
  readonly types: readonly string[] | '*';
  readonly from: string;
}
