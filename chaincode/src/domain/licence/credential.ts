import { MalformedError } from '../encoding/malformed';
import type { JsonValue } from '../json/value';
import { type HolderConsents, parseConsents } from '../consent/consent';
import { type DelegationChain, parseDelegationChain } from '../delegation/chain';
import type { HolderClass } from '../code/holder-code-type';
import { type ParsedSdJwt, parseSdJwt } from '../sd-jwt/parse';
import type { LocatedAnchor } from '../verification/facts';
import { checkDisclosedClaim, type LicenceClaims, parseOpenClaims } from './claim-values';
import { NAMES_OF_ALL } from './co-holders';
import {
  type CredentialFile,
  MAX_CREDENTIAL_LENGTH,
  parseCredentialFile,
  parseCredentialFileText,
} from './credential-file';
import { HOLDER_TYPE, holderKindOf } from './holder-kind';
import { LicenceForm } from './licence-form';
import type { PageCredential } from './page-credential';

/** base64url of 32 bytes (DETAILS 4). */
const KEY_ID = /^[A-Za-z0-9_-]{43}$/;

/** base64url of 16 bytes or more: with a short salt the digest of a holder field could be guessed (DESIGN 4). */
const SALT = /^[A-Za-z0-9_-]{22,128}$/;

/** The data form (数据件): shared data, not in itself an 电子证照. Grammar is settled, nothing is verified. */
export class DataCredential extends LicenceForm {
  constructor(
    readonly sdJwt: ParsedSdJwt,
    readonly claims: LicenceClaims,
    /** What the credential file said; absent for a bare SD-JWT. */
    readonly anchor: LocatedAnchor | undefined,
    /** By which somebody else than the holder presents; absent: the holder does. */
    readonly delegations?: DelegationChain,
    /** By which one holder of several shows fields of others. */
    readonly consents?: HolderConsents,
  ) {
    super();
  }

  get form(): 'data' {
    return 'data';
  }

  get legalForm(): 'data' {
    return 'data';
  }

  protected get anchoredBytes(): Uint8Array {
    return this.sdJwt.jwtBytes;
  }

  /** Key id that the header names. */
  get keyId(): string {
    return this.sdJwt.header.kid ?? '';
  }

  get keyIds(): readonly string[] {
    return [this.keyId];
  }

  /** Names of the claims about the holder that are shown. */
  get shownFields(): readonly string[] {
    return this.sdJwt.disclosures.map(({ name }) => name ?? '');
  }

  /** Person or organisation, where the licence shows it; of several holders none speaks for the others. */
  get holderKind(): HolderClass | undefined {
    if (this.claims.coHolders !== undefined) return undefined;
    return holderKindOf(this.sdJwt.disclosures.find(({ name }) => name === HOLDER_TYPE)?.value);
  }
}

/** One licence as somebody hands it over, in either form. */
export type Credential = DataCredential | PageCredential;

/**
 * Reads an SD-JWT text, the text of a credential file, or a credential file already read as JSON: the data form. A page
 * form needs its file inspected first, see `parsePageCredential`.
 * @throws MalformedError for every fault of grammar (DETAILS 23): those of the SD-JWT parser, of credential files and
 * of claims; never a verdict
 */
export function parseCredential(input: JsonValue): DataCredential {
  if (typeof input !== 'string') return fromFile(parseCredentialFile(input));
  if (input.length > MAX_CREDENTIAL_LENGTH) {
    throw new MalformedError('credential-too-long', 'The credential is longer than 64 KiB.');
  }
  const text = input.trim();
  return text.startsWith('{') ? fromFile(parseCredentialFileText(text)) : fromSdJwt(text, undefined);
}

function fromFile({ sdJwt, anchor, delegations, consents }: CredentialFile): DataCredential {
  const chain = delegations === undefined ? undefined : parseDelegationChain(delegations);
  const given = consents === undefined ? undefined : parseConsents(consents);
  return fromSdJwt(sdJwt, anchor, chain, given);
}

function fromSdJwt(
  text: string,
  anchor: LocatedAnchor | undefined,
  delegations?: DelegationChain,
  consents?: HolderConsents,
): DataCredential {
  const sdJwt = parseSdJwt(text);
  if (!KEY_ID.test(sdJwt.header.kid ?? '')) {
    throw new MalformedError('bad-kid', 'The header does not name the key by its key id.', '/header/kid');
  }
  sdJwt.disclosures.forEach(({ salt, name, value }, at) => {
    const path = `/disclosures/${String(at)}`;
    if (!SALT.test(salt)) throw new MalformedError('bad-salt', 'A disclosure has no salt of 128 bits.', path);
    // Nothing is disclosed within a disclosure: each is one claim, so that a matter can name exactly what it needs.
    if (name === undefined) throw new MalformedError('bad-disclosure', 'A disclosure names no claim.', path);
    checkDisclosedClaim(name, value, path);
  });
  const claims = parseOpenClaims(sdJwt.payload);
  if (claims.coHolders !== undefined && sdJwt.disclosures.some(({ name }) => name === NAMES_OF_ALL)) {
    throw new MalformedError('names-of-all', 'A field names all holders.', '/disclosures');
  }
  return new DataCredential(sdJwt, claims, anchor, delegations, consents);
}
