import type { Authority } from '../authority/authority';
import type { CryptoProvider, Signer } from '../crypto/provider';
import { importVerificationKey, type VerificationKey } from '../crypto/verification-key';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { array, integer, literal, object, optional, type Shape, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { claimRow } from '../licence/claims';
import { IDENTITY_LEVEL_LIMIT, MATERIALS_LIMIT } from '../matter/definition';
import type { Matter } from '../matter/matter';
import type { Member } from '../member/member';
import type { Bilingual } from '../record/bilingual';
import { bilingual, memberId, matterCode, region, uscc } from '../record/field';
import { presentationAudience } from '../verification/checks/presentation-audience';
import {
  isStatementSigned,
  parseStatement,
  type Statement,
  statementInput,
  statementJws,
} from '../verification/signed-statement';
import { type DcqlQuery, dcqlQuery, isWithinNeed } from './licence-query';

/** `typ` of an authorization request object (OpenID4VP 1.0 §5.1, RFC 9101 §10.8). */
export const REQUEST_OBJECT_TYPE = 'oauth-authz-req+jwt';
/** What self-issued wallets are called as an audience (OpenID4VP 1.0 §5.8). */
export const WALLET_AUDIENCE = 'https://self-issued.me/v2';
/** Longest life of a request, seconds: who asks is at the counter now. */
export const REQUEST_LIFE_LIMIT_SECONDS = 300;

const MAX_LENGTH = 262_144;
const url = string({ min: 8, max: 500, pattern: /^https?:\/\/[\x21-\x7e]+$/ });
const random = string({ min: 22, max: 64, pattern: /^[A-Za-z0-9_-]+$/ });

/**
 * What an authority asks of a holder, signed by its member's receipt key: an OpenID4VP 1.0 request object by reference,
 * answered by `direct_post`, for one licence by a DCQL query. `client_id` is the audience of
 * the key binding: authority and matter. `huren` says in words what the holder is shown.
 */
export interface RequestObject {
  readonly client_id: string;
  readonly aud: typeof WALLET_AUDIENCE;
  readonly response_type: 'vp_token';
  readonly response_mode: 'direct_post';
  readonly response_uri: string;
  readonly nonce: string;
  readonly state: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  readonly dcql_query: DcqlQuery;
  readonly huren: {
    readonly v: 1;
    readonly member: string;
    readonly authority: { readonly code: string; readonly name: Bilingual; readonly region: string };
    readonly matter: { readonly code: string; readonly name: Bilingual };
    /** Lowest identity level at which the holder must have been identified: of each query, in their order. */
    readonly identityLevels: readonly number[];
    /** 办件编号, where the case has one. */
    readonly case?: string;
    /** Why, in the clerk's words. */
    readonly purpose?: string;
  };
}

const RequestShape: Shape<RequestObject> = object({
  client_id: string({ max: 128 }),
  aud: literal(WALLET_AUDIENCE),
  response_type: literal('vp_token'),
  response_mode: literal('direct_post'),
  response_uri: url,
  nonce: random,
  state: random,
  iat: integer(),
  exp: integer(),
  dcql_query: dcqlQuery,
  huren: object({
    v: literal(1),
    member: memberId,
    authority: object({ code: uscc, name: bilingual, region }),
    matter: object({ code: matterCode, name: bilingual }),
    identityLevels: array(integer({ max: IDENTITY_LEVEL_LIMIT }), { min: 1, max: MATERIALS_LIMIT }),
    case: optional(string({ min: 1, max: 64 })),
    purpose: optional(string({ min: 1, max: 200 })),
  }),
});

/** The compact JWS by the member's receipt key. */
export function signRequestObject(request: RequestObject, signer: Signer): string {
  const input = statementInput(REQUEST_OBJECT_TYPE, signer, request as unknown as JsonObject);
  return statementJws(input, signer.sign(input));
}

/** Reads a request object strictly; nothing about it is believed yet. @throws MalformedError */
export function parseRequestObject(jws: string): Statement<RequestObject> {
  return parseStatement(jws, RequestShape, '/request', MAX_LENGTH);
}

/** A claim in words; extensions of a type show their element. */
export function fieldLabel(field: string): Bilingual {
  return claimRow(field)?.label ?? { zh: field, en: field };
}

/** Why a holder is not asked to consent, first reason first. Append-only. */
export type RequestFault =
  /** The member's record names no such active receipt key. */
  | 'REQUEST_KEY_UNKNOWN'
  | 'REQUEST_SIGNATURE_INVALID'
  /** No active, relying authority of that member, or under another name or region than the ledger's. */
  | 'REQUEST_AUTHORITY_UNKNOWN'
  /** The answer, or the request itself, lies elsewhere than at the member's gateway. */
  | 'REQUEST_ORIGIN_DIFFERS'
  /** The presentation would be addressed to somebody else. */
  | 'REQUEST_AUDIENCE_DIFFERS'
  | 'REQUEST_MATTER_UNKNOWN'
  /** A field, or a licence type, that the matter does not need. */
  | 'REQUEST_ASKS_TOO_MUCH'
  | 'REQUEST_EXPIRED';

/** What the holder's own gateway knows from the ledger about whoever the request says it is from. */
export interface AskerRecords {
  readonly member: Member | undefined;
  readonly authority: Authority | undefined;
  readonly matter: Matter | undefined;
  /** The basic code's record, whose materials hold where the matter's own list is empty. */
  readonly basicMatter: Matter | undefined;
}

/**
 * Judges a request for its holder, before anything is shown as true: who asks, whether the matter needs it, where the
 * answer would go.
 */
export function checkRequestObject(
  statement: Statement<RequestObject>,
  {
    records,
    requestUri,
    nowMs,
    provider,
  }: {
    readonly records: AskerRecords;
    readonly requestUri: string;
    readonly nowMs: number;
    readonly provider: CryptoProvider;
  },
): readonly RequestFault[] {
  const request = statement.payload;
  const { member, authority } = records;
  const faults: RequestFault[] = [];
  const key = receiptKeyOf(member, statement.keyId);
  if (member?.state !== 'admitted' || member.id !== request.huren.member || key === undefined) {
    faults.push('REQUEST_KEY_UNKNOWN');
  } else if (!isStatementSigned(provider, statement, REQUEST_OBJECT_TYPE, key)) {
    faults.push('REQUEST_SIGNATURE_INVALID');
  }
  if (!isAsker(request, authority)) faults.push('REQUEST_AUTHORITY_UNKNOWN');
  const home = member?.gateway;
  if (home === undefined || !isAt(request.response_uri, home) || !isAt(requestUri, home)) {
    faults.push('REQUEST_ORIGIN_DIFFERS');
  }
  const { authority: asker, matter } = request.huren;
  if (request.client_id !== presentationAudience(asker.code, matter.code))
    faults.push('REQUEST_AUDIENCE_DIFFERS');
  faults.push(...needFaults(request, records));
  const now = nowMs / 1000;
  if (
    now >= request.exp ||
    request.exp - request.iat > REQUEST_LIFE_LIMIT_SECONDS ||
    request.iat > now + 60
  ) {
    faults.push('REQUEST_EXPIRED');
  }
  return faults;
}

/** A member's active receipt key; undefined where its record has none of this id. */
export function receiptKeyOf(member: Member | undefined, keyId: string): VerificationKey | undefined {
  const key = member?.receiptKeys.find((each) => each.keyId === keyId && each.state === 'active');
  if (key === undefined) return undefined;
  try {
    return importVerificationKey(key.suite, decodeBase64url(key.publicKey));
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

function isAsker({ huren }: RequestObject, authority: Authority | undefined): boolean {
  return (
    authority?.state === 'active' &&
    authority.code === huren.authority.code &&
    authority.member === huren.member &&
    authority.region === huren.authority.region &&
    authority.name.zh === huren.authority.name.zh &&
    authority.name.en === huren.authority.name.en &&
    authority.roles.includes('relying')
  );
}

/** Whether an address lies at an origin; a longer host or a port of one's own is another origin. */
function isAt(address: string, origin: string): boolean {
  return address.startsWith(`${origin}/`);
}

function needFaults(request: RequestObject, { matter, basicMatter }: AskerRecords): readonly RequestFault[] {
  if (matter?.state !== 'active' || matter.code !== request.huren.matter.code)
    return ['REQUEST_MATTER_UNKNOWN'];
  const materials = matter.materials.length > 0 ? matter.materials : (basicMatter?.materials ?? []);
  const isNeeded = isWithinNeed(request.dcql_query, materials);
  return isNeeded ? [] : ['REQUEST_ASKS_TOO_MUCH'];
}
