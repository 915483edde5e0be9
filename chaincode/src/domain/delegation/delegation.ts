import { daysBetween } from '../code/day';
import { importJwk } from '../crypto/jwk';
import type { CryptoProvider } from '../crypto/provider';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { array, boolean, integer, literal, object, oneOf, optional, type Shape, string } from '../json/shape';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value';
import { basicMatterCode, batchId, checked, day, digest, either, licenceTypeCode } from '../record/field';
import { parseStatement, type Statement, statementInput } from '../verification/signed-statement';

/** `typ` of 委托授权: by it a holder lets somebody else present. */
export const DELEGATION_TYPE = 'huren-delegation+jwt';

export const DELEGATION_LIMITS = {
  types: 50,
  matters: 100,
  /** Days from the first to the last, both included; a year that may be a leap year. */
  days: 366,
  /** What a delegation runs where nobody says otherwise. */
  usualDays: 30,
  /** 法定代表人 → 证照管理员 → 办事人. */
  links: 2,
  /** Characters of one delegation. */
  length: 8_192,
} as const;

/** 证照管理员: may be allowed to pass part of it on; 办事人: presents, and passes nothing on. */
export const AGENT_ROLES = ['manager', 'handler'] as const;
export type AgentRole = (typeof AGENT_ROLES)[number];

/**
 * The licence version from which the right flows, by its leaf and its place in a batch: once it is no longer in force,
 * what hangs on it is void. The proof keeps anybody from naming a leaf that nobody could ever end. The licence's own last
 * day is not on the ledger, so no counter knows when it merely runs out: whoever signs ends the delegation by then.
 */
export interface DelegationRoot {
  /** base64url leaf hash. */
  readonly leaf: string;
  /** `<credit code>/<root>` */
  readonly batch: string;
  readonly index: number;
  readonly proof: readonly string[];
}

/**
 * One link of 委托授权, signed by whoever gives the right; it goes from phone to phone and never to the ledger. The
 * first link is signed by the key that the licence is bound to, the second by the first one's agent.
 */
export interface Delegation {
  readonly v: 1;
  /** base64url SHA-256 of a secret of 32 random bytes, which whoever gave it keeps: making it known revokes. */
  readonly id: string;
  /** Of the first link alone. */
  readonly root?: DelegationRoot;
  /** `id` of the link that this one passes on; of the second link alone. */
  readonly parent?: string;
  readonly role: AgentRole;
  /** Public JWK of the agent. */
  readonly agentKey: JsonObject;
  /** For the giver and the counter's comparison; never in a receipt, an index or the ledger. */
  readonly agentName?: string;
  readonly types: readonly string[];
  /** Basic codes, or any matter. */
  readonly matters: '*' | readonly string[];
  /** Days, both included. */
  readonly from: string;
  readonly until: string;
  /** Whether a manager may pass a part of it on. */
  readonly onward: boolean;
}

/** Siblings of a proof: a batch has at most 1,000,000 leaves. */
const MAX_PROOF_LENGTH = 20;

/** What the ledger knows of a delegation that was revoked, under `delegation/<id>`; of any other it knows nothing. */
export interface DelegationEnd {
  readonly id: string;
  readonly state: 'revoked';
}

const agentKey: Shape<JsonObject> = (value: JsonValue, path = '') => {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  importJwk(value, path);
  return value;
};

export const DelegationShape: Shape<Delegation> = checked(
  object({
    v: literal(1),
    id: digest,
    root: optional(
      object({
        leaf: digest,
        batch: batchId,
        index: integer({ max: 999_999 }),
        proof: array(digest, { max: MAX_PROOF_LENGTH }),
      }),
    ),
    parent: optional(digest),
    role: oneOf(AGENT_ROLES),
    agentKey,
    agentName: optional(string({ min: 1, max: 100 })),
    types: array(licenceTypeCode, { min: 1, max: DELEGATION_LIMITS.types, unique: true }),
    matters: either(
      literal('*'),
      array(basicMatterCode, { min: 1, max: DELEGATION_LIMITS.matters, unique: true }),
    ),
    from: day,
    until: day,
    onward: boolean,
  }),
  ({ from, until, role, onward, root, parent }) => {
    if ((root === undefined) !== (parent !== undefined)) return ['root-or-parent', '/root'];
    if (until < from) return ['ends-before-it-begins', '/until'];
    if (daysBetween(from, until) >= DELEGATION_LIMITS.days) return ['too-long', '/until'];
    return onward && role !== 'manager' ? ['not-a-manager', '/onward'] : null;
  },
);

export const DelegationEndShape: Shape<DelegationEnd> = object({ id: digest, state: literal('revoked') });

/** The id that a revocation secret opens. @throws MalformedError when it is not the base64url of 32 bytes */
export function delegationId(provider: CryptoProvider, secret: string): string {
  return encodeBase64url(provider.digest('sha-256', decodeBase64url(digest(secret))));
}

/** Reads one link strictly; nobody's signature is believed yet. @throws MalformedError */
export function parseDelegation(jws: string, path = '/delegation'): Statement<Delegation> {
  const statement = parseStatement(jws, DelegationShape, path, DELEGATION_LIMITS.length);
  if (statement.typ !== DELEGATION_TYPE) {
    throw new MalformedError('wrong-type', 'The statement is no delegation.', path);
  }
  return statement;
}

/**
 * The compact JWS of a link, signed where the giver's key is.
 * @param giverKey public JWK of whoever gives the right
 * @throws MalformedError for what no reader would take
 */
export async function signDelegation(
  delegation: Delegation,
  giverKey: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(giverKey);
  const payload = delegation as unknown as JsonObject;
  DelegationShape(payload);
  const input = statementInput(DELEGATION_TYPE, { keyId: id, suite }, payload);
  return `${String.fromCharCode(...input)}.${encodeBase64url(await sign(input))}`;
}
