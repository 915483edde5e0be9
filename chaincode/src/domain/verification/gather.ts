import type { Authority } from '../authority/authority';
import { LINEAGE_LIMIT } from '../authority/succession';
import { parseMatterCode } from '../code/matter-code';
import { nobleProvider } from '../crypto/noble-provider';
import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url } from '../encoding/base64url';
import type { Anchor } from '../licence/anchor';
import type { Credential } from '../licence/credential';
import { splitBatch } from '../licence/credential-file';
import type { LicenceStatus } from '../licence/status';
import type { Member } from '../member/member';
import { recordKey } from '../record/record-key';
import { type History, knownAt, latestVersion } from '../record/version';
import type { Seal } from '../seal/seal';
import type { Facts, RecordSource } from './facts';
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
  const { claims } = credential;
  const located = credential.anchor ?? source.locate(credential.locator(provider));
  const batch = located === undefined ? undefined : splitBatch(located.batch);
  const anchor: History<Anchor> =
    batch === undefined ? [] : source.history<Anchor>(recordKey.anchor(batch.authority, batch.root));
  const anchored = latestVersion(anchor)?.value ?? undefined;
  const statusOf = anchored && encodeBase64url(credential.leafHash(provider, anchored.hash, located?.other));
  const status: History<LicenceStatus> =
    anchored === undefined || statusOf === undefined
      ? []
      : source.history<LicenceStatus>(recordKey.status(anchored.authority, statusOf));

  const keyIds = [...credential.keyIds];
  if (anchored !== undefined) keyIds.push(anchored.keyId);
  for (const { keyId } of anchored?.coSeals ?? []) keyIds.push(keyId);
  const authorities = gatherAuthorities(credential, question.relying, anchored, source);
  const memberIds: string[] = [];
  for (const code in authorities) {
    const id = latestVersion(authorities[code] ?? [])?.value?.member;
    if (id !== undefined) memberIds.push(id);
  }

  const { basic } = parseMatterCode(question.matter);
  const { agreements, bases } = source.grounds(claims.type);
  return {
    v: 1,
    head: source.head,
    authorities,
    members: tableOf(memberIds, (id) => source.history<Member>(recordKey.member(id))),
    seals: tableOf(keyIds, (id) => source.history<Seal>(recordKey.seal(id))),
    anchor,
    status,
    licenceType: source.history(recordKey.licenceType(claims.type)),
    matters: tableOf([question.matter, basic], (code) => source.history(recordKey.matter(code))),
    mappings: source.mappings(basic).map((key) => source.history(key)),
    agreements: agreements.map((key) => source.history(key)),
    bases: bases.map((key) => source.history(key)),
    ...(statusOf !== undefined && { statusOf }),
    ...(located !== undefined && credential.anchor === undefined && { located }),
  };
}

/** The issuer, those it continues, the original issuer, the anchorer, the approvers and the office that asks. */
function gatherAuthorities(
  { claims }: Credential,
  relying: string,
  anchor: Anchor | undefined,
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
    licenceType: cut(facts.licenceType),
    matters: cutAll(facts.matters),
    mappings: facts.mappings.map(cut),
    agreements: facts.agreements.map(cut),
    bases: facts.bases.map(cut),
  };
}
