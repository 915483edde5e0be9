import { sha256 } from '@noble/hashes/sha2.js';
import { parseInstant } from '../code/instant';
import type { CryptoProvider } from '../crypto/provider';
import { textOf } from '../der/der-text';
import { DerReader } from '../der/reader';
import { TAG } from '../der/tag';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { canonicalBytes } from '../json/canonical';
import { readJson } from '../json/reader';
import {
  array,
  type Infer,
  integer,
  literal,
  object,
  oneOf,
  optional,
  parsed,
  type Shape,
  string,
} from '../json/shape';
import { memberEntry } from '../member/member-entry';
import { bytes, checked, FIELD_LIMITS } from '../record/field';
import { isSignedBy, parseCertificate, type Certificate, verifyIssued } from '../x509';

/** Type and version that the applicant signs with it (DETAILS 10). */
export const APPLICATION_TYPE = 'huren-member-application/1';
/** Characters of an application file. */
export const APPLICATION_LIMIT = 256 * 1024;

const nodeName = string({ pattern: /^[a-z][a-z0-9-]{0,31}$/ });
const host = string({ pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/ });
const port = integer({ min: 1024, max: 65_535 });
/** A certificate's DER: one spelling, where PEM has many. */
const der = bytes(64, 8192);
const node = object({ name: nodeName, host, port, identity: der, tls: der });

const statement = object({
  type: literal(APPLICATION_TYPE),
  /** `{id, msp, name, region}`, as the members' records will hold it. */
  member: memberEntry,
  /** What it asks to take part in; authorities and their competence are approved later, one by one. */
  scope: object({
    roles: array(oneOf(['issuing', 'relying']), { min: 1, max: 2, unique: true }),
    note: string({ max: FIELD_LIMITS.url }),
  }),
  certificates: object({ ca: der, tlsCa: der, admin: der }),
  peers: array(node, { min: 1, max: 16 }),
  orderers: optional(array(node, { max: 16 })),
  chaincode: object({ host, port, tls: der }),
  /** The applicant's clock. */
  madeAt: parsed(parseInstant, { max: 24 }),
});

/** What an organisation asks for: who it is, its certificates, where its nodes listen. Signed by its administrator. */
export type ApplicationStatement = Infer<typeof statement>;

const file = object({ statement, signature: bytes(64, 64) });
export type MemberApplication = Infer<typeof file>;

/** `{statement, signature}`: no MSP but the member's own, no two nodes at one place or of one name. */
export const memberApplication: Shape<MemberApplication> = checked(file, ({ statement: said }) => {
  if (said.member.msp !== `Huren${said.member.id}MSP`) return ['bad-msp', '/statement/member/msp'];
  const nodes = [...said.peers, ...(said.orderers ?? [])];
  if (new Set(nodes.map(({ name }) => name)).size < nodes.length)
    return ['repeated-item', '/statement/peers'];
  const places = [...nodes, said.chaincode].map((one) => `${one.host}:${one.port}`);
  return new Set(places).size === places.length ? null : ['repeated-item', '/statement/peers'];
});

/** Reads an application file: canonical JSON, so that one application has one text. @throws MalformedError */
export function parseApplication(text: string): MemberApplication {
  return memberApplication(readJson(text, { maxLength: APPLICATION_LIMIT }));
}

/** What the administrator signs. */
export function applicationBytes(said: ApplicationStatement): Uint8Array {
  return canonicalBytes(said);
}

/** base64url SHA-256 of what is signed: names the application, whoever signs it how often. */
export function applicationDigest(said: ApplicationStatement): string {
  return encodeBase64url(sha256(applicationBytes(said)));
}

/** Why an application does not vouch for itself. */
export type ApplicationFault = 'bad-certificate' | 'not-an-administrator' | 'not-of-its-ca' | 'bad-signature';

/**
 * Whether the file vouches for itself: signed by an administrator whose certificate its own CA issued. Whether that CA
 * is who it says is for the members to settle; the validity of certificates is for those who have a clock.
 */
export function applicationFault(
  provider: CryptoProvider,
  { statement: said, signature }: MemberApplication,
): ApplicationFault | undefined {
  let admin: Certificate;
  let ca: Certificate;
  try {
    admin = parseCertificate(decodeBase64url(said.certificates.admin));
    ca = parseCertificate(decodeBase64url(said.certificates.ca));
  } catch (error) {
    if (error instanceof MalformedError) return 'bad-certificate';
    throw error;
  }
  if (admin.suite !== 'ES256') return 'bad-certificate';
  if (roleOf(admin) !== 'admin') return 'not-an-administrator';
  if (ca.ca !== true || !verifyIssued(provider, admin, ca)) return 'not-of-its-ca';
  return isSignedBy(provider, admin, applicationBytes(said), decodeBase64url(signature))
    ? undefined
    : 'bad-signature';
}

const ROLES: ReadonlySet<string> = new Set(['client', 'peer', 'admin', 'orderer']);

/** Fabric's role of a certificate: the one role among its OUs; undefined for none and for several. */
export function roleOf(certificate: Certificate): string | undefined {
  const units = unitsOf(certificate.subject.der).filter((unit) => ROLES.has(unit));
  return units.length === 1 ? units[0] : undefined;
}

/** Organisational units (OID 2.5.4.11) of a name. Its text for people would not do: a common name may look like one. */
function unitsOf(name: Uint8Array): string[] {
  const units: string[] = [];
  const sets = DerReader.over(name).sequence();
  while (!sets.done) {
    const set = sets.enter(TAG.set);
    while (!set.done) {
      const attribute = set.sequence();
      const type = attribute.oid();
      const tag = attribute.next;
      const text = textOf(tag, attribute.content(tag));
      if (type === '2.5.4.11' && text !== undefined) units.push(text);
    }
  }
  return units;
}
