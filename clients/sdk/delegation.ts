import {
  addDays,
  agentOf,
  canonicalJson,
  type CryptoProvider,
  type DataCredential,
  type Day,
  decodeBase64url,
  decodeUtf8,
  type Delegation,
  type DelegationChain,
  DELEGATION_LIMITS,
  delegationId,
  encodeBase64url,
  encodeUtf8,
  holdersOf,
  importJwk,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedError,
  nobleProvider,
  parseCredential,
  parseDelegation,
  parseDelegationChain,
  presentAsHolder,
  presentSdJwt,
  readJson,
  signDelegation,
  type VerificationKey,
} from '@huren/chaincode/domain';
import { placeOf } from './anchored-leaf';
import { holdersIn } from './licence-holders';
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

const MARK_LENGTH = 16;

/**
 * Sixteen characters in groups of four that both phones show, so that two people can see that it is the same key: some
 * 95 bits of its digest, out of reach for whoever looks for a key with the same mark.
 */
export function keyMark(key: JsonObject): string {
  const letters = importJwk(key).id.replaceAll(/[^A-Za-z0-9]/g, '');
  return (letters.slice(0, MARK_LENGTH).match(/.{4}/g) ?? []).join(' ');
}

/** What the giver decides. */
export interface DelegationWish {
  /**
   * The own licence that the right hangs on, e.g. the company's business licence: once it is replaced or revoked, as
   * when the representative changes, everything delegated is void. Absent exactly where a received right is passed on.
   */
  readonly root?: CredentialFile;
  readonly agent: AgentInvitation;
  readonly role: Delegation['role'];
  readonly matters: Delegation['matters'];
  readonly from: Day;
  /** Default: thirty days, the first included, and no longer than what it hangs on. */
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
 * Lets an agent present these licences: own ones, under the root that the wish names, or received ones, all by one
 * delegation. The files come back with no more fields than were chosen, and the whole chain; what a counter would
 * refuse is not handed out. The root's own last day counts here, when it is signed: the ledger does not know it.
 * @param random 32 random bytes
 * @throws MalformedError no-root, mixed-licences (own and received, or of several delegations), not-anchored, root-over,
 * too-many-links, no-holder-key, a DelegationFault, those of the delegation
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
  const above = first.file.delegations ?? [];
  if (licences.some(({ file }) => (file.delegations ?? []).join('~') !== above.join('~'))) {
    throw new MalformedError('mixed-licences', 'The licences are not all held by one right.');
  }
  const credentials = licences.map(({ file }) => readFile(file));
  for (const credential of credentials) placeOf(credential, provider);
  const { ends, ...source } = sourceOf(wish.root, above, provider);
  const usual = addDays(wish.from, DELEGATION_LIMITS.usualDays - 1);
  const delegation: Delegation = {
    v: 1,
    id: delegationId(provider, secret),
    ...source,
    role: wish.role,
    agentKey: wish.agent.key,
    ...(wish.agent.name === '' ? {} : { agentName: wish.agent.name }),
    types: [...new Set(credentials.map(({ claims }) => claims.type))],
    matters: wish.matters,
    from: wish.from,
    until: wish.until ?? (ends !== undefined && ends < usual ? ends : usual),
    onward: wish.onward ?? false,
  };
  if (wish.root !== undefined && ends !== undefined && delegation.until > ends) {
    throw new MalformedError('root-over', 'The licence that it hangs on ends before the delegation.');
  }
  const jws = await signDelegation(delegation, giver.publicJwk, (bytes) => giver.sign(bytes));
  const chain = parseDelegationChain([...above, jws]);
  for (const credential of credentials) requireAgent(chain, credential, provider);
  if (wish.root !== undefined) requireAgent(chain, readFile(wish.root), provider);
  const files = licences.map(({ file, fields }) => ({
    ...file,
    sdJwt: ownFields(file, fields, giver, provider),
    delegations: chain.texts,
  }));
  return { delegation, jws, secret, files };
}

/** What an agent gets: of a licence with several holders nothing of the others. */
function ownFields(
  file: CredentialFile,
  names: readonly string[],
  giver: HolderKey,
  provider: CryptoProvider,
): string {
  const { holders, place } = holdersIn(file, importJwk(giver.publicJwk).id);
  if (holders.length < 2 || place < 0) return presentSdJwt(file.sdJwt, names);
  return presentAsHolder(file.sdJwt, { place, names, others: [] }, provider);
}

/**
 * The key that a chain lets present a licence.
 * @throws MalformedError no-holder-key, a DelegationFault
 */
export function requireAgent(
  chain: DelegationChain,
  { claims }: DataCredential,
  provider: CryptoProvider,
): VerificationKey {
  const holders = holdersOf(claims);
  if (holders.length === 0) {
    throw new MalformedError('no-holder-key', 'The licence is bound to nobody’s key.');
  }
  // Of several holders each may let an agent act, for themselves.
  const given = holders.map(({ holderKey }) => agentOf(chain, importJwk(holderKey), provider));
  const agent = given.find((each) => 'key' in each);
  if (agent !== undefined) return agent.key;
  const faults = given.flatMap((each) => ('fault' in each ? [each.fault] : []));
  const told = faults.find((fault) => fault !== 'wrong-signer') ?? 'wrong-signer';
  throw new MalformedError(told, 'The delegations do not lead from the holder.');
}

const readFile = (file: CredentialFile): DataCredential => parseCredential(file as unknown as JsonValue);

/** What a new link hangs on, and the last day of that, where it is known. */
function sourceOf(
  root: CredentialFile | undefined,
  above: readonly string[],
  provider: CryptoProvider,
): Pick<Delegation, 'root' | 'parent'> & { readonly ends?: string } {
  const last = above.at(-1);
  if (above.length >= DELEGATION_LIMITS.links) {
    throw new MalformedError('too-many-links', 'Whoever received a passed right passes nothing on.');
  }
  if (last !== undefined) {
    if (root !== undefined) throw new MalformedError('mixed-licences', 'A received right has its root.');
    const { id, until } = parseDelegation(last).payload;
    return { parent: id, ends: until };
  }
  if (root === undefined) throw new MalformedError('no-root', 'The licence that it hangs on is not named.');
  if (root.delegations !== undefined) {
    throw new MalformedError('mixed-licences', 'A received licence is nobody’s root.');
  }
  const credential = readFile(root);
  const { validTo } = credential.claims;
  return { root: placeOf(credential, provider), ...(validTo === undefined ? {} : { ends: validTo }) };
}
