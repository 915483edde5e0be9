import { compactVerify, errors, importJWK } from 'jose';
import {
  type Authority,
  decodeBase64url,
  exportJwk,
  importVerificationKey,
  type Infer,
  integer,
  isJsonObject,
  type JsonValue,
  literal,
  type Member,
  object,
  optional,
  readJsonBytes,
  recordKey,
  string,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import type { Caller } from './caller';

/** `{"alg":"ES256","kid":…,"typ":"JWT"}`: nothing else is understood, so nothing else is let through. */
const Header = object({
  alg: literal('ES256'),
  typ: literal('JWT'),
  kid: string({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]{43}$/ }),
});

const AUTHORITY = /^urn:huren:authority:[0-9A-Z]{18}$/;
const PREFIX = 'urn:huren:authority:';

const Claims = object({
  iss: string({ max: 64, pattern: AUTHORITY }),
  sub: string({ max: 64, pattern: AUTHORITY }),
  aud: string({ max: 128 }),
  iat: integer(),
  exp: integer(),
  nbf: optional(integer()),
  jti: string({ min: 1, max: 128 }),
});

interface Proven {
  readonly caller: Caller;
  readonly expiresMs: number;
  /** The versions that were looked at: when one is no longer the newest, the token is judged anew. */
  readonly authority: unknown;
  readonly member: unknown;
}

const invalid = (): Problem => new Problem('token-invalid');

/**
 * Judges API tokens: JWTs signed by an identity key that the ledger knows (DETAILS 3). A token is checked once and then
 * known by its bytes until it expires or the ledger's word on its authority changes.
 */
export class TokenVerifier {
  readonly #proven = new Map<string, Proven>();
  readonly #audience: string;

  constructor(
    private readonly index: RecordIndex,
    private readonly member: string,
    private readonly clock: () => number,
  ) {
    this.#audience = `urn:huren:gateway:${member}`;
  }

  /**
   * @param authorization the header's value
   * @throws Problem token-missing, token-invalid, token-expired, wrong-member, authority-not-active, member-not-active
   */
  async verify(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) throw new Problem('token-missing');
    if (!/^bearer /i.test(authorization)) throw new Problem('token-missing');
    const token = authorization.slice(7);
    if (token.length > LIMITS.tokenChars) throw invalid();
    const known = this.#proven.get(token);
    if (known !== undefined) {
      if (this.clock() >= known.expiresMs) {
        this.#proven.delete(token);
        throw new Problem('token-expired');
      }
      if (this.#unchanged(known)) return known.caller;
      this.#proven.delete(token);
    }
    const proven = await this.#prove(token);
    this.#keep(token, proven);
    return proven.caller;
  }

  #unchanged({ caller, authority, member }: Proven): boolean {
    return (
      this.index.latest(recordKey.authority(caller.authority.code)) === authority &&
      this.index.latest(recordKey.member(this.member)) === member
    );
  }

  async #prove(token: string): Promise<Proven> {
    const { header, claims } = readToken(token);
    const code = claims.iss.slice(PREFIX.length);
    const version = this.index.latest<Authority>(recordKey.authority(code));
    const authority = version?.value ?? undefined;
    const key = authority?.keys.find(({ kid, state }) => kid === header.kid && state === 'active');
    if (authority === undefined || key === undefined) throw invalid();
    await requireSignature(token, decodeBase64url(key.publicKey));
    this.#requireTimes(claims);
    if (claims.sub !== claims.iss || claims.aud !== this.#audience) throw invalid();
    if (authority.member !== this.member) throw new Problem('wrong-member');
    if (authority.state !== 'active') throw new Problem('authority-not-active');
    const member = this.index.latest<Member>(recordKey.member(this.member));
    if (member?.value?.state !== 'admitted') throw new Problem('member-not-active');
    return {
      caller: { authority, kid: header.kid },
      expiresMs: claims.exp * 1000,
      authority: version,
      member,
    };
  }

  #requireTimes({ iat, exp, nbf = iat }: Infer<typeof Claims>): void {
    const now = this.clock() / 1000;
    if (exp <= iat || exp - iat > LIMITS.tokenLifeSeconds) throw invalid();
    if (Math.max(iat, nbf) > now + LIMITS.clockSkewSeconds) throw invalid();
    if (now >= exp) throw new Problem('token-expired');
  }

  #keep(token: string, proven: Proven): void {
    this.#proven.set(token, proven);
    if (this.#proven.size <= LIMITS.cachedTokens) return;
    for (const oldest of this.#proven.keys()) {
      this.#proven.delete(oldest);
      break;
    }
  }
}

function readPart(part: string | undefined): JsonValue {
  const value = readJsonBytes(decodeBase64url(part ?? ''));
  if (!isJsonObject(value)) throw invalid();
  return value;
}

function readToken(token: string): { header: Infer<typeof Header>; claims: Infer<typeof Claims> } {
  const parts = token.split('.');
  if (parts.length !== 3) throw invalid();
  try {
    return { header: Header(readPart(parts[0])), claims: Claims(readPart(parts[1])) };
  } catch {
    // Whatever the grammar says, a caller learns only that the token is not good.
    throw invalid();
  }
}

async function requireSignature(token: string, publicKey: Uint8Array): Promise<void> {
  const jwk = exportJwk(importVerificationKey('ES256', publicKey));
  const key = await importJWK({ ...jwk }, 'ES256');
  try {
    await compactVerify(token, key, { algorithms: ['ES256'] });
  } catch (error) {
    if (error instanceof errors.JOSEError) throw invalid();
    throw error;
  }
}
