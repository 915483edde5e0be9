import type { Authority } from '../authority/authority';
import type { CryptoProvider, Signer } from '../crypto/provider';
import { importVerificationKey, type VerificationKey } from '../crypto/verification-key';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { array, integer, literal, object, optional, type Shape, string } from '../json/shape';
import type { JsonObject, JsonValue } from '../json/value';
import { VCT_PREFIX } from '../licence/claim-values';
import { claimRow } from '../licence/claims';
import { CO_HOLDERS, PERSONAL_CLAIMS } from '../licence/co-holders';
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

/** `typ` of an authorization request object (OpenID4VP 1.0 §5.1, RFC 9101 §10.8). */
export const REQUEST_OBJECT_TYPE = 'oauth-authz-req+jwt';
/** What self-issued wallets are called as an audience (OpenID4VP 1.0 §5.8). */
export const WALLET_AUDIENCE = 'https://self-issued.me/v2';
/** The one credential query of a request, by which the answer names its presentation. */
export const LICENCE_QUERY = 'licence';
/** Longest life of a request, seconds: who asks is at the counter now. */
export const REQUEST_LIFE_LIMIT_SECONDS = 300;

const MAX_LENGTH = 32_768;
const url = string({ min: 8, max: 500, pattern: /^https?:\/\/[\x21-\x7e]+$/ });
const random = string({ min: 22, max: 64, pattern: /^[A-Za-z0-9_-]+$/ });
const claimName = string({ min: 1, max: 64, pattern: /^[A-Za-z][A-Za-z0-9_]*$/ });

/**
 * A claims path pointer (OpenID4VP 1.0 §7): a claim at the top, or one of every co-holder, as `null` selects all
 * elements of an array.
 */
export type ClaimPath = readonly [string] | readonly [typeof CO_HOLDERS, null, string];

const claimPath: Shape<ClaimPath> = (value, path = '') => {
  const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const [first = null, every, last = null] = items;
  if (items.length === 1) return [claimName(first, `${path}/0`)];
  if (items.length === 3 && first === CO_HOLDERS && every === null) {
    return [CO_HOLDERS, null, claimName(last, `${path}/2`)];
  }
  throw new MalformedError('bad-claim-path', 'The path leads to no claim of a licence.', path);
};

/**
 * What an authority asks of a holder, signed by its member's receipt key: an OpenID4VP 1.0 request object by reference,
 * answered by `direct_post`, for one SD-JWT of any of the licence types by a DCQL query. `client_id` is the audience of
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
  readonly dcql_query: {
    readonly credentials: readonly {
      readonly id: typeof LICENCE_QUERY;
      readonly format: 'dc+sd-jwt';
      readonly meta: { readonly vct_values: readonly string[] };
      readonly claims: readonly { readonly path: ClaimPath }[];
    }[];
  };
  readonly huren: {
    readonly v: 1;
    readonly member: string;
    readonly authority: { readonly code: string; readonly name: Bilingual; readonly region: string };
    readonly matter: { readonly code: string; readonly name: Bilingual };
    /** Lowest identity level at which the holder must have been identified. */
    readonly identityLevel: number;
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
  dcql_query: object({
    credentials: array(
      object({
        id: literal(LICENCE_QUERY),
        format: literal('dc+sd-jwt'),
        meta: object({ vct_values: array(string({ min: 1, max: 64 }), { min: 1, max: 500, unique: true }) }),
        claims: array(object({ path: claimPath }), { max: 64 }),
      }),
      { min: 1, max: 1 },
    ),
  }),
  huren: object({
    v: literal(1),
    member: memberId,
    authority: object({ code: uscc, name: bilingual, region }),
    matter: object({ code: matterCode, name: bilingual }),
    identityLevel: integer({ max: 5 }),
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

/** Claims asked for, in the order of the request. */
export function fieldsAsked({ dcql_query: { credentials } }: RequestObject): readonly string[] {
  return pathsAsked(credentials).flatMap((path) => (path.length === 1 ? path : []));
}

/** Claims that are asked for of every co-holder; of a licence with one holder nobody has them to show. */
export function coHolderFieldsAsked({ dcql_query: { credentials } }: RequestObject): readonly string[] {
  return pathsAsked(credentials).flatMap((path) => (path.length === 1 ? [] : [path[2]]));
}

function pathsAsked(credentials: RequestObject['dcql_query']['credentials']): readonly ClaimPath[] {
  return credentials.flatMap(({ claims }) => claims.map(({ path }) => path));
}

/** Paths of a request for these claims, where a material wants all holders' own ones also of every co-holder. */
export function claimPaths(fields: readonly string[], ofAllHolders: boolean): readonly ClaimPath[] {
  const personal = ofAllHolders ? fields.filter((field) => PERSONAL_CLAIMS.includes(field)) : [];
  return [
    ...fields.map((field): ClaimPath => [field]),
    ...personal.map((field): ClaimPath => [CO_HOLDERS, null, field]),
  ];
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
  const key = keyOf(member, statement.keyId);
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

function keyOf(member: Member | undefined, keyId: string): VerificationKey | undefined {
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
  const types = new Set(materials.flatMap((material) => material.types.map(vctOf)));
  const fields = new Set(materials.flatMap((material) => material.fields));
  const asked = request.dcql_query.credentials.flatMap(({ meta }) => meta.vct_values);
  const ofAll = materials.filter(({ holders }) => holders === 'all').flatMap((material) => material.fields);
  const isNeeded =
    asked.every((vct) => types.has(vct)) &&
    fieldsAsked(request).every((field) => fields.has(field)) &&
    coHolderFieldsAsked(request).every((field) => ofAll.includes(field) && PERSONAL_CLAIMS.includes(field));
  return isNeeded ? [] : ['REQUEST_ASKS_TOO_MUCH'];
}

/** `vct` of a licence type (DESIGN §4). */
export function vctOf(type: string): string {
  return VCT_PREFIX + type;
}
