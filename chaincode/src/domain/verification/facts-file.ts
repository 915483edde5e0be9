import { DELEGATION_LIMITS } from '../delegation/delegation';
import { array, object, optional, record, type Shape, string } from '../json/shape';
import type { JsonValue } from '../json/value';
import { LocatedAnchorShape } from '../licence/credential-file';
import { mappingKey } from '../matter/equal-matters';
import { digest } from '../record/field';
import { recordKey } from '../record/record-key';
import type { History } from '../record/version';
import type { AgencyFacts, Facts, RecordSource } from './facts';
import { HeadShape, HISTORIES, versionOne } from './record-shapes';

const CREDIT_CODE = /^[0-9A-Z]{18}$/;
const MEMBER_ID = /^[0-9A-Z]{6,18}$/;
const KEY_ID = /^[A-Za-z0-9_-]{43}$/;
const MATTER_CODE = /^[0-9A-Z]{12,33}$/;
/** Agreements, bases and mappings that one type may meet. */
const GROUNDS_LIMIT = 10_000;

/** `<authority>/<leaf hash>` */
const LEAF_NAME = /^[0-9A-Z]{18}\/[A-Za-z0-9_-]{43}$/;

const AgencyShape: Shape<AgencyFacts> = object({
  ends: record(KEY_ID, HISTORIES.delegation, { max: DELEGATION_LIMITS.links }),
  anchor: HISTORIES.anchor,
  rootOf: string({ max: 62, pattern: LEAF_NAME }),
  root: HISTORIES.status,
});

const FactsShape: Shape<Facts> = object({
  v: versionOne,
  head: HeadShape,
  authorities: record(CREDIT_CODE, HISTORIES.authority),
  members: record(MEMBER_ID, HISTORIES.member),
  seals: record(KEY_ID, HISTORIES.seal),
  located: optional(LocatedAnchorShape),
  anchor: HISTORIES.anchor,
  status: HISTORIES.status,
  statusOf: optional(digest),
  disputes: optional(HISTORIES.dispute),
  agency: optional(AgencyShape),
  licenceType: HISTORIES['licence-type'],
  matters: record(MATTER_CODE, HISTORIES.matter),
  mappings: array(HISTORIES.mapping, { max: GROUNDS_LIMIT }),
  agreements: array(HISTORIES.agreement, { max: GROUNDS_LIMIT }),
  bases: array(HISTORIES.basis, { max: GROUNDS_LIMIT }),
});

/** Facts as a gateway answers them (`POST /v1/facts`), strictly. @throws MalformedError */
export function parseFacts(value: JsonValue): Facts {
  return FactsShape(value);
}

/** Facts as a source again: it knows the records of this one credential and question, and no others. */
export function factsSource(facts: Facts): RecordSource {
  const records = new Map<string, History<unknown>>();
  const put = (key: string, history: History<unknown>): unknown => records.set(key, history);
  for (const [code, history] of Object.entries(facts.authorities)) put(recordKey.authority(code), history);
  for (const [id, history] of Object.entries(facts.members)) put(recordKey.member(id), history);
  for (const [id, history] of Object.entries(facts.seals)) put(recordKey.seal(id), history);
  for (const [code, history] of Object.entries(facts.matters)) put(recordKey.matter(code), history);
  const named = <T>(histories: readonly History<T>[], keyOf: (value: T) => string): string[] =>
    histories.flatMap((history) => {
      const value = history.find((version) => version.value !== null)?.value;
      if (value === undefined || value === null) return [];
      put(keyOf(value), history);
      return [keyOf(value)];
    });
  named([facts.anchor], ({ authority, root }) => recordKey.anchor(authority, root));
  named([facts.status], ({ authority, leafHash }) => recordKey.status(authority, leafHash));
  named([facts.disputes ?? []], ({ authority, leafHash }) => recordKey.dispute(authority, leafHash));
  for (const [id, history] of Object.entries(facts.agency?.ends ?? {}))
    put(recordKey.delegation(id), history);
  named([facts.agency?.anchor ?? []], ({ authority, root }) => recordKey.anchor(authority, root));
  named([facts.agency?.root ?? []], ({ authority, leafHash }) => recordKey.status(authority, leafHash));
  named([facts.licenceType], ({ code }) => recordKey.licenceType(code));
  const mappings = named(facts.mappings, mappingKey);
  const agreements = named(facts.agreements, ({ id }) => recordKey.agreement(id));
  const bases = named(facts.bases, ({ id }) => recordKey.basis(id));
  return {
    head: facts.head,
    history: <T>(key: string) => (records.get(key) ?? []) as History<T>,
    grounds: () => ({ agreements, bases }),
    mappings: () => mappings,
    locate: () => facts.located,
  };
}
