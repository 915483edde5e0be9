import {
  addDays,
  canonicalJson,
  type CryptoProvider,
  type Day,
  decodeBase64url,
  decodeUtf8,
  type Delegation,
  DELEGATION_LIMITS,
  delegationId,
  encodeBase64url,
  encodeUtf8,
  importJwk,
  isJsonObject,
  type JsonObject,
  MalformedError,
  nobleProvider,
  parseCredential,
  parseDelegation,
  presentSdJwt,
  readJson,
  signDelegation,
} from '@huren/chaincode/domain';
import type { CredentialFile } from './credential-file';
import type { HolderKey } from './holder';

/** Who is to act: a public key and how the agent calls themselves; shown as a code or sent as text. */
export interface AgentInvitation {
  readonly key: JsonObject;
  readonly name: string;
}

const INVITATION = /#agent=([A-Za-z0-9_-]{40,1000})$/;

/** The link by which an agent's phone says what its key is: `<gateway>/wallet/#agent=<base64url JSON>`. */
export function invitationLink(gateway: string, { key, name }: AgentInvitation): string {
  const text = canonicalJson({ key, name, v: 1 });
  return `${gateway}/wallet/#agent=${encodeBase64url(encodeUtf8(text))}`;
}

/** @throws MalformedError not-an-invitation, bad-jwk, bad-public-key */
export function readInvitation(link: string): AgentInvitation {
  const fault = new MalformedError('not-an-invitation', 'This is no code of an agent’s phone.');
  const part = INVITATION.exec(link.trim())?.[1];
  if (part === undefined) throw fault;
  const read = readJson(decodeUtf8(decodeBase64url(part)));
  if (!isJsonObject(read) || read['v'] !== 1) throw fault;
  const { key, name } = read;
  if (key === undefined || !isJsonObject(key) || typeof name !== 'string' || name.length > 100) throw fault;
  importJwk(key, '/key');
  return { key, name };
}

/** Eight characters that both phones show, so that two people can see that it is the same key. */
export function keyMark(key: JsonObject): string {
  return importJwk(key)
    .id.replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 8)
    .toUpperCase();
}

/** What the giver decides. */
export interface DelegationWish {
  readonly agent: AgentInvitation;
  readonly role: Delegation['role'];
  readonly matters: Delegation['matters'];
  readonly from: Day;
  /** Default: thirty days, the first included. */
  readonly until?: Day;
  /** Default: not. */
  readonly onward?: boolean;
}

export interface MadeDelegation {
  readonly delegation: Delegation;
  readonly jws: string;
  /** Telling it revokes: it stays with the giver. */
  readonly secret: string;
}

/** A licence to act with, and the fields of it that the agent gets. */
export interface HandedLicence {
  readonly file: CredentialFile;
  readonly fields: readonly string[];
}

/**
 * Lets an agent present these licences. The right flows from the first of them, or, where the giver is an agent too,
 * from the delegation that came along; the files come back with no more fields than were chosen, and the whole chain.
 * @param random 32 random bytes
 * @throws MalformedError not-anchored (nobody could tell when it ends), those of the delegation
 */
export async function delegate(
  wish: DelegationWish,
  licences: readonly HandedLicence[],
  giver: HolderKey,
  random: Uint8Array,
  provider: CryptoProvider = nobleProvider,
): Promise<MadeDelegation & { readonly files: readonly CredentialFile[] }> {
  const secret = encodeBase64url(random);
  const first = licences[0];
  if (first === undefined) throw new TypeError('there is nothing to act with');
  const above = first.file.delegations?.[0];
  const delegation: Delegation = {
    v: 1,
    id: delegationId(provider, secret),
    ...(above === undefined ? rootOf(first.file, provider) : { parent: parseDelegation(above).payload.id }),
    role: wish.role,
    agentKey: wish.agent.key,
    ...(wish.agent.name === '' ? {} : { agentName: wish.agent.name }),
    types: [...new Set(licences.map(({ file }) => parseCredential(textOf(file)).claims.type))],
    matters: wish.matters,
    from: wish.from,
    until: wish.until ?? addDays(wish.from, DELEGATION_LIMITS.usualDays - 1),
    onward: wish.onward ?? false,
  };
  const jws = await signDelegation(delegation, giver.publicJwk, (bytes) => giver.sign(bytes));
  const files = licences.map(({ file, fields }) => ({
    ...file,
    sdJwt: presentSdJwt(file.sdJwt, fields),
    delegations: [...(file.delegations ?? []), jws],
  }));
  return { delegation, jws, secret, files };
}

const textOf = (file: CredentialFile): string => canonicalJson(file as unknown as JsonObject);

function rootOf(file: CredentialFile, provider: CryptoProvider): Pick<Delegation, 'root'> {
  if (file.anchor === undefined) {
    throw new MalformedError('not-anchored', 'The licence carries no anchor to hang a delegation on.');
  }
  const { batch, index, proof, other } = file.anchor;
  // Gateways anchor by SHA-256 unless an issuer asks for SM3; under another hash the delegation would be void at once.
  const leaf = parseCredential(textOf(file)).leafText(provider, 'sha-256', other);
  return { root: { leaf, batch, index, proof: [...proof] } };
}
