import type { Authority } from '../authority/authority';
import { LINEAGE_LIMIT } from '../authority/lineage';
import { parseMatterCode } from '../code/matter-code';
import { nobleProvider } from '../crypto/noble-provider';
import type { CryptoProvider } from '../crypto/provider';
import type { DelegationChain } from '../delegation/chain';
import type { DelegationEnd } from '../delegation/delegation';
import type { LicenceDisputes } from '../dispute/dispute';
import type { Anchor } from '../licence/anchor';
import type { Credential } from '../licence/credential';
import { splitBatch } from '../licence/credential-file';
import type { LicenceStatus } from '../licence/status';
import type { Member } from '../member/member';
import { recordKey } from '../record/record-key';
import { type History, knownAt, latestVersion } from '../record/version';
import type { Seal } from '../seal/seal';
import type { AgencyFacts, Facts, LedgerHead, RecordSource } from './facts';
import type { Question } from './question';

/**
 * The public facts about a credential and a question: look-ups by key only, no scan, no waiting.
 * @throws MalformedError when the question's matter is no matter code
 */
export function gatherFacts(
  credential: Credential,
  question: Pick<Question, 'matter' | 'relying'>,
  source: RecordSource,
  provider: CryptoProvider = nobleProvider,
): Facts {
  const located = credential.anchor ?? source.locate(credential.locator(provider));
  const shared = sharedFacts(source, credential, question, located?.batch);
  const { anchored } = shared;
  const facts: Writable<Facts> = {
    v: 1,
    head: source.head,
    authorities: shared.authorities,
    members: shared.members,
    seals: shared.seals,
    anchor: shared.anchor,
    status: [],
    licenceType: shared.licenceType,
    matters: shared.matters,
    mappings: shared.mappings,
    agreements: shared.agreements,
    bases: shared.bases,
  };
  // Without the digest that the batch's tree is made of, nothing is known of the original's leaf.
  if (anchored !== undefined && !(credential.form === 'page' && credential.isUnlinked(anchored.hash))) {
    const statusOf = credential.leafText(provider, anchored.hash, located?.other);
    facts.status = source.history<LicenceStatus>(recordKey.status(anchored.authority, statusOf));
    facts.statusOf = statusOf;
    const disputes = source.history<LicenceDisputes>(recordKey.dispute(anchored.authority, statusOf));
    if (disputes.length > 0) facts.disputes = disputes;
  }
  const chain = credential.form === 'data' ? credential.delegations : undefined;
  const agency = chain && agencyFacts(source, chain);
  if (agency !== undefined) facts.agency = agency;
  if (located !== undefined && credential.anchor === undefined) facts.located = located;
  return facts;
}

/** Whether the delegations were revoked, and how the licence stands that the first one names. */
function agencyFacts(source: RecordSource, { links }: DelegationChain): AgencyFacts | undefined {
  const ends: Record<string, History<DelegationEnd>> = {};
  for (const { payload } of links)
    ends[payload.id] = source.history<DelegationEnd>(recordKey.delegation(payload.id));
  const { batch, leaf } = links[0]?.payload.root ?? {};
  // A first link without a root leads from nobody: the check says so.
  if (batch === undefined || leaf === undefined) return undefined;
  const { authority, root } = splitBatch(batch);
  return {
    ends,
    anchor: source.history<Anchor>(recordKey.anchor(authority, root)),
    rootOf: `${authority}/${leaf}`,
    root: source.history<LicenceStatus>(recordKey.status(authority, leaf)),
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What licences of one batch, asked for by one office for one matter, have in common. */
interface SharedFacts extends Omit<Facts, 'v' | 'head' | 'status' | 'statusOf' | 'located'> {
  readonly anchored: Anchor | undefined;
}

/** Facts of one head of a source, by what they were looked up with. */
interface Gathered {
  readonly head: LedgerHead;
  readonly byNames: Map<string, SharedFacts>;
}

/** Groups of licences whose common facts are kept for one source. */
const GATHERED_LIMIT = 1_024;
const GATHERED = new WeakMap<RecordSource, Gathered>();

/**
 * The common facts, looked up once for each head of the source: a source whose records change has another head. They
 * are facts of the ledger only; nothing of a licence itself is kept.
 */
function sharedFacts(
  source: RecordSource,
  credential: Credential,
  { matter, relying }: Pick<Question, 'matter' | 'relying'>,
  batch: string | undefined,
): SharedFacts {
  const { head } = source;
  let gathered = GATHERED.get(source);
  if (gathered?.head !== head) {
    gathered = { head, byNames: new Map() };
    GATHERED.set(source, gathered);
  }
  const { issuer, type, origin } = credential.claims;
  // None of these holds a space: codes, base64url and `authority/root`.
  const keyIds = credential.form === 'data' ? credential.keyId : credential.keyIds.join(',');
  const names = `${relying} ${matter} ${issuer} ${type} ${batch ?? ''} ${origin?.issuer ?? ''} ${keyIds}`;
  let shared = gathered.byNames.get(names);
  if (shared === undefined) {
    shared = gatherShared(source, credential, { matter, relying }, batch);
    if (gathered.byNames.size >= GATHERED_LIMIT) gathered.byNames.clear();
    gathered.byNames.set(names, shared);
  }
  return shared;
}

function gatherShared(
  source: RecordSource,
  credential: Credential,
  { matter, relying }: Pick<Question, 'matter' | 'relying'>,
  batchId: string | undefined,
): SharedFacts {
  const { claims } = credential;
  const batch = batchId === undefined ? undefined : splitBatch(batchId);
  const anchor: History<Anchor> =
    batch === undefined ? [] : source.history<Anchor>(recordKey.anchor(batch.authority, batch.root));
  const anchored = latestVersion(anchor)?.value ?? undefined;
  const keyIds = [...credential.keyIds];
  if (anchored !== undefined) keyIds.push(anchored.keyId);
  for (const { keyId } of anchored?.coSeals ?? []) keyIds.push(keyId);
  const seals = tableOf(keyIds, (id) => source.history<Seal>(recordKey.seal(id)));
  const authorities = gatherAuthorities(credential, relying, anchored, seals, source);
  const memberIds: string[] = [];
  for (const code in authorities) {
    const id = latestVersion(authorities[code] ?? [])?.value?.member;
    if (id !== undefined) memberIds.push(id);
  }

  const { basic } = parseMatterCode(matter);
  const issuing = latestVersion(authorities[claims.issuer] ?? [])?.value?.region;
  const receiving = latestVersion(authorities[relying] ?? [])?.value?.region;
  const between = issuing === undefined || receiving === undefined ? undefined : { issuing, receiving };
  const { agreements, bases } = source.grounds(claims.type, between);
  return {
    anchored,
    authorities,
    members: tableOf(memberIds, (id) => source.history<Member>(recordKey.member(id))),
    seals,
    anchor,
    licenceType: source.history(recordKey.licenceType(claims.type)),
    matters: tableOf([matter, basic], (code) => source.history(recordKey.matter(code))),
    mappings: source.mappings(basic).map((key) => source.history(key)),
    agreements: agreements.map((key) => source.history(key)),
    bases: bases.map((key) => source.history(key)),
  };
}

/**
 * The issuer, those it continues, the original issuer, the anchorer, the approvers, who answers for any of the seals, and
 * the office that asks.
 */
function gatherAuthorities(
  { claims }: Credential,
  relying: string,
  anchor: Anchor | undefined,
  seals: Facts['seals'],
  source: RecordSource,
): Facts['authorities'] {
  const codes = [claims.issuer, relying];
  if (anchor !== undefined && anchor.authority !== claims.issuer) codes.push(anchor.authority);
  if (anchor !== undefined && anchor.by !== anchor.authority) codes.push(anchor.by);
  if (claims.origin !== undefined) codes.push(claims.origin.issuer);
  const read = (code: string): History<Authority> => source.history<Authority>(recordKey.authority(code));
  const issuer = latestVersion(read(claims.issuer))?.value;
  // Mergers follow each other: every authority that the issuer continues, not only the last.
  const line = new Set(issuer?.predecessors.map(({ predecessor }) => predecessor));
  for (const code of line) {
    for (const { predecessor } of latestVersion(read(code))?.value?.predecessors ?? []) {
      if (line.size < LINEAGE_LIMIT) line.add(predecessor);
    }
  }
  codes.push(...line);
  for (const keyId in seals) {
    const owner = latestVersion(seals[keyId] ?? [])?.value?.authority;
    if (owner === undefined || codes.includes(owner)) continue;
    codes.push(owner);
    for (const { predecessor } of latestVersion(read(owner))?.value?.predecessors ?? [])
      codes.push(predecessor);
  }
  for (const { by } of issuer?.competence ?? []) if (by !== undefined) codes.push(by);
  return tableOf(codes, read);
}

/** Records by their name, each read once; those that the ledger never held are left out. */
function tableOf<T>(
  names: readonly string[],
  read: (name: string) => History<T>,
): Record<string, History<T>> {
  const table: Record<string, History<T>> = {};
  for (const name of names) {
    if (table[name] !== undefined) continue;
    const history = read(name);
    if (history.length > 0) table[name] = history;
  }
  return table;
}

/** The facts as they stood when the ledger had `height` blocks (DETAILS 16). The head stays: it tells who answers. */
export function factsKnownAt(facts: Facts, height: number): Facts {
  const cut = <T>(history: History<T>): History<T> => knownAt(history, height);
  const cutAll = <T>(table: Readonly<Record<string, History<T>>>): Record<string, History<T>> =>
    Object.fromEntries(Object.entries(table).map(([name, history]) => [name, cut(history)]));
  return {
    ...facts,
    authorities: cutAll(facts.authorities),
    members: cutAll(facts.members),
    seals: cutAll(facts.seals),
    anchor: cut(facts.anchor),
    status: cut(facts.status),
    ...(facts.disputes && { disputes: cut(facts.disputes) }),
    ...(facts.agency && {
      agency: {
        ...facts.agency,
        ends: cutAll(facts.agency.ends),
        anchor: cut(facts.agency.anchor),
        root: cut(facts.agency.root),
      },
    }),
    licenceType: cut(facts.licenceType),
    matters: cutAll(facts.matters),
    mappings: facts.mappings.map(cut),
    agreements: facts.agreements.map(cut),
    bases: facts.bases.map(cut),
  };
}
